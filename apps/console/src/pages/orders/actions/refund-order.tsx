import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { answerOf, api } from "../../../api/client.ts";
import { ConfirmAction, type ActionRun } from "../../../parts/confirm-action.tsx";
import { minorDigits } from "@waybill/contracts/minor-units";
import { Money } from "../../../parts/money.tsx";
import { useOrderChanged, type Payment } from "../order-calls.ts";

interface RefundOrderProps {
  readonly payment: Payment;
  readonly onClose: () => void;
}

/** What can still be refunded, in the smallest unit; refunds under way count as made. */
export function refundable({ captured, refunded, refunds }: Payment): number {
  const pending = refunds.filter(({ status }) => status === "pending");
  return pending.reduce(
    (left, { amount }) => left - amount.amount,
    captured.amount - refunded.amount,
  );
}

export function RefundOrder({ payment, onClose }: RefundOrderProps) {
  const { orderId, captured } = payment;
  const { currency } = captured;
  const unit = 10 ** minorDigits(currency);
  const most = refundable(payment);
  const [amount, setAmount] = useState(0);
  const changed = useOrderChanged(orderId);
  const refund = async ({ reason, idempotencyKey }: ActionRun) => {
    await answerOf(
      api.POST("/v1/payments/{orderId}/refunds", {
        params: {
          path: { orderId },
          header: {
            "Idempotency-Key": idempotencyKey,
            "X-Reason": encodeURIComponent(reason),
          },
        },
        body: { amount: { amount, currency }, reason },
      }),
    );
    await changed();
    return (
      <>
        The refund of <Money amount={amount} currency={currency} /> is under way at the provider.
      </>
    );
  };
  return (
    <ConfirmAction
      title="Refund"
      says={
        <>
          The customer gets the amount back; the order stays as it is. Up to{" "}
          <Money amount={most} currency={currency} /> can be refunded. To undo the order, cancel it.
        </>
      }
      verb="Refund"
      asksReason
      ready={amount > 0 && amount <= most}
      run={refund}
      onClose={onClose}
    >
      <NumberInput
        label={`Amount in ${currency}`}
        required
        min={0}
        max={most / unit}
        decimalScale={minorDigits(currency)}
        allowNegative={false}
        value={amount === 0 ? "" : amount / unit}
        onChange={(value) => setAmount(Math.round(Number(value) * unit))}
      />
    </ConfirmAction>
  );
}
