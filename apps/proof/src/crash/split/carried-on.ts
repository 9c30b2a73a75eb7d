import { setTimeout as delay } from "node:timers/promises";
import { bookedOrders } from "../books.ts";
import type { Scene } from "../drill.ts";
import type { OrderClient } from "../order-client.ts";
import { rowsOf } from "../sessions.ts";
import type { Shop } from "../shop.ts";

const watched = 20;
const limitMs = 180_000;
const pollMs = 250;

interface EndRow {
  /** Of `Date.now`; null while it goes on. */
  readonly endedAt: number | null;
}

/**
 * Called in the moment of each strike: a broker meets the orders that were accepted and have not ended.
 * @returns that moment
 */
export async function struckOpenOrders({ shop, evidence }: Scene): Promise<number> {
  const struckAt = performance.now();
  evidence.times += 1;
  if ((await openOrders(shop)) > 0) evidence.hits += 1;
  return struckAt;
}

export async function openOrders(shop: Shop): Promise<number> {
  return (await bookedOrders(shop)).filter(({ end }) => end === "open").length;
}

/**
 * Notes the time from a strike until the first orders that were placed after it have ended. There are so many
 * that every partition of every service has carried some of them.
 * @throws {Error} when they have not ended for a long time
 */
export async function carriedOn({ shop, load, evidence }: Scene, struckAt: number): Promise<void> {
  const from = performance.timeOrigin + struckAt;
  const deadline = performance.now() + limitMs;
  const url = await shop.serviceUrl("orders");
  for (;;) {
    const rows = await rowsOf<EndRow>(url, firstAfter(from));
    const ends = rows.map(({ endedAt }) => endedAt).filter((at) => at !== null);
    if (ends.length === watched) {
      evidence.recoveriesMs.push(Math.max(...ends) - from);
      return;
    }
    if (performance.now() > deadline)
      throw new Error(
        `${limitMs / 1_000} s after the strike, of the ${rows.length} orders that were placed next ${ends.length} have ended. ${await behind(load.client)}`,
      );
    await delay(pollMs);
  }
}

/** Which consumers have something left, and in which partitions, for whoever looks for what is stuck. */
async function behind(client: OrderClient): Promise<string> {
  const { body } = await client.call({ method: "GET", path: "/v1/ops/consumers" });
  const { items = [] } = (body ?? {}) as { items?: readonly { readonly consumer: string }[] };
  return `Consumers: ${items.map((each) => JSON.stringify(each)).join("; ")}`;
}

/** Without those whose payment makes them wait. One that was completed may be called off afterwards: its first end counts. */
function firstAfter(from: number): string {
  return `
    select (select extract(epoch from min(ended.recorded_at))::float8 * 1000
            from events ended
            where ended.stream = placed.stream
              and ended.type in ('OrderCompleted', 'OrderCancelled')) as "endedAt"
    from (select stream, position from events
          where type = 'OrderPlaced' and recorded_at > to_timestamp(${from / 1_000}::float8)
            and data::json ->> 'paymentToken' = 'tok_ok'
          order by position limit ${watched}) placed`;
}
