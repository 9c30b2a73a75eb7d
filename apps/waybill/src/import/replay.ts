import { setTimeout as delay } from "node:timers/promises";
import { Terminal } from "@waybill/kit";
import type { ApiAnswer, ApiPool, Problem } from "./api-pool.ts";
import type { ImportOrder } from "./import-source.ts";

/** An order as the server has it. */
export interface ServerOrder {
  readonly id: string;
  readonly status: "pending" | "confirmed" | "completed" | "cancelled";
  readonly cancelReason: string | null;
  readonly total: { readonly amount: number; readonly currency: string };
}

/** What the server said when it would not take the order. */
export interface ServerRefusal {
  readonly code: string;
  readonly detail: string;
}

export type Replayed = { readonly placed: ServerOrder } | { readonly refusal: ServerRefusal };

/** An order that has not ended by then is reported as it is. */
const endDeadlineMs = 120_000;
const longestLookMs = 1_000;
const waitSeconds = 20;

/**
 * Places a historic order, cancels it when history did, and waits until it has ended. The order's
 * reference and idempotency key are the source's id, so doing it again finds the same order.
 */
export async function replayOrder(api: ApiPool, order: ImportOrder): Promise<Replayed> {
  const answer = await place(api, order);
  const known = await knownOrder(api, order, answer);
  if ("refusal" in known) return known;
  const { placed } = known;
  if (order.outcome === "cancelled" && placed.status !== "cancelled") {
    // Always legal; on an order that is being cancelled it changes nothing.
    await api.expect({ method: "DELETE", path: `/v1/orders/${placed.id}` }, [202]);
    return { placed: await untilEnded(api, placed.id, (status) => status === "cancelled") };
  }
  if (hasEnded(placed.status)) return known;
  return { placed: await untilEnded(api, placed.id, hasEnded) };
}

function place(api: ApiPool, order: ImportOrder): Promise<ApiAnswer> {
  const { reference, customer, shippingAddress, currency } = order;
  const money = (amount: number) => ({ amount, currency });
  return api.call({
    method: "POST",
    path: "/v1/orders",
    headers: {
      "idempotency-key": reference,
      // What history cancelled is cancelled at once; of the others the answer tells the end.
      ...(order.outcome === "cancelled" ? {} : { prefer: `wait=${waitSeconds}` }),
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

async function knownOrder(api: ApiPool, order: ImportOrder, answer: ApiAnswer): Promise<Replayed> {
  if (answer.status === 202 || answer.status === 200) {
    return { placed: answer.body as ServerOrder };
  }
  const { code = "unexpected", detail = "", orderId } = (answer.body ?? {}) as Problem;
  // Placed more than 48 h ago, or by other means: the reference is unique for ever.
  if (orderId !== undefined) return { placed: await readOrder(api, orderId) };
  // The key was used for another body: the source, or what is made of it, has changed since.
  const found = code.startsWith("idempotency") ? await findOrder(api, order.reference) : undefined;
  return found === undefined ? { refusal: { code, detail } } : { placed: found };
}

async function findOrder(api: ApiPool, reference: string): Promise<ServerOrder | undefined> {
  const path = `/v1/orders?limit=1&reference=${encodeURIComponent(reference)}`;
  const { body } = await api.expect({ method: "GET", path }, [200]);
  const [found] = (body as { readonly items: readonly { readonly id: string }[] }).items;
  return found === undefined ? undefined : readOrder(api, found.id);
}

async function untilEnded(
  api: ApiPool,
  id: string,
  ended: (status: ServerOrder["status"]) => boolean,
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

function hasEnded(status: ServerOrder["status"]): boolean {
  return status === "completed" || status === "cancelled";
}
