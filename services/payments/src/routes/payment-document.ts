import { Money } from "@waybill/contracts";
import Type, { type Static } from "typebox";
import { statusOf, type PaymentState } from "../domain/payment-state.ts";

const RefundDocument = Type.Object({
  id: Type.String(),
  amount: Money,
  status: Type.Enum(["pending", "done", "failed"]),
  kind: Type.Enum(["reversal", "partial"], {
    description: "`reversal` undoes the order; `partial` was asked for, or made by the provider.",
  }),
  reason: Type.String(),
});

export const PaymentDocument = Type.Object(
  {
    orderId: Type.String(),
    status: Type.Enum([
      "pending",
      "authorized",
      "declined",
      "captured",
      "partially-refunded",
      "refunded",
      "voided",
    ]),
    providerPaymentId: Type.Union([Type.String(), Type.Null()]),
    authorized: Money,
    captured: Money,
    voided: Money,
    refunded: Money,
    declineReason: Type.Optional(Type.String()),
    captureFailure: Type.Optional(Type.String()),
    refunds: Type.Array(RefundDocument),
    version: Type.Integer(),
  },
  { title: "Payment" },
);

export function paymentDocument(
  orderId: string,
  state: PaymentState,
  version: number,
): Static<typeof PaymentDocument> {
  const money = (amount: number): Money => ({ amount, currency: state.currency });
  return {
    orderId,
    status: statusOf(state),
    providerPaymentId: state.providerPaymentId === "" ? null : state.providerPaymentId,
    authorized: money(state.authorized),
    captured: money(state.captured),
    voided: money(state.voided),
    refunded: money(state.refunded),
    ...(state.declineReason === undefined ? {} : { declineReason: state.declineReason }),
    ...(state.captureFailure === undefined ? {} : { captureFailure: state.captureFailure }),
    refunds: state.refunds.map(({ refundId, amount, ...rest }) => ({
      id: refundId,
      amount: money(amount),
      ...rest,
    })),
    version,
  };
}
