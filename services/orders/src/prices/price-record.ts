import type { ProductPrice } from "../domain/pricing.ts";

const versionDigits = 16;

/**
 * Text of which the greater one, in code-unit order, is the later: version of the product and what the
 * catalogue says of it. Lets a view keep the newest word whatever order events come in, and also when an
 * earlier one stands in the log once more.
 */
export function encodePriceRecord(version: number, price: ProductPrice): string {
  return `${String(version).padStart(versionDigits, "0")} ${JSON.stringify(price)}`;
}

/** @throws {SyntaxError} when the text was not made by `encodePriceRecord` */
export function decodePriceRecord(record: string): ProductPrice {
  return JSON.parse(record.slice(versionDigits + 1)) as ProductPrice;
}
