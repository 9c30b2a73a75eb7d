import { setTimeout as delay } from "node:timers/promises";
import { rowsOf } from "../sessions.ts";
import type { Shop } from "../shop.ts";

const limitMs = 60_000;
const pollMs = 250;

/**
 * How long orders took that were placed between two times of `Date.now`, in milliseconds: without those whose
 * payment makes them wait.
 * @throws {Error} when some have not ended for a long time
 */
export async function orderTimes(
  shop: Shop,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly number[]> {
  const url = await shop.serviceUrl("orders");
  const deadline = performance.now() + limitMs;
  for (;;) {
    const rows = await rowsOf<{ took: number | null }>(url, takenSql(from, to));
    const took = rows.map((row) => row.took).filter((each) => each !== null);
    if (took.length === rows.length) return took;
    if (performance.now() > deadline)
      throw new Error(`${rows.length - took.length} of ${rows.length} orders have not ended`);
    await delay(pollMs);
  }
}

function takenSql(from: number, to: number): string {
  return `
    select extract(epoch from ended.recorded_at - placed.recorded_at)::float8 * 1000 as took
    from events placed
    left join events ended
      on ended.stream = placed.stream and ended.type in ('OrderCompleted', 'OrderCancelled')
    where placed.type = 'OrderPlaced' and placed.data::json ->> 'paymentToken' = 'tok_ok'
      and placed.recorded_at between to_timestamp(${from / 1_000}::float8)
                                 and to_timestamp(${to / 1_000}::float8)`;
}

/** @returns 0 for none */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
