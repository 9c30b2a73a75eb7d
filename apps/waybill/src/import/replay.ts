import { setTimeout as delay } from "node:timers/promises";
import { Terminal } from "@waybill/kit";
import type { ApiAnswer, ApiPool, Problem } from "./api-pool.ts";
import type { ImportOrder } from "./import-source.ts";

export type OrderStatus = "pending" | "confirmed" | "completed" | "cancelled";

/** An order as the server has it. */
export interface ServerOrder {
  readonly id: string;
  readonly status: OrderStatus;
  /** Lists leave it out. */
  readonly cancelReason?: string | null;
  readonly total: { readonly amount: number; readonly currency: string };
  readonly createdAt: string;
}

/** What the server said when it would not take the order. */
export interface ServerRefusal {
  readonly code: string;
  readonly detail: string;
}

/** `ended` is false for an order on its way, whose end has to be looked up. */
export type Replayed =
  | { readonly placed: ServerOrder; readonly ended: boolean }
  | { readonly refusal: ServerRefusal };

/** An order that has not ended by then is reported as it is. */
export const endDeadlineMs = 120_000;
const longestLookMs = 1_000;
const waitSeconds = 20;

/**
 * Places a historic order and cancels it when history did. The order's reference and idempotency key
 * are the source's id, so doing it again finds the same order.
 * @param wait also wait until it has ended. An order that was placed before is waited for in any case.
 */
export async function replayOrder(
  api: ApiPool,
  order: ImportOrder,
  wait: boolean,
): Promise<Replayed> {
  const cancels = order.outcome === "cancelled";
  const answer = await place(api, order, wait && !cancels);
  const known = await knownOrder(api, order, answer);
  if ("refusal" in known) return known;
  const { placed, fresh } = known;
  if (cancels && placed.status !== "cancelled") {
    // Always legal; on an order that is being cancelled it changes nothing.
    await api.expect({ method: "DELETE", path: `/v1/orders/${placed.id}` }, [202]);
  }
  const ended = (status: OrderStatus): boolean =>
    status === "cancelled" || (status === "completed" && !cancels);
  if (ended(placed.status)) return { placed, ended: true };
  if (fresh && !wait) return { placed, ended: false };
  return { placed: await untilEnded(api, placed.id, ended), ended: true };
}

function place(api: ApiPool, order: ImportOrder, wait: boolean): Promise<ApiAnswer> {
  const { reference, customer, shippingAddress, currency } = order;
  const money = (amount: number) => ({ amount, currency });
  return api.call({
    method: "POST",
    path: "/v1/orders",
    headers: {
      "idempotency-key": reference,
      ...(wait ? { prefer: `wait=${waitSeconds}` } : {}),
    },
    body: {
      reference,
      customer,
      shippingAddress,
      currency,
      lines: order.lines.map(({ sku, name, quantity, unitPrice }) => ({
        sku,
        name,
        quantity,
        unitPrice: money(unitPrice),
      })),
      shipping: money(order.shipping),
      payment: { token: "tok_ok" },
      // A server that comes to another total refuses the order.
      expectedTotal: money(order.total),
      ...(order.placedAt === undefined ? {} : { placedAt: order.placedAt }),
    },
  });
}

type Known =
  | { readonly placed: ServerOrder; readonly fresh: boolean }
  | { readonly refusal: ServerRefusal };

async function knownOrder(api: ApiPool, order: ImportOrder, answer: ApiAnswer): Promise<Known> {
  if (answer.status === 202 || answer.status === 200) {
    const placed = answer.body as ServerOrder;
    const replayed = answer.headers["idempotent-replayed"] === "true";
    // A replay repeats the first answer, so where the order is by now has to be asked.
    return replayed
      ? { placed: await readOrder(api, placed.id), fresh: false }
      : { placed, fresh: true };
  }
  const { code = "unexpected", detail = "", orderId } = (answer.body ?? {}) as Problem;
  // Placed more than 48 h ago, or by other means: the reference is unique for ever.
  if (orderId !== undefined) return { placed: await readOrder(api, orderId), fresh: false };
  // The key was used for another body: the source, or what is made of it, has changed since.
  const found = code.startsWith("idempotency") ? await findOrder(api, order.reference) : undefined;
  return found === undefined ? { refusal: { code, detail } } : { placed: found, fresh: false };
}

async function findOrder(api: ApiPool, reference: string): Promise<ServerOrder | undefined> {
  const path = `/v1/orders?limit=1&reference=${encodeURIComponent(reference)}`;
  const { body } = await api.expect({ method: "GET", path }, [200]);
  const [found] = (body as { readonly items: readonly { readonly id: string }[] }).items;
  return found === undefined ? undefined : readOrder(api, found.id);
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

async function readOrder(api: ApiPool, id: string): Promise<ServerOrder> {
  const { body } = await api.expect({ method: "GET", path: `/v1/orders/${id}` }, [200]);
  const order = body as Partial<ServerOrder>;
  if (order.id === undefined) {
    throw new Terminal("unexpected", `GET /v1/orders/${id} answered something else than an order`);
  }
  return order as ServerOrder;
}
