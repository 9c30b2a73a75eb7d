import { Amount, OrderId } from "@waybill/contracts";
import Type, { type Static } from "typebox";

/** Most events in one call of a provider's webhook. */
export const maxProviderEvents = 500;

/** What a provider tells by webhook. Totals in `payment` are those after the operation. */
export const ProviderEvent = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 200 }),
  type: Type.Enum([
    "payment.authorized",
    "payment.declined",
    "payment.captured",
    "payment.capture_failed",
    "payment.voided",
    "payment.refunded",
    "payment.refund_failed",
    "payment.disputed",
  ]),
  orderId: OrderId,
  amount: Amount,
  payment: Type.Object({
    paymentId: Type.String(),
    currency: Type.String({ pattern: "^[A-Z]{3}$" }),
    authorized: Amount,
    captured: Amount,
    voided: Amount,
    refunded: Amount,
  }),
  refundId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  reason: Type.Optional(Type.String({ maxLength: 500 })),
  metadata: Type.Object(
    { tenant: Type.String({ minLength: 1 }) },
    {
      additionalProperties: Type.String(),
      description: "As the merchant gave it with the authorisation.",
    },
  ),
});
export type ProviderEvent = Static<typeof ProviderEvent>;

export const ProviderEvents = Type.Object({
  events: Type.Array(ProviderEvent, { minItems: 1, maxItems: maxProviderEvents }),
});
