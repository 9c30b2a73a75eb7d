/** Currencies whose minor unit is not a hundredth, by ISO 4217 (list one, of 2026). */
const others: Readonly<Record<number, readonly string[]>> = {
  0: [
    ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG".split(" "),
    ..."RWF UGX UYI VND VUV XAF XOF XPF".split(" "),
  ],
  3: ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"],
  4: ["CLF", "UYW"],
};

const digitsByCurrency: ReadonlyMap<string, number> = new Map(
  Object.entries(others).flatMap(([digits, currencies]) =>
    currencies.map((currency): [string, number] => [currency, Number(digits)]),
  ),
);

/**
 * Decimal places of a currency by ISO 4217: EUR 2, JPY 0, BHD 3. `Intl` cannot be asked: it says how an amount
 * is usually shown, 0 for HUF and IDR, whose amounts providers count in hundredths, and another release may say
 * something else.
 */
export function minorDigits(currency: string): number {
  return digitsByCurrency.get(currency) ?? 2;
}
