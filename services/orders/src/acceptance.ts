import { OrderPlaced, type DataOf } from "@waybill/contracts";
import {
  ClaimTaken,
  HttpError,
  idempotencyOf,
  metaOf,
  type Answer,
  type RequestContext,
  type UnitResult,
} from "@waybill/kit";
import { asPlaced, type Order } from "./domain/order-state.ts";
import { order, type OrderCommand } from "./domain/order.ts";
import { priceOrder } from "./domain/pricing.ts";
import { timeOf } from "./list-query.ts";
import { assertMayPrice, assertOwnCustomer, orderNotFound } from "./order-access.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { PlaceOrder } from "./schemas.ts";

/** An order that is durable. */
export interface Accepted {
  readonly id: string;
  /** An earlier request with the same key placed it. */
  readonly replayed: boolean;
  /** The order as it was when it was placed, whatever has become of it since. */
  placed(): Promise<Order> | Order;
}

/**
 * Prices an order and makes it durable. With prices and a number in memory it waits for nothing but the
 * batch that does so.
 * @throws HttpError whatever is wrong with the order
 */
export async function acceptOrder(
  desk: OrderDesk,
  body: PlaceOrder,
  request: RequestContext,
): Promise<Accepted> {
  const { principal } = request;
  assertOwnCustomer(principal, body.customer.email);
  assertMayPrice(principal, body);
  if (body.placedAt !== undefined) timeOf("placedAt", body.placedAt, "body");
  const id = desk.context.ids.make("ord");
  const { replayed, answer, state } = await submit(desk, { id, body, request });
  if (!replayed || answer === undefined) {
    return { id, replayed: false, placed: () => state as Order };
  }
  const first = answer.body as { readonly id: string };
  return { id: first.id, replayed: true, placed: () => firstState(desk, first.id) };
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

function referenceTaken(reference: string | undefined, orderId: string): HttpError {
  return new HttpError(
    "reference-taken",
    `The reference ${reference ?? ""} belongs to ${orderId}: read that order, or send a reference of its own for a new one.`,
    { status: 409, details: { orderId } },
  );
}
