import { setTimeout as delay } from "node:timers/promises";
import { bookedOrders, parkedMessages, type BookedOrder } from "./books.ts";
import type { SentOrder } from "./sent-order.ts";
import type { Shop } from "./shop.ts";

/**
 * An order whose payment was under way at a kill waits for that call's time to be over, and then for its retry;
 * what a broker could not take for a while is caught up on before.
 */
const ordersMs = 150_000;
/** A mail that was under way at a kill is left alone for a minute, and so are those behind it. */
const messagesMs = 150_000;
const lookEveryMs = 500;

export interface Drained {
  readonly orders: readonly BookedOrder[];
  /** What has not come to its end in time. */
  readonly unfinished: readonly string[];
}

/** Waits, up to a limit, until every order has ended and its customer was told all. */
export async function drain(shop: Shop, sent: readonly SentOrder[]): Promise<Drained> {
  const withdrawn = new Set(
    sent.filter(({ cancellation }) => cancellation === "accepted").flatMap(({ ids }) => [...ids]),
  );
  const from = performance.now();
  for (;;) {
    const orders = await bookedOrders(shop);
    const open = orders.flatMap((order) => openOf(order, withdrawn));
    const waitedMs = performance.now() - from;
    if (open.length > 0) {
      if (waitedMs > ordersMs) return { orders, unfinished: open };
    } else {
      const unfinished = await untold(shop, orders);
      if (unfinished.length === 0 || waitedMs > messagesMs) return { orders, unfinished };
    }
    await delay(lookEveryMs);
  }
}

function openOf({ id, end, token }: BookedOrder, withdrawn: ReadonlySet<string>): string[] {
  if (end === "open") return [`${id} (${token}) has not ended`];
  return end === "completed" && withdrawn.has(id) ? [`${id} was withdrawn and is completed`] : [];
}

async function untold(shop: Shop, orders: readonly BookedOrder[]): Promise<readonly string[]> {
  const parked = (await parkedMessages(shop)).map((each) => `parked: ${each}`);
  return [...orders.flatMap((order) => mailsMissing(shop, order)), ...parked];
}

function mailsMissing({ mails }: Shop, { id, number, end }: BookedOrder): string[] {
  if (mails === undefined) return [];
  const due = end === "completed" ? ["placed", "confirmed", "dispatched"] : ["placed", "cancelled"];
  return due
    .filter((kind) => mails.count(number, kind) === 0)
    .map((kind) => `${id} is ${end} and no mail says ${kind}`);
}
