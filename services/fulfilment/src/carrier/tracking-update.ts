import Type, { type Static } from "typebox";

/** Most updates in one webhook call; the receiver refuses more. */
export const maxTrackingUpdates = 500;

export const TrackingUpdate = Type.Object({
  /** The same each time it is sent. */
  id: Type.String({ maxLength: 100 }),
  type: Type.Union([Type.Literal("dispatched"), Type.Literal("delivered")]),
  orderId: Type.String({ maxLength: 100 }),
  shipmentId: Type.String({ maxLength: 100 }),
  trackingNumber: Type.String({ maxLength: 100 }),
  reference: Type.String({ maxLength: 1_000 }),
  /** Milliseconds since 1970. */
  at: Type.Integer(),
});
export type TrackingUpdate = Static<typeof TrackingUpdate>;

/** Body of `POST /webhooks/carrier`; updates of one order stand in order. */
export const TrackingUpdates = Type.Object({
  events: Type.Array(TrackingUpdate, { maxItems: maxTrackingUpdates }),
});
export type TrackingUpdates = Static<typeof TrackingUpdates>;

/** What we need to know again when an update comes: whose order it is and what it belongs to. */
export const ConsignmentReference = Type.Object({
  tenant: Type.String({ minLength: 1 }),
  correlationId: Type.String(),
  traceparent: Type.String(),
});
export type ConsignmentReference = Static<typeof ConsignmentReference>;
