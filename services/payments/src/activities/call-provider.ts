import {
  AuthorizationRequested,
  CaptureRequested,
  LatePaymentFound,
  RefundRequested,
  ReversalRequested,
  type DataOf,
} from "@waybill/contracts";
import {
  activity,
  isA,
  Terminal,
  type Activity,
  type ActivityCall,
  type Meta,
  type Recorded,
} from "@waybill/kit";
import {
  isAuthorized,
  isCaptured,
  outstanding,
  type PaymentState,
} from "../domain/payment-state.ts";
import {
  payment,
  type PaymentCommand,
  type ProviderPayment,
  type RefundOutcome,
} from "../domain/payment.ts";
import {
  operationKey,
  reversalRefundId,
  type Provider,
  type ProviderAnswer,
} from "../provider/provider.ts";

type Subject = { readonly orderId: string };

interface Visit {
  readonly provider: Provider;
  readonly state: PaymentState;
  readonly call: ActivityCall;
}

/**
 * Carries the checkout's requests to the provider. What the payment's own record answers already
 * is not asked again; an unknown outcome is resolved by asking the provider with the same key.
 *
 * The attempts reach over an outage of four hours. A payment that is called off meanwhile is
 * closed in our record at once, so a request that still waits for its next attempt gives up and
 * lets the reversal behind it pass.
 */
export function callProvider(provider: Provider): Activity {
  return activity({
    name: "provider",
    on: [
      AuthorizationRequested,
      CaptureRequested,
      ReversalRequested,
      RefundRequested,
      LatePaymentFound,
    ],
    to: payment,
    key: (message) => (message.data as Subject).orderId,
    policy: { attempts: 500, timeoutMs: 5_000, backoffMs: 100, maxBackoffMs: 30_000 },
    perform(message, state, call) {
      const visit = { provider, state, call };
      if (isA(message, AuthorizationRequested)) return authorize(visit, message.data, message.meta);
      if (isA(message, CaptureRequested)) return capture(visit, message.data);
      if (isA(message, RefundRequested)) return refund(visit, message.data);
      return reverse(visit, message);
    },
  });
}

async function authorize(
  visit: Visit,
  request: DataOf<typeof AuthorizationRequested>,
  meta: Meta,
): Promise<PaymentCommand | undefined> {
  const { provider, state, call } = visit;
  const { orderId, amount, currency, paymentToken: token } = request;
  if (state.closed) return undefined;
  if (isAuthorized(state) || state.declineReason !== undefined) {
    return answerAgain(call, orderId, "authorization");
  }
  if (amount === 0) return { type: "recordFree", orderId, currency, to: "authorization" };
  const idempotencyKey = operationKey.authorize(orderId);
  const { tenant, correlationId, traceparent } = meta;
  const metadata = { tenant, correlationId, traceparent };
  const body = { idempotencyKey, orderId, amount, currency, token, metadata };
  const answer = await ask(visit, idempotencyKey, () => provider.authorize(body, call.signal));
  return answer.outcome === "done"
    ? { type: "recordAuthorized", orderId, payment: answer.payment }
    : { type: "recordDeclined", orderId, amount, currency, reason: answer.reason };
}

async function capture(
  visit: Visit,
  { orderId, amount, currency }: DataOf<typeof CaptureRequested>,
): Promise<PaymentCommand | undefined> {
  const { provider, state, call } = visit;
  if (state.closed) return undefined;
  if (isCaptured(state) || state.captureFailure !== undefined) {
    return answerAgain(call, orderId, "capture");
  }
  if (amount === 0) return { type: "recordFree", orderId, currency, to: "capture" };
  const idempotencyKey = operationKey.capture(orderId);
  const body = { idempotencyKey, orderId, amount, currency };
  const answer = await ask(visit, idempotencyKey, () => provider.capture(body, call.signal));
  return answer.outcome === "done"
    ? { type: "recordCaptured", orderId, payment: answer.payment }
    : { type: "recordCaptureFailed", orderId, currency, reason: answer.reason };
}

async function refund(
  visit: Visit,
  { orderId, refundId, amount, currency, reason }: DataOf<typeof RefundRequested>,
): Promise<PaymentCommand | undefined> {
  const { provider, state, call } = visit;
  const pending = state.refunds.some(
    (each) => each.refundId === refundId && each.status === "pending",
  );
  if (!pending) return undefined;
  const idempotencyKey = operationKey.refund(orderId, refundId);
  const body = { idempotencyKey, orderId, refundId, amount, currency };
  const answer = await ask(visit, idempotencyKey, () => provider.refund(body, call.signal));
  if (answer.outcome === "refused") {
    return { type: "recordRefundFailed", orderId, refundId, reason: answer.reason };
  }
  const done: RefundOutcome = { refundId, amount: answer.amount, reason };
  return { type: "recordRefund", orderId, payment: answer.payment, refund: done };
}

/**
 * Closes the payment at the provider, which settles what was captured, and then gives that back.
 * A crash between the two repeats both under the same keys.
 */
async function reverse(visit: Visit, message: Recorded): Promise<PaymentCommand | undefined> {
  const { provider, state, call } = visit;
  const { orderId, currency } = message.data as Subject & { readonly currency: string };
  const asked = isA(message, ReversalRequested);
  if (state.reversals > 0 && outstanding(state) === 0) {
    return asked ? { type: "answerAgain", orderId, to: "reversal" } : undefined;
  }
  if (!asked && !state.closed && state.declineReason === undefined) return undefined;
  if (state.free !== undefined && outstanding(state) === 0) {
    return { type: "recordReversed", orderId, payment: nothingAtProvider(currency) };
  }
  const idempotencyKey = operationKey.void(orderId, state.reversals);
  const body = { idempotencyKey, orderId, currency };
  const voided = await ask(visit, idempotencyKey, () => provider.void(body, call.signal));
  if (voided.outcome === "refused") throw refused("close", orderId, voided.reason);
  if (voided.payment.captured <= voided.payment.refunded) {
    return { type: "recordReversed", orderId, payment: voided.payment };
  }
  const refundId = reversalRefundId(state.reversals);
  const back = await giveBack(visit, { orderId, refundId, currency: voided.payment.currency });
  const reason = asked ? message.data.reason : "late_payment";
  return {
    type: "recordReversed",
    orderId,
    payment: back.payment,
    ...(back.amount === 0 ? {} : { refund: { refundId, amount: back.amount, reason } }),
  };
}

/** Providers refuse amounts of 0, so they are not asked about them. */
function nothingAtProvider(currency: string): ProviderPayment {
  return { paymentId: "", currency, authorized: 0, captured: 0, voided: 0, refunded: 0 };
}

async function giveBack(
  visit: Visit,
  refund: { readonly orderId: string; readonly refundId: string; readonly currency: string },
): Promise<Extract<ProviderAnswer, { outcome: "done" }>> {
  const idempotencyKey = operationKey.refund(refund.orderId, refund.refundId);
  const body = { idempotencyKey, ...refund };
  const answer = await ask(visit, idempotencyKey, () =>
    visit.provider.refund(body, visit.call.signal),
  );
  if (answer.outcome === "refused") throw refused("refund", refund.orderId, answer.reason);
  return answer;
}

/** Past the first attempt the provider may have acted already, so it is asked before anything is sent. */
async function ask(
  { provider, call }: Visit,
  idempotencyKey: string,
  act: () => Promise<ProviderAnswer>,
): Promise<ProviderAnswer> {
  const known = call.attempt > 1 ? await provider.lookup(idempotencyKey, call.signal) : undefined;
  return known ?? act();
}

/** A further attempt of a request that was answered by webhook meanwhile needs no second answer. */
function answerAgain(
  call: ActivityCall,
  orderId: string,
  to: "authorization" | "capture",
): PaymentCommand | undefined {
  return call.attempt > 1 ? undefined : { type: "answerAgain", orderId, to };
}

/** Not expected of any provider: the message becomes a dead letter and the checkout is listed as stuck. */
function refused(what: string, orderId: string, reason: string): Terminal {
  return new Terminal(
    "reversal-refused",
    `the payment provider refuses to ${what} the payment of ${orderId} (${reason}); settle it with the provider, then replay`,
  );
}
