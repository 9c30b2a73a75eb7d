import Type from "typebox";
import { event } from "./contract.ts";
import { Amount, Currency } from "./values.ts";

const source = "payments";
const subject = "orderId";
const base = { orderId: Type.String(), currency: Currency };
const provider = { providerPaymentId: Type.String() };
/** The answer to a request that came again: nothing happened anew. Not to be counted. */
const answer = { repeated: Type.Optional(Type.Boolean()) };

export const PaymentAuthorized = event({
  source,
  subject,
  type: "PaymentAuthorized",
  topic: "payments.authorized",
  schema: Type.Object({ ...base, ...provider, ...answer, amount: Amount }),
});

export const PaymentDeclined = event({
  source,
  subject,
  type: "PaymentDeclined",
  topic: "payments.declined",
  schema: Type.Object({ ...base, ...answer, amount: Amount, reason: Type.String() }),
});

export const PaymentCaptured = event({
  source,
  subject,
  type: "PaymentCaptured",
  topic: "payments.captured",
  schema: Type.Object({ ...base, ...provider, ...answer, amount: Amount }),
});

/** Capture is impossible for good: the authorisation is gone. */
export const CaptureFailed = event({
  source,
  subject,
  type: "CaptureFailed",
  topic: "payments.capture-failed",
  schema: Type.Object({ ...base, ...answer, reason: Type.String() }),
});

/**
 * `amount`, which was authorised and not captured, has been let go; the customer has paid nothing,
 * or has all of it back. With amount 0 also the answer when there was nothing (left) to reverse.
 */
export const PaymentVoided = event({
  source,
  subject,
  type: "PaymentVoided",
  topic: "payments.voided",
  schema: Type.Object({ ...base, amount: Amount }),
});

/** `refundedTotal` is the sum of all refunds so far; `kind` says whether it undoes the order or is a favour. */
export const PaymentRefunded = event({
  source,
  subject,
  type: "PaymentRefunded",
  topic: "payments.refunded",
  schema: Type.Object({
    ...base,
    ...provider,
    refundId: Type.String(),
    amount: Amount,
    refundedTotal: Amount,
    capturedTotal: Amount,
    kind: Type.Union([Type.Literal("reversal"), Type.Literal("partial")]),
    reason: Type.String(),
  }),
});

/** A person asked for a refund of part of a captured payment. */
export const RefundRequested = event({
  source,
  subject,
  type: "RefundRequested",
  topic: "payments.refund-requested",
  schema: Type.Object({
    ...base,
    refundId: Type.String(),
    amount: Amount,
    reason: Type.String(),
  }),
});

export const RefundFailed = event({
  source,
  subject,
  type: "RefundFailed",
  topic: "payments.refund-failed",
  schema: Type.Object({ ...base, refundId: Type.String(), amount: Amount, reason: Type.String() }),
});

/**
 * The order is being called off: nothing will be authorised, captured or refunded at a person's
 * wish any more. What the provider still holds or took is reversed.
 */
export const PaymentClosed = event({
  source,
  subject,
  type: "PaymentClosed",
  topic: "payments.closed",
  schema: Type.Object({ ...base, reason: Type.String() }),
});

/**
 * The provider holds or took more than we had recorded: an outcome that came late. Totals are the
 * provider's. When the payment was called off already, what is found is reversed once more.
 */
export const LatePaymentFound = event({
  source,
  subject,
  type: "LatePaymentFound",
  topic: "payments.late",
  schema: Type.Object({ ...base, ...provider, authorizedTotal: Amount, capturedTotal: Amount }),
});
