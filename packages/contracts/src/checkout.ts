import Type, { type Static } from "typebox";
import { event } from "./contract.ts";
import { Address, Allocation, Amount, Currency, ProcessMark } from "./values.ts";

const source = "checkout";
const subject = "orderId";
const base = { orderId: Type.String(), process: ProcessMark };

/** What the checkout of an order has to know, learnt as it goes. */
export const CheckoutFacts = Type.Object({
  number: Type.Integer(),
  shippingAddress: Address,
  currency: Currency,
  total: Amount,
  paymentToken: Type.String(),
  allocations: Type.Optional(Type.Array(Allocation)),
  /** It goes on when the order is confirmed. Absent: asked for its payment by a release that went on with the payment. */
  awaitsConfirmation: Type.Optional(Type.Literal(true)),
});
export type CheckoutFacts = Static<typeof CheckoutFacts>;

export const CheckoutOpened = event({
  source,
  subject,
  type: "CheckoutOpened",
  topic: "checkout.opened",
  schema: Type.Object(base),
});

/** A reply or a cancellation that came before the order itself: kept until it does. */
export const CheckoutNoted = event({
  source,
  subject,
  type: "CheckoutNoted",
  topic: "checkout.noted",
  schema: Type.Object({
    ...base,
    reply: Type.Object({ type: Type.String(), data: Type.Unknown() }),
  }),
});

/** Changed details that the steps to come will use. */
export const CheckoutUpdated = event({
  source,
  subject,
  type: "CheckoutUpdated",
  topic: "checkout.updated",
  schema: Type.Object(base),
});

export const AuthorizationRequested = event({
  source,
  subject,
  type: "AuthorizationRequested",
  topic: "checkout.payments",
  schema: Type.Object({
    ...base,
    amount: Amount,
    currency: Currency,
    paymentToken: Type.String(),
  }),
});

export const CaptureRequested = event({
  source,
  subject,
  type: "CaptureRequested",
  topic: "checkout.payments",
  schema: Type.Object({ ...base, amount: Amount, currency: Currency }),
});

/** Void what is authorised, refund what is captured: afterwards the customer has paid nothing. */
export const ReversalRequested = event({
  source,
  subject,
  type: "ReversalRequested",
  topic: "checkout.payments",
  schema: Type.Object({ ...base, currency: Currency, reason: Type.String() }),
});

export const ShipmentRequested = event({
  source,
  subject,
  type: "ShipmentRequested",
  topic: "checkout.shipments",
  schema: Type.Object({
    ...base,
    number: Type.Integer(),
    shippingAddress: Address,
    allocations: Type.Array(Allocation),
  }),
});

/** Cancel what has not been dispatched, take back what has. */
export const ShipmentCancellationRequested = event({
  source,
  subject,
  type: "ShipmentCancellationRequested",
  topic: "checkout.shipments",
  schema: Type.Object({ ...base, reason: Type.String() }),
});

/** Release what is reserved, take back what was shipped. */
export const ReleaseRequested = event({
  source,
  subject,
  type: "ReleaseRequested",
  topic: "checkout.stock",
  schema: Type.Object({ ...base, reason: Type.String() }),
});

export const CheckoutCompleted = event({
  source,
  subject,
  type: "CheckoutCompleted",
  topic: "checkout.completed",
  schema: Type.Object(base),
});

export const CheckoutCancelled = event({
  source,
  subject,
  type: "CheckoutCancelled",
  topic: "checkout.cancelled",
  schema: Type.Object({ ...base, reason: Type.String() }),
});

/** A step or a compensation has used up its attempts: it is listed, and goes on when a person says so. */
export const CheckoutStuck = event({
  source,
  subject,
  type: "CheckoutStuck",
  topic: "checkout.stuck",
  schema: Type.Object({ ...base, reason: Type.String() }),
});
