import { formatEtag, route, type Reply, type RequestContext, type Route } from "@waybill/kit";
import { acceptOrder, type Accepted } from "../acceptance.ts";
import { isEnded, type Order } from "../domain/order-state.ts";
import { orderNotFound } from "../order-access.ts";
import { fullDocument, newDocument, type OrderDesk } from "../order-desk.ts";
import { OrderDocument, PlaceOrder } from "../schemas.ts";

/** Accepts orders: the hottest path of the system. */
export function placeOrder(desk: OrderDesk): Route {
  return route({
    method: "POST",
    path: "/v1/orders",
    operationId: "placeOrder",
    summary: "Place an order",
    description:
      "Answers 202 as soon as the order is durable; its prices are fixed then. With `Prefer: wait=N` it answers when the order has ended (200), or after N seconds as it is then (202). Only operators may send `unitPrice`, `name`, `shipping` and `placedAt`.",
    tag: "Orders",
    roles: ["customer"],
    body: PlaceOrder,
    responses: { 200: OrderDocument, 202: OrderDocument },
    successHeaders: {
      Location: { description: "Where the order is found from now on." },
      ETag: { description: "Version of the order." },
      "Idempotent-Replayed": { description: "`true` when this answers an earlier request." },
    },
    examples: { order: exampleOrder },
    idempotent: true,
    preferWait: true,
    handle: async ({ body, context: request }) =>
      replyTo(desk, request, await acceptOrder(desk, body, request)),
  });
}

/** A preference to wait is met anew when an earlier request is repeated. */
async function replyTo(desk: OrderDesk, request: RequestContext, order: Accepted): Promise<Reply> {
  const { id, replayed } = order;
  const reply =
    request.waitSeconds === undefined
      ? placedReply(id, await order.placed())
      : await afterWaiting(desk, request, id);
  if (!replayed) return reply;
  return { ...reply, headers: { ...reply.headers, "idempotent-replayed": "true" } };
}

function placedReply(id: string, placed: Order): Reply {
  return { status: 202, body: newDocument(id, placed), headers: headersOf(id, placed) };
}

async function afterWaiting(desk: OrderDesk, request: RequestContext, id: string): Promise<Reply> {
  const { signal, waitSeconds = 0 } = request;
  const until = desk.context.clock.now() + waitSeconds * 1_000;
  const current = await desk.watch.untilEnded(id, { signal, until });
  if (current === undefined) throw orderNotFound(id);
  return {
    status: isEnded(current) ? 200 : 202,
    body: await fullDocument(desk, id, current),
    headers: headersOf(id, current),
  };
}

function headersOf(id: string, { version }: Order): Record<string, string> {
  return { location: `/v1/orders/${id}`, etag: formatEtag(version) };
}

export const exampleOrder = {
  reference: "web-1001",
  customer: { email: "ana@example.com", name: "Ana" },
  shippingAddress: {
    name: "Ana",
    line1: "1 Main St",
    city: "Porto",
    postalCode: "4000-001",
    country: "PT",
  },
  currency: "EUR",
  lines: [{ sku: "MUG-BLUE", quantity: 2 }],
  payment: { token: "tok_ok" },
  expectedTotal: { amount: 2580, currency: "EUR" },
};
