import Type, { type Static } from "typebox";
import { event } from "./contract.ts";
import { Address, Amount, Currency, Customer, Quantity, Sku } from "./values.ts";

const source = "orders";
const subject = "orderId";
const orderId = { orderId: Type.String() };

/** A line at the price fixed when the order was accepted, in minor units of the order's currency. */
export const OrderLine = Type.Object({
  sku: Sku,
  name: Type.String(),
  quantity: Quantity,
  unitPrice: Amount,
});
export type OrderLine = Static<typeof OrderLine>;

export const OrderPlaced = event({
  source,
  subject,
  type: "OrderPlaced",
  topic: "orders.created",
  schema: Type.Object({
    ...orderId,
    number: Type.Integer(),
    reference: Type.Optional(Type.String()),
    customer: Customer,
    shippingAddress: Address,
    currency: Currency,
    lines: Type.Array(OrderLine),
    shipping: Amount,
    total: Amount,
    paymentToken: Type.String(),
    placedAt: Type.Optional(Type.String()),
  }),
});

export const OrderDetailsChanged = event({
  source,
  subject,
  type: "OrderDetailsChanged",
  topic: "orders.changed",
  schema: Type.Object({ ...orderId, customer: Customer, shippingAddress: Address }),
});

export const CancellationRequested = event({
  source,
  subject,
  type: "CancellationRequested",
  topic: "orders.cancellation-requested",
  schema: Type.Object({ ...orderId, reason: Type.String() }),
});

/**
 * The order is paid for, and from here on stays as it is. Where its details were changed since it was placed it
 * brings the address that counts: between this topic and `orders.changed` there is no order.
 */
export const OrderConfirmed = event({
  source,
  subject,
  type: "OrderConfirmed",
  topic: "orders.confirmed",
  schema: Type.Object({ ...orderId, shippingAddress: Type.Optional(Address) }),
});

export const OrderCompleted = event({
  source,
  subject,
  type: "OrderCompleted",
  topic: "orders.completed",
  schema: Type.Object(orderId),
});

export const OrderCancelled = event({
  source,
  subject,
  type: "OrderCancelled",
  topic: "orders.cancelled",
  schema: Type.Object({ ...orderId, reason: Type.String() }),
});
