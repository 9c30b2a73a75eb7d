import { Button } from "@mantine/core";
import { useState } from "react";
import type { Order, Payment, Process } from "../order-calls.ts";
import { CallOffProcess, RetryProcess } from "./process-actions.tsx";
import { CancelOrder } from "./cancel-order.tsx";
import { RefundOrder, refundable } from "./refund-order.tsx";

interface OrderActionsProps {
  readonly order: Order;
  readonly process: Process | undefined;
  readonly payment: Payment | undefined;
}

type Action = "refund" | "cancel" | "retry" | "call-off";

/** What can be done with the order as it stands; the rest is not offered. */
export function OrderActions({ order, process, payment }: OrderActionsProps) {
  const [action, setAction] = useState<Action>();
  const close = () => setAction(undefined);
  const open = process !== undefined && !["completed", "cancelled"].includes(process.state);
  const cancellable = order.status !== "cancelled" && !order.cancellationRequested;
  return (
    <>
      {open ? (
        <Button variant="default" onClick={() => setAction("retry")}>
          Retry the step
        </Button>
      ) : null}
      {process?.state === "stuck" && !cancellable ? (
        <Button variant="default" onClick={() => setAction("call-off")}>
          Call the checkout off
        </Button>
      ) : null}
      {payment !== undefined && refundable(payment) > 0 ? (
        <Button variant="default" onClick={() => setAction("refund")}>
          Refund
        </Button>
      ) : null}
      {cancellable ? (
        <Button variant="default" c="red" onClick={() => setAction("cancel")}>
          Cancel the order
        </Button>
      ) : null}
      {action === "cancel" ? <CancelOrder order={order} onClose={close} /> : null}
      {action === "refund" && payment ? <RefundOrder payment={payment} onClose={close} /> : null}
      {action === "retry" && process ? <RetryProcess process={process} onClose={close} /> : null}
      {action === "call-off" && process ? (
        <CallOffProcess process={process} onClose={close} />
      ) : null}
    </>
  );
}
