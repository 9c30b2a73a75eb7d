import Type, { type Static } from "typebox";
import { event } from "./contract.ts";
import { Allocation, LocationCode, Sku } from "./values.ts";

const source = "inventory";
const subject = "orderId";
const reservation = { orderId: Type.String(), allocations: Type.Array(Allocation) };
/** What one delivery, correction or count says of one SKU; a SKU is in one line only. */
const line = { sku: Sku };

/** A place that stock lies in. Reservations take from the lowest `priority` first. */
export const LocationDefined = event({
  source,
  type: "LocationDefined",
  topic: "inventory.locations",
  schema: Type.Object({ code: LocationCode, name: Type.String(), priority: Type.Integer() }),
});

/** A delivery: all of its lines are in stock, or none is. */
export const StockReceived = event({
  source,
  type: "StockReceived",
  topic: "inventory.received",
  schema: Type.Object({
    receiptId: Type.String(),
    location: LocationCode,
    reference: Type.Optional(Type.String()),
    references: Type.Optional(Type.Array(Type.String())),
    lines: Type.Array(Type.Object({ ...line, quantity: Type.Integer({ minimum: 1 }) })),
  }),
});

/** `quantity` is signed: what was found or lost. */
export const StockAdjusted = event({
  source,
  type: "StockAdjusted",
  topic: "inventory.adjusted",
  schema: Type.Object({
    adjustmentId: Type.String(),
    location: LocationCode,
    reason: Type.String(),
    lines: Type.Array(Type.Object({ ...line, quantity: Type.Integer() })),
  }),
});

/** `counted` lies on the shelf, reserved units among it; `difference` is what that adds to what was thought to lie there. */
export const StockCounted = event({
  source,
  type: "StockCounted",
  topic: "inventory.counted",
  schema: Type.Object({
    countId: Type.String(),
    location: LocationCode,
    lines: Type.Array(
      Type.Object({ ...line, counted: Type.Integer({ minimum: 0 }), difference: Type.Integer() }),
    ),
  }),
});

export const StockReserved = event({
  source,
  subject,
  type: "StockReserved",
  topic: "inventory.reserved",
  schema: Type.Object({ ...reservation, expiresAt: Type.Integer() }),
});

export const ReservationFailed = event({
  source,
  subject,
  type: "ReservationFailed",
  topic: "inventory.failed",
  schema: Type.Object({
    orderId: Type.String(),
    reason: Type.String(),
    shortages: Type.Array(
      Type.Object({ sku: Sku, requested: Type.Integer(), available: Type.Integer() }),
    ),
  }),
});

/** Asks the checkout whether the order still needs its stock; only the checkout decides. */
export const ReservationExpiring = event({
  source,
  subject,
  type: "ReservationExpiring",
  topic: "inventory.expiring",
  schema: Type.Object({ orderId: Type.String(), expiresAt: Type.Integer() }),
});

/** Without allocations when nothing was reserved; a later reservation of the order is then refused. */
export const StockReleased = event({
  source,
  subject,
  type: "StockReleased",
  topic: "inventory.released",
  schema: Type.Object({ ...reservation, reason: Type.String() }),
});

export const StockShipped = event({
  source,
  subject,
  type: "StockShipped",
  topic: "inventory.shipped",
  schema: Type.Object(reservation),
});

/** Shipped goods that came back and are available again. */
export const StockReturned = event({
  source,
  subject,
  type: "StockReturned",
  topic: "inventory.returned",
  schema: Type.Object({ ...reservation, reason: Type.String() }),
});

export const StockLevel = Type.Union([
  Type.Literal("in-stock"),
  Type.Literal("low"),
  Type.Literal("out-of-stock"),
]);
export type StockLevel = Static<typeof StockLevel>;

/**
 * The availability of a SKU, over all locations, crossed a level that shops show. Its key is what
 * moved the stock (an order, a delivery), so two of one SKU may arrive in any order: the one with
 * the greater `version`, that of the SKU's stock, holds.
 */
export const StockChanged = event({
  source,
  type: "StockChanged",
  topic: "products",
  schema: Type.Object({ sku: Sku, level: StockLevel, version: Type.Integer() }),
});
