import { fractionDigitsOf } from "./currency.ts";

interface MoneyProps {
  /** In the smallest unit of the currency: cents for EUR. */
  readonly amount: number;
  readonly currency: string;
}

export function Money({ amount, currency }: MoneyProps) {
  const digits = fractionDigitsOf(currency);
  const text = new Intl.NumberFormat("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
  return (
    <span className="number">
      {text} {currency}
    </span>
  );
}
