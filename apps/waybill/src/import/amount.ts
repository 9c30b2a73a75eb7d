import { Terminal } from "@waybill/kit";

const digitsByCurrency = new Map<string, number>();

/**
 * Decimal places of a currency by ISO 4217: EUR 2, JPY 0, BHD 3.
 * @throws Terminal `currency-unknown` when it is not three capital letters
 */
export function minorDigits(currency: string): number {
  const known = digitsByCurrency.get(currency);
  if (known !== undefined) return known;
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new Terminal(
      "currency-unknown",
      `${currency} is no currency; use its ISO 4217 code, such as EUR`,
    );
  }
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  digitsByCurrency.set(currency, digits);
  return digits;
}

export interface AmountFormat {
  readonly currency: string;
  /** What stands before the decimals: `.` unless told. */
  readonly decimal?: "." | ",";
}

/**
 * Minor units of an amount written in decimals: `21.9` BRL is 2190. Digit by digit, never through a
 * float. More decimals than the currency has are taken when they are zeros. `undefined`: not such an amount.
 */
export function parseAmount(
  text: string,
  { currency, decimal = "." }: AmountFormat,
): number | undefined {
  const parts = (decimal === "." ? /^(\d{1,13})(?:\.(\d*))?$/ : /^(\d{1,13})(?:,(\d*))?$/).exec(
    text.trim(),
  );
  if (parts === null) return undefined;
  const digits = minorDigits(currency);
  const [, whole = "", decimals = ""] = parts;
  if (/[1-9]/.test(decimals.slice(digits))) return undefined;
  const minor = Number(whole + decimals.slice(0, digits).padEnd(digits, "0"));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** An amount for people: 87980688 BRL is `879806.88 BRL`. */
export function formatAmount(amount: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, "0");
  const split = text.length - digits;
  const number = digits === 0 ? text : `${text.slice(0, split)}.${text.slice(split)}`;
  return `${amount < 0 ? "-" : ""}${number} ${currency}`;
}
