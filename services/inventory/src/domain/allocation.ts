import type { Allocation } from "@waybill/contracts";
import type { Location } from "./locations.ts";
import { stockAt, type StockState } from "./stock.ts";

/** What an order needs of a SKU, over all its lines. */
export interface Need {
  readonly sku: string;
  readonly quantity: number;
  readonly stock: StockState;
}

/**
 * Sums lines of the same SKU, so that two lines of three are checked against the stock as six.
 * Sorted by SKU: the same order always makes the same needs.
 */
export function needsOf(
  lines: readonly { readonly sku: string; readonly quantity: number }[],
  stockOf: (sku: string) => StockState,
): Need[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  return [...quantities]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([sku, quantity]) => ({ sku, quantity, stock: stockOf(sku) }));
}

/**
 * Where to take the needs from: all from the first location that has everything, so that it makes
 * one parcel; else each SKU from the first location that has enough of it; else from as many as it
 * takes. "First" is the order of the locations. The caller has checked that there is enough.
 */
export function allocate(needs: readonly Need[], order: readonly Location[]): Allocation[] {
  const codes = usable(needs, order);
  const whole = codes.find((code) => needs.every((need) => holds(need, code)));
  if (whole !== undefined) {
    return needs.map(({ sku, quantity }) => ({ sku, location: whole, quantity }));
  }
  return needs.flatMap((need) => split(need, codes));
}

function split(need: Need, codes: readonly string[]): Allocation[] {
  const { sku, quantity, stock } = need;
  const single = codes.find((code) => holds(need, code));
  if (single !== undefined) return [{ sku, location: single, quantity }];
  const allocations: Allocation[] = [];
  let missing = quantity;
  for (const location of codes) {
    const taken = Math.min(missing, stockAt(stock, location).available);
    if (taken <= 0) continue;
    allocations.push({ sku, location, quantity: taken });
    missing -= taken;
    if (missing === 0) break;
  }
  return allocations;
}

function holds({ stock, quantity }: Need, code: string): boolean {
  return stockAt(stock, code).available >= quantity;
}

/**
 * Codes of the locations that have any of it, in order. One that the list does not know (another
 * process has just made it) comes last, by code: its stock is real all the same.
 */
function usable(needs: readonly Need[], order: readonly Location[]): string[] {
  const present = new Set<string>();
  for (const { stock } of needs) {
    for (const each of stock.locations) if (each.available > 0) present.add(each.location);
  }
  const codes = order.map((each) => each.code).filter((code) => present.delete(code));
  return present.size === 0 ? codes : [...codes, ...[...present].sort()];
}
