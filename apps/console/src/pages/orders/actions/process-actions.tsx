import { answerOf, api } from "../../../api/client.ts";
import { ConfirmAction, type ActionRun } from "../../../parts/confirm-action.tsx";
import { useOrderChanged, type Process } from "../order-calls.ts";

interface ProcessActionProps {
  readonly process: Process;
  readonly onClose: () => void;
}

export function RetryProcess({ process: { orderId, step }, onClose }: ProcessActionProps) {
  const changed = useOrderChanged(orderId);
  const retry = async ({ reason }: ActionRun) => {
    const { attempt } = await answerOf(
      api.POST("/v1/processes/{orderId}/retry", { params: asked(orderId, reason) }),
    );
    await changed();
    return `The request of ${step} was sent again, as attempt ${attempt}. What becomes of it is in the story.`;
  };
  return (
    <ConfirmAction
      title={`Retry ${step}`}
      says="The outstanding request is sent once more. It is the same request, so what it asks for is done once at most. Attempts are counted from 1 again."
      verb="Retry"
      asksReason
      run={retry}
      onClose={onClose}
    />
  );
}

export function CallOffProcess({ process: { orderId }, onClose }: ProcessActionProps) {
  const changed = useOrderChanged(orderId);
  const callOff = async ({ reason }: ActionRun) => {
    await answerOf(api.POST("/v1/processes/{orderId}/cancel", { params: asked(orderId, reason) }));
    await changed();
    return "The checkout is called off. The order is cancelled when everything has been undone.";
  };
  return (
    <ConfirmAction
      title="Call the checkout off"
      says="Everything that has been done for the order is undone: goods and money go back."
      verb="Call it off"
      dangerous
      asksReason
      run={callOff}
      onClose={onClose}
    />
  );
}

function asked(orderId: string, reason: string) {
  return { path: { orderId }, header: { "X-Reason": encodeURIComponent(reason) } };
}
