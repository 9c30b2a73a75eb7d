import { answerOf, api } from "../../../api/client.ts";
import { ConfirmAction, type ActionRun } from "../../../parts/confirm-action.tsx";
import { Money } from "../../../parts/money.tsx";
import { useOrderChanged, type Order } from "../order-calls.ts";

interface CancelOrderProps {
  readonly order: Order;
  readonly onClose: () => void;
}

export function CancelOrder({ order, onClose }: CancelOrderProps) {
  const changed = useOrderChanged(order.id);
  const cancel = async ({ reason }: ActionRun) => {
    await answerOf(
      api.DELETE("/v1/orders/{id}", {
        params: {
          path: { id: order.id },
          header: { "X-Reason": encodeURIComponent(reason) },
        },
      }),
    );
    await changed();
    return `The cancellation of order ${order.number} is under way. It is cancelled when everything has been undone.`;
  };
  return (
    <ConfirmAction
      title={`Cancel order ${order.number}`}
      says={<Consequences order={order} />}
      verb="Cancel the order"
      dangerous
      asksReason
      run={cancel}
      onClose={onClose}
    />
  );
}

function Consequences({ order }: { readonly order: Order }) {
  const { captured, authorized } = order.payment;
  const left = order.shipments.some(({ status }) => ["dispatched", "delivered"].includes(status));
  return (
    <>
      {left
        ? "Parcels that have left are called back, and the goods go into stock again when they return. "
        : "The reserved goods go back into stock. "}
      {captured.amount > 0 ? (
        <>
          What is left of <Money {...captured} /> captured is refunded.
        </>
      ) : authorized.amount > 0 ? (
        <>
          The authorisation of <Money {...authorized} /> is voided.
        </>
      ) : (
        "No money has been taken."
      )}{" "}
      This cannot be taken back.
    </>
  );
}
