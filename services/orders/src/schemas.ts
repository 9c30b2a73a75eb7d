import {
  Address,
  Currency,
  Customer,
  Money,
  OrderId,
  Quantity,
  Sku,
  maxLines,
} from "@waybill/contracts";
import { ProblemSchema } from "@waybill/kit";
import Type, { type Static } from "typebox";

const closed = { additionalProperties: false };
const time = { format: "date-time", maxLength: 40 };
const Time = Type.String(time);
const reference = { minLength: 1, maxLength: 128 };
const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const OrderParams = Type.Object({ id: OrderId }, closed);

const OrderStatusSchema = Type.Enum(["pending", "confirmed", "completed", "cancelled"], {
  description: "`pending → confirmed → completed`, or `cancelled`.",
});

export const PlaceOrder = Type.Object(
  {
    reference: Type.Optional(
      Type.String({
        ...reference,
        description: "The client's own name for the order; unique for ever within the tenant.",
      }),
    ),
    customer: Customer,
    shippingAddress: Address,
    currency: Currency,
    lines: Type.Array(
      Type.Object(
        {
          sku: Sku,
          quantity: Quantity,
          unitPrice: Type.Optional(Money),
          name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        },
        closed,
      ),
      { minItems: 1, maxItems: maxLines },
    ),
    payment: Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) }, closed),
    expectedTotal: Type.Optional(Money),
    shipping: Type.Optional(Money),
    placedAt: Type.Optional(
      Type.String({ ...time, description: "When the customer ordered, for historic orders." }),
    ),
  },
  { ...closed, title: "PlaceOrder" },
);
export type PlaceOrder = Static<typeof PlaceOrder>;

export const ChangeOrder = Type.Object(
  { customer: Type.Optional(Customer), shippingAddress: Type.Optional(Address) },
  { ...closed, minProperties: 1, title: "ChangeOrder" },
);

const PaymentSummary = Type.Object({
  status: Type.Enum([
    "pending",
    "authorized",
    "declined",
    "voided",
    "captured",
    "partially-refunded",
    "refunded",
  ]),
  authorized: Money,
  captured: Money,
  refunded: Money,
});

const ShipmentSummary = Type.Object({
  id: Type.String(),
  status: Type.Enum(["created", "dispatched", "delivered", "cancelled", "returned"]),
  carrier: Nullable(Type.String()),
  trackingNumber: Nullable(Type.String()),
});

export const OrderDocument = Type.Object(
  {
    id: OrderId,
    number: Type.Integer(),
    reference: Nullable(Type.String()),
    status: OrderStatusSchema,
    cancelReason: Nullable(Type.String()),
    cancellationRequested: Type.Boolean(),
    customer: Customer,
    shippingAddress: Address,
    currency: Currency,
    lines: Type.Array(
      Type.Object({
        sku: Sku,
        name: Type.String(),
        quantity: Quantity,
        unitPrice: Money,
        total: Money,
      }),
    ),
    shipping: Money,
    total: Money,
    payment: PaymentSummary,
    shipments: Type.Array(ShipmentSummary),
    placedAt: Nullable(Time),
    version: Type.Integer(),
    createdAt: Time,
    updatedAt: Time,
  },
  { title: "Order" },
);
export type OrderDocument = Static<typeof OrderDocument>;

export const PlaceOrders = Type.Object(
  {
    orders: Type.Array(
      Type.Object(
        {
          idempotencyKey: Type.String({
            pattern: "^[ -~]{1,255}$",
            description: "Printable ASCII: the source's own id of the order, or a UUID.",
          }),
          order: PlaceOrder,
        },
        closed,
      ),
      { minItems: 1, maxItems: 100 },
    ),
  },
  { ...closed, title: "PlaceOrders" },
);

export const PlacedOrders = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        status: Type.Integer({ description: "What a single call would have been answered." }),
        order: Type.Optional(OrderDocument),
        problem: Type.Optional(ProblemSchema),
        replayed: Type.Optional(
          Type.Boolean({
            description: "`true` when an earlier request placed it; the order is as it was then.",
          }),
        ),
      }),
    ),
  },
  { title: "PlacedOrders" },
);

export const OrderSummary = Type.Object(
  {
    id: OrderId,
    number: Type.Integer(),
    reference: Nullable(Type.String()),
    status: OrderStatusSchema,
    customer: Type.Object({
      email: Type.String({ description: "In lower case, as lists compare it." }),
    }),
    total: Money,
    createdAt: Time,
  },
  { title: "OrderSummary" },
);
export type OrderSummary = Static<typeof OrderSummary>;

export const OrderFilter = {
  customer: Type.Optional(
    Type.String({ format: "email", maxLength: 254, description: "E-mail address, in any case." }),
  ),
  status: Type.Optional(OrderStatusSchema),
  from: Type.Optional(Type.String({ ...time, description: "Accepted at this time or later." })),
  to: Type.Optional(Type.String({ ...time, description: "Accepted before this time." })),
  reference: Type.Optional(Type.String(reference)),
  number: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
};

export const HistoryEntry = Type.Object(
  {
    id: Type.String({ description: "Of the event; what `causedBy` of others refers to." }),
    time: Time,
    service: Type.String(),
    type: Type.String(),
    version: Type.Integer({ description: "Place in the stream that the event belongs to." }),
    data: Type.Unknown(),
    causedBy: Type.String({
      description: "Id of the event that caused this one; the correlation id where a request did.",
    }),
    correlationId: Type.String(),
  },
  { title: "HistoryEntry" },
);
export type HistoryEntry = Static<typeof HistoryEntry>;

export const History = Type.Object(
  { items: Type.Array(HistoryEntry), nextCursor: Nullable(Type.String()) },
  { title: "OrderHistory" },
);
