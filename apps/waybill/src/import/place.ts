import { Terminal } from "@waybill/kit";
import type { ApiPool, Problem } from "./api-pool.ts";
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

/** `fresh` is false for an order that was placed before; it is as it is by now then. */
export type Placed =
  | { readonly placed: ServerOrder; readonly fresh: boolean }
  | { readonly refusal: ServerRefusal };

/** An order, or why there is none. */
interface Item {
  readonly status: number;
  readonly order?: ServerOrder;
  readonly replayed?: boolean;
  readonly problem?: Problem;
}

/**
 * Places historic orders, at most 100, in one call. An order's reference and idempotency key are the
 * source's id, so doing it again finds the same order.
 * @returns what became of each, in their order
 */
export async function placeTogether(
  api: ApiPool,
  orders: readonly ImportOrder[],
): Promise<readonly Placed[]> {
  const body = {
    orders: orders.map((order) => ({ idempotencyKey: order.reference, order: bodyOf(order) })),
  };
  const answer = await api.call({ method: "POST", path: "/v1/order-batches", body });
  // Refused as a whole, for one of them or for all of them together: each is told its own reason.
  if (answer.status !== 200) return Promise.all(orders.map((order) => placeAlone(api, order)));
  const { items } = answer.body as { readonly items: readonly Item[] };
  return Promise.all(orders.map((order, index) => placedOf(api, order, items[index])));
}

async function placeAlone(api: ApiPool, order: ImportOrder): Promise<Placed> {
  const headers = { "idempotency-key": order.reference };
  const body = bodyOf(order);
  const answer = await api.call({ method: "POST", path: "/v1/orders", headers, body });
  const { status } = answer;
  return placedOf(
    api,
    order,
    status < 400
      ? {
          status,
          order: answer.body as ServerOrder,
          replayed: answer.headers["idempotent-replayed"] === "true",
        }
      : { status, problem: answer.body as Problem },
  );
}

function bodyOf(order: ImportOrder): object {
  const { reference, customer, shippingAddress, currency } = order;
  const money = (amount: number) => ({ amount, currency });
  return {
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
  };
}

async function placedOf(
  api: ApiPool,
  { reference }: ImportOrder,
  item: Item | undefined,
): Promise<Placed> {
  if (item?.order !== undefined) {
    const { order, replayed = false } = item;
    // A replay repeats the first answer, so where the order is by now has to be asked.
    return replayed
      ? { placed: await readOrder(api, order.id), fresh: false }
      : { placed: order, fresh: true };
  }
  const { code = "unexpected", detail = "", orderId } = item?.problem ?? {};
  // Placed more than 48 h ago, or by other means: the reference is unique for ever.
  if (orderId !== undefined) return { placed: await readOrder(api, orderId), fresh: false };
  // The key was used for another body: the source, or what is made of it, has changed since.
  const found = code.startsWith("idempotency") ? await findOrder(api, reference) : undefined;
  return found === undefined ? { refusal: { code, detail } } : { placed: found, fresh: false };
}

async function findOrder(api: ApiPool, reference: string): Promise<ServerOrder | undefined> {
  const path = `/v1/orders?limit=1&reference=${encodeURIComponent(reference)}`;
  const { body } = await api.expect({ method: "GET", path }, [200]);
  const [found] = (body as { readonly items: readonly { readonly id: string }[] }).items;
  return found === undefined ? undefined : readOrder(api, found.id);
}

/** @throws Terminal `unexpected` when the server answers something else than an order */
export async function readOrder(api: ApiPool, id: string): Promise<ServerOrder> {
  const { body } = await api.expect({ method: "GET", path: `/v1/orders/${id}` }, [200]);
  const order = body as Partial<ServerOrder>;
  if (order.id === undefined) {
    throw new Terminal("unexpected", `GET /v1/orders/${id} answered something else than an order`);
  }
  return order as ServerOrder;
}
