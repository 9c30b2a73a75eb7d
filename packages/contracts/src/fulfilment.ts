import Type from "typebox";
import { event } from "./contract.ts";
import { Allocation, LocationCode } from "./values.ts";

const source = "fulfilment";
const subject = "orderId";
const base = { orderId: Type.String() };
const shipment = {
  shipmentId: Type.String(),
  carrier: Type.String(),
  trackingNumber: Type.String(),
};

export const ShipmentCreated = event({
  source,
  subject,
  type: "ShipmentCreated",
  topic: "shipments.created",
  schema: Type.Object({
    ...base,
    ...shipment,
    location: LocationCode,
    lines: Type.Array(Allocation),
  }),
});

/**
 * `remaining` counts the shipments of the order that are not dispatched yet. The last of several to
 * leave names them all in `parcels`, for whoever tells the customer; earlier releases did not.
 */
export const ShipmentDispatched = event({
  source,
  subject,
  type: "ShipmentDispatched",
  topic: "shipments.dispatched",
  schema: Type.Object({
    ...base,
    ...shipment,
    remaining: Type.Integer(),
    parcels: Type.Optional(Type.Array(Type.Object(shipment))),
  }),
});

export const ShipmentDelivered = event({
  source,
  subject,
  type: "ShipmentDelivered",
  topic: "shipments.delivered",
  schema: Type.Object({ ...base, ...shipment, remaining: Type.Integer() }),
});

/** A tracking update that came before its shipment was recorded: kept until it is. */
export const TrackingNoted = event({
  source,
  subject,
  type: "TrackingNoted",
  topic: "shipments.noted",
  schema: Type.Object({
    ...base,
    shipmentId: Type.String(),
    update: Type.Union([Type.Literal("dispatched"), Type.Literal("delivered")]),
  }),
});

/** No carrier takes it: the order cannot be shipped. */
export const ShipmentFailed = event({
  source,
  subject,
  type: "ShipmentFailed",
  topic: "shipments.failed",
  schema: Type.Object({ ...base, reason: Type.String() }),
});

/** All shipments of the order are cancelled or on their way back; `shipmentIds` may be empty. */
export const ShipmentsRecalled = event({
  source,
  subject,
  type: "ShipmentsRecalled",
  topic: "shipments.recalled",
  schema: Type.Object({
    ...base,
    reason: Type.String(),
    cancelled: Type.Array(Type.String()),
    returned: Type.Array(Type.String()),
  }),
});
