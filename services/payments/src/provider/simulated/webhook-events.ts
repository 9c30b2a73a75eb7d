import type { ProviderEvent } from "../provider-event.ts";
import type { ProviderAnswer } from "../provider.ts";
import type { PaymentRow } from "./ledger.ts";
import { seen, tokens, type Operation } from "./operations.ts";

/**
 * `unanswered`: only what the merchant cannot know from an answer, which is calls that are slow or
 * get none, and what happens outside his calls.
 */
export type WebhookMode = "off" | "unanswered" | "all";

/** The event to post about an operation; `undefined` when none is due. */
export function webhookOf(
  operation: Operation,
  result: { readonly payment: PaymentRow; readonly answer: ProviderAnswer },
  mode: WebhookMode,
): string | undefined {
  if (mode === "off" || (mode === "unanswered" && isAnswered(operation))) return undefined;
  const { payment, answer } = result;
  const metadata = JSON.parse(payment.metadata) as Partial<ProviderEvent["metadata"]>;
  // Closed before it was ever authorised: nobody left word whose payment it would have been.
  if (metadata.tenant === undefined) return undefined;
  const event: ProviderEvent = {
    id: `evt_${operation.idempotencyKey}`,
    type: typeOf(operation, answer),
    orderId: operation.orderId,
    amount: answer.outcome === "done" ? answer.amount : amountOf(operation),
    payment: seen(payment),
    metadata: { ...metadata, tenant: metadata.tenant },
    ...("refundId" in operation ? { refundId: operation.refundId } : {}),
    ...(answer.outcome === "refused" ? { reason: answer.reason } : {}),
  };
  return JSON.stringify(event);
}

function isAnswered(operation: Operation): boolean {
  if (operation.kind === "refund") return operation.outside === undefined;
  if (operation.kind !== "authorize") return true;
  return operation.token !== tokens.slow && operation.token !== tokens.timeoutAfterSuccess;
}

function amountOf(operation: Operation): number {
  return "amount" in operation ? (operation.amount ?? 0) : 0;
}

function typeOf(operation: Operation, answer: ProviderAnswer): ProviderEvent["type"] {
  const isDone = answer.outcome === "done";
  switch (operation.kind) {
    case "authorize":
      return isDone ? "payment.authorized" : "payment.declined";
    case "capture":
      return isDone ? "payment.captured" : "payment.capture_failed";
    case "void":
      return "payment.voided";
    case "refund":
      if (!isDone) return "payment.refund_failed";
      return operation.outside === "dispute" ? "payment.disputed" : "payment.refunded";
    default:
      return operation satisfies never;
  }
}
