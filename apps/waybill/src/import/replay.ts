import { setTimeout as delay } from "node:timers/promises";
import type { ApiPool } from "./api-pool.ts";
import type { ImportOrder } from "./import-source.ts";
import {
  placeTogether,
  readOrder,
  type OrderStatus,
  type Placed,
  type ServerOrder,
  type ServerRefusal,
} from "./place.ts";

/** `ended` is false for an order on its way, whose end has to be looked up. */
export type Replayed =
  | { readonly placed: ServerOrder; readonly ended: boolean }
  | { readonly refusal: ServerRefusal };

/** An order that has not ended by then is reported as it is. */
export const endDeadlineMs = 120_000;
const longestLookMs = 1_000;

/**
 * Places historic orders and cancels those that history did.
 * @param wait for which of them to wait until they have ended. One that was placed before is waited for in any case.
 * @returns what became of each, in their order
 */
export async function replayTogether(
  api: ApiPool,
  orders: readonly ImportOrder[],
  wait: "for all" | "for the last",
): Promise<readonly { readonly order: ImportOrder; readonly result: Replayed }[]> {
  const placed = await placeTogether(api, orders);
  const last = orders.length - 1;
  return Promise.all(
    orders.map(async (order, index) => {
      const waited = wait === "for all" || index === last;
      return { order, result: await follow(api, order, { as: placed[index] as Placed, waited }) };
    }),
  );
}

async function follow(
  api: ApiPool,
  order: ImportOrder,
  { as, waited }: { readonly as: Placed; readonly waited: boolean },
): Promise<Replayed> {
  if ("refusal" in as) return as;
  const { placed, fresh } = as;
  const cancels = order.outcome === "cancelled";
  if (cancels && placed.status !== "cancelled") {
    // Always legal; on an order that is being cancelled it changes nothing.
    await api.expect({ method: "DELETE", path: `/v1/orders/${placed.id}` }, [202]);
  }
  const ended = (status: OrderStatus): boolean =>
    status === "cancelled" || (status === "completed" && !cancels);
  if (ended(placed.status)) return { placed, ended: true };
  if (fresh && !waited) return { placed, ended: false };
  return { placed: await untilEnded(api, placed.id, ended), ended: true };
}

/** An order whose goods had left is `completed` until they are back: only then is it cancelled. */
export function untilCancelled(api: ApiPool, id: string): Promise<ServerOrder> {
  return untilEnded(api, id, (status) => status === "cancelled");
}

async function untilEnded(
  api: ApiPool,
  id: string,
  ended: (status: OrderStatus) => boolean,
): Promise<ServerOrder> {
  const deadline = performance.now() + endDeadlineMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 1.5, longestLookMs)) {
    const order = await readOrder(api, id);
    if (ended(order.status) || performance.now() > deadline) return order;
    await delay(pauseMs);
  }
}
