import type { ImportLine } from "./import-source.ts";

/** One line for each SKU and price, in the order of their first appearance: a source often has a row a unit. */
export function mergedLines(lines: readonly ImportLine[]): readonly ImportLine[] {
  const merged = new Map<string, ImportLine>();
  for (const line of lines) {
    const key = `${line.unitPrice} ${line.sku}`;
    const before = merged.get(key);
    const quantity = (before?.quantity ?? 0) + line.quantity;
    merged.set(key, { ...(before ?? line), quantity });
  }
  return [...merged.values()];
}

/** In minor units. */
export function goodsValue(lines: readonly ImportLine[]): number {
  let value = 0;
  for (const { quantity, unitPrice } of lines) value += quantity * unitPrice;
  return value;
}
