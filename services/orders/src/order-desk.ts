import type { Cursors, Principal, ServiceContext } from "@waybill/kit";
import { order } from "./domain/order.ts";
import type { Order } from "./domain/order-state.ts";
import { mayAccess, orderNotFound } from "./order-access.ts";
import {
  orderDocument,
  unrelated,
  type PaymentRow,
  type Related,
  type ShipmentRow,
} from "./order-document.ts";
import type { OrderNumbers } from "./order-numbers.ts";
import type { OrderWatch } from "./order-watch.ts";
import type { PriceBook } from "./prices/price-book.ts";
import type { OrderDocument } from "./schemas.ts";

/** What the routes work with. */
export interface OrderDesk {
  readonly context: ServiceContext;
  readonly prices: PriceBook;
  readonly numbers: OrderNumbers;
  readonly watch: OrderWatch;
  readonly cursors: Cursors;
}

/**
 * An order that the caller may see and change.
 * @throws HttpError 404 `order-not-found`
 */
export async function accessibleOrder(
  { context }: OrderDesk,
  principal: Principal,
  id: string,
): Promise<Order> {
  const found = await context.state(order, id);
  const state = found?.state ?? null;
  if (state === null || !mayAccess(principal, state)) throw orderNotFound(id);
  return state;
}

/** The order as the API gives it, with what payments and fulfilment have announced of it. */
export async function fullDocument(
  desk: OrderDesk,
  id: string,
  current: Order,
): Promise<OrderDocument> {
  return orderDocument(id, current, await relatedTo(desk, current.tenant, id));
}

/** Of an order that was placed this moment. */
export function newDocument(id: string, current: Order): OrderDocument {
  return orderDocument(id, current, unrelated);
}

async function relatedTo({ context }: OrderDesk, tenant: string, id: string): Promise<Related> {
  const [payments, shipments] = await Promise.all([
    context.views.query<PaymentRow>(
      "select authorized, captured, refunded, voided, declined from order_payments where order_id = $1 and tenant = $2",
      [id, tenant],
    ),
    context.views.query<ShipmentRow>(
      "select shipment_id, carrier, tracking_number, progress from order_shipments where order_id = $1 and tenant = $2 order by shipment_id",
      [id, tenant],
    ),
  ]);
  return { payment: payments[0], shipments };
}
