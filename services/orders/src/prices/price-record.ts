import type { ProductPrice } from "../domain/pricing.ts";

const positionDigits = 16;

/**
 * Text of which the greater one, in code-unit order, is the later: position in the catalogue's log
 * and what it says of the product. Lets a view keep the newest word whatever order events come in.
 */
export function encodePriceRecord(position: number, price: ProductPrice): string {
  return `${String(position).padStart(positionDigits, "0")} ${JSON.stringify(price)}`;
}

/** @throws {SyntaxError} when the text was not made by `encodePriceRecord` */
export function decodePriceRecord(record: string): {
  readonly position: number;
  readonly price: ProductPrice;
} {
  return {
    position: Number(record.slice(0, positionDigits)),
    price: JSON.parse(record.slice(positionDigits + 1)) as ProductPrice,
  };
}
