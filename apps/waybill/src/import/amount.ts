import { minorDigits } from "@waybill/contracts";
import { Terminal } from "@waybill/kit";

/** @throws Terminal `currency-unknown` when it is not three capital letters */
function checkCurrency(currency: string): void {
  if (/^[A-Z]{3}$/.test(currency)) return;
  throw new Terminal(
    "currency-unknown",
    `${currency} is no currency; use its ISO 4217 code, such as EUR`,
  );
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
  checkCurrency(currency);
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
