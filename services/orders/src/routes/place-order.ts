import { OrderPlaced, type DataOf } from "@waybill/contracts";
import {
  ClaimTaken,
  HttpError,
  formatEtag,
  idempotencyOf,
  metaOf,
  route,
  type Answer,
  type Reply,
  type RequestContext,
  type Route,
  type UnitResult,
} from "@waybill/kit";
import { asPlaced, isEnded, type Order } from "../domain/order-state.ts";
import { order, type OrderCommand } from "../domain/order.ts";
import { priceOrder } from "../domain/pricing.ts";
import { timeOf } from "../list-query.ts";
import { assertMayPrice, assertOwnCustomer, orderNotFound } from "../order-access.ts";
import { fullDocument, newDocument, type OrderDesk } from "../order-desk.ts";
import { OrderDocument, PlaceOrder } from "../schemas.ts";

/**
 * Accepts orders. The hottest path of the system: with prices and a number in memory it waits for
 * nothing but the batch that makes the order durable.
 */
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
    async handle({ body, context: request }) {
      const { principal } = request;
      assertOwnCustomer(principal, body.customer.email);
      assertMayPrice(principal, body);
      if (body.placedAt !== undefined) timeOf("placedAt", body.placedAt, "body");
      const id = desk.context.ids.make("ord");
      const result = await submit(desk, { id, body, request });
      return result.replayed && result.answer !== undefined
        ? repeated(desk, request, result.answer)
        : accepted(desk, request, { id, current: result.state as Order });
    },
  });
}

interface Submission {
  readonly id: string;
  readonly body: PlaceOrder;
  readonly request: RequestContext;
}

async function submit(desk: OrderDesk, submission: Submission): Promise<UnitResult> {
  const { id, body, request } = submission;
  const { tenant } = request.principal;
  const command = await commandFor(desk, submission);
  try {
    return await desk.context.execute({
      decider: order,
      command,
      fresh: true,
      meta: metaOf(request),
      ...(body.reference === undefined
        ? {}
        : { claims: [`reference:${tenant}/${body.reference}`] }),
      ...idempotencyOf(request),
      // The rest of the first answer is made again from the order: it needs no second copy.
      ...(request.idempotency === undefined
        ? {}
        : { respond: (): Answer => ({ status: 202, body: { id } }) }),
    });
  } catch (error) {
    throw error instanceof ClaimTaken ? referenceTaken(body.reference, error.holder) : error;
  }
}

/** A request that cannot be priced is submitted all the same: it may repeat one that was accepted. */
async function commandFor(
  desk: OrderDesk,
  { id, body, request }: Submission,
): Promise<OrderCommand> {
  try {
    const found = desk.prices.find(
      request.principal.tenant,
      body.lines.map((line) => line.sku),
    );
    const { lines, shipping, total } = priceOrder(
      body,
      found instanceof Promise ? await found : found,
    );
    const next = desk.numbers.next();
    const placed: DataOf<typeof OrderPlaced> = {
      orderId: id,
      number: next instanceof Promise ? await next : next,
      ...(body.reference === undefined ? {} : { reference: body.reference }),
      customer: body.customer,
      shippingAddress: body.shippingAddress,
      currency: body.currency,
      lines: [...lines],
      shipping,
      total,
      paymentToken: body.payment.token,
      ...(body.placedAt === undefined ? {} : { placedAt: body.placedAt }),
    };
    return { type: "place", orderId: id, order: placed };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { type: "refuse", orderId: id, refusal: error };
  }
}

async function accepted(
  desk: OrderDesk,
  request: RequestContext,
  { id, current }: { readonly id: string; readonly current: Order },
): Promise<Reply> {
  if (request.waitSeconds === undefined) {
    return { status: 202, body: newDocument(id, current), headers: headersOf(id, current) };
  }
  return afterWaiting(desk, request, id);
}

/** The first answer again, as long as the order is what it was then; a preference to wait is met anew. */
async function repeated(desk: OrderDesk, request: RequestContext, first: Answer): Promise<Reply> {
  const { id } = first.body as { readonly id: string };
  const replayed = { "idempotent-replayed": "true" };
  if (request.waitSeconds !== undefined) {
    const reply = await afterWaiting(desk, request, id);
    return { ...reply, headers: { ...reply.headers, ...replayed } };
  }
  const placed = await firstState(desk, id);
  return {
    status: 202,
    body: newDocument(id, placed),
    headers: { ...headersOf(id, placed), ...replayed },
  };
}

async function firstState({ context }: OrderDesk, id: string): Promise<Order> {
  const current = (await context.state(order, id))?.state ?? null;
  if (current === null) throw orderNotFound(id);
  if (!current.detailsChanged) return asPlaced(current);
  const events = await context.history(id);
  const placed = events.find((event) => event.type === OrderPlaced.type);
  if (placed === undefined) throw orderNotFound(id);
  const { data, meta, time } = placed;
  return (
    order.evolve(null, { type: placed.type, data }, { key: id, tenant: meta.tenant, time }) ??
    current
  );
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

function referenceTaken(reference: string | undefined, orderId: string): HttpError {
  return new HttpError(
    "reference-taken",
    `The reference ${reference ?? ""} belongs to ${orderId}: read that order, or send a reference of its own for a new one.`,
    { status: 409, details: { orderId } },
  );
}

const exampleOrder = {
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
