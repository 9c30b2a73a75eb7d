import { minorDigits } from "@waybill/contracts/minor-units";

interface MoneyProps {
  /** In the smallest unit of the currency: cents for EUR. */
  readonly amount: number;
  readonly currency: string;
}

/** By digits after the point; making one takes longer than all else of a row. */
const formats = new Map<number, Intl.NumberFormat>();

export function Money({ amount, currency }: MoneyProps) {
  const digits = minorDigits(currency);
  return (
    <span className="number">
      {formatOf(digits).format(amount / 10 ** digits)} {currency}
    </span>
  );
}

function formatOf(digits: number): Intl.NumberFormat {
  const known = formats.get(digits);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(digits, made);
  return made;
}
