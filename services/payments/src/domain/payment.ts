import {
  CaptureFailed,
  LatePaymentFound,
  PaymentAuthorized,
  PaymentCaptured,
  PaymentClosed,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
  RefundFailed,
  RefundRequested,
} from "@waybill/contracts";
import { decider, happened, WaybillError, type NewEvent } from "@waybill/kit/pure";
import {
  isAuthorized,
  isCaptured,
  noPayment,
  paymentEvolutions,
  refundable,
  type PaymentState,
} from "./payment-state.ts";

/** The payment of an order as the provider has it: totals so far, in minor units. */
export interface ProviderPayment {
  readonly paymentId: string;
  readonly currency: string;
  readonly authorized: number;
  readonly captured: number;
  readonly voided: number;
  readonly refunded: number;
}

interface Outcome<Type extends string> {
  readonly type: Type;
  readonly orderId: string;
  readonly payment: ProviderPayment;
}

export interface RefundOutcome {
  readonly refundId: string;
  readonly amount: number;
  readonly reason: string;
}

export type PaymentCommand =
  | Outcome<"recordAuthorized">
  | Outcome<"recordCaptured">
  | (Outcome<"recordReversed"> & { readonly refund?: RefundOutcome })
  | (Outcome<"recordRefund"> & { readonly refund: RefundOutcome })
  | {
      readonly type: "recordDeclined";
      readonly orderId: string;
      readonly amount: number;
      readonly currency: string;
      readonly reason: string;
    }
  | {
      readonly type: "recordCaptureFailed";
      readonly orderId: string;
      readonly currency: string;
      readonly reason: string;
    }
  | {
      readonly type: "recordRefundFailed";
      readonly orderId: string;
      readonly refundId: string;
      readonly reason: string;
    }
  /** Nothing is to be paid, so no provider is asked: what it would do has happened. */
  | {
      readonly type: "recordFree";
      readonly orderId: string;
      readonly currency: string;
      readonly to: "authorization" | "capture";
    }
  /** The same request has come once more after it was answered: it gets the same answer. */
  | {
      readonly type: "answerAgain";
      readonly orderId: string;
      readonly to: "authorization" | "capture" | "reversal";
    }
  | {
      readonly type: "close";
      readonly orderId: string;
      readonly currency: string;
      readonly reason: string;
    }
  | {
      readonly type: "requestRefund";
      readonly orderId: string;
      readonly refundId: string;
      readonly amount: number;
      readonly currency: string;
      readonly reason: string;
    };

/**
 * The payment of an order. Outcomes carry the provider's totals, so whichever arrives first, late,
 * or twice, over the call or by webhook, brings the ledger up to date once.
 */
export const payment = decider<PaymentState, PaymentCommand>({
  category: "payment",
  initial: () => noPayment,
  key: (command) => command.orderId,
  isTerminal: (state) => isCaptured(state) || state.declineReason !== undefined,
  decide: {
    recordAuthorized: (command, state) => catchUp(command, state),
    recordCaptured: (command, state) => catchUp(command, state),
    recordDeclined: ({ orderId, amount, currency, reason }, state) =>
      isAuthorized(state) || state.declineReason !== undefined || state.closed
        ? []
        : [happened(PaymentDeclined, { orderId, currency, amount, reason })],
    recordCaptureFailed: ({ orderId, currency, reason }, state) =>
      isCaptured(state) || state.captureFailure !== undefined || state.closed
        ? []
        : [happened(CaptureFailed, { orderId, currency, reason })],
    recordReversed: (command, state) => reversed(command, state),
    recordRefund: (command, state) => refunded(command, state),
    recordRefundFailed({ orderId, refundId, reason }, { refunds, currency }) {
      const asked = refunds.find((each) => each.refundId === refundId && each.status === "pending");
      if (asked === undefined) return [];
      const { amount } = asked;
      return [happened(RefundFailed, { orderId, currency, refundId, amount, reason })];
    },
    recordFree: (command, state) => free(command, state),
    answerAgain: ({ orderId, to }, state) => answer(orderId, to, state),
    close: ({ orderId, currency, reason }, state) =>
      state.closed ? [] : [happened(PaymentClosed, { orderId, currency, reason })],
    requestRefund: (command, state) => requestRefund(command, state),
  },
  evolve: paymentEvolutions,
});

/**
 * What the provider did and we had not recorded. On a payment that is still wanted that is the
 * answer to the request; on one that was declined or called off it is late, and is reversed.
 */
function catchUp(
  { orderId, payment }: Pick<Outcome<string>, "orderId" | "payment">,
  state: PaymentState,
): NewEvent[] {
  const { authorized, captured } = totals(state, payment);
  const moreAuthorized = authorized > state.authorized;
  const moreCaptured = captured > state.captured;
  if (!moreAuthorized && !moreCaptured) return [];
  const base = { orderId, currency: payment.currency, providerPaymentId: payment.paymentId };
  const unwanted = state.closed || state.declineReason !== undefined;
  const events: NewEvent[] = [];
  if (unwanted || (moreAuthorized && isAuthorized(state)) || (moreCaptured && isCaptured(state))) {
    events.push(
      happened(LatePaymentFound, {
        ...base,
        authorizedTotal: authorized,
        capturedTotal: captured,
      }),
    );
  } else if (moreAuthorized) {
    events.push(happened(PaymentAuthorized, { ...base, amount: authorized }));
  }
  if (moreCaptured && !isCaptured(state)) {
    events.push(happened(PaymentCaptured, { ...base, amount: captured }));
  }
  return events;
}

function free(
  { orderId, currency, to }: Extract<PaymentCommand, { type: "recordFree" }>,
  state: PaymentState,
): NewEvent[] {
  if (state.closed || state.declineReason !== undefined) return [];
  const nothing = { orderId, currency, providerPaymentId: state.providerPaymentId, amount: 0 };
  const events: NewEvent[] = [];
  if (!isAuthorized(state)) events.push(happened(PaymentAuthorized, nothing));
  if (to === "capture" && !isCaptured(state)) events.push(happened(PaymentCaptured, nothing));
  return events;
}

/** Ours and the provider's together; an older answer of the provider takes nothing back. */
function totals(
  state: PaymentState,
  theirs: ProviderPayment,
): { readonly authorized: number; readonly captured: number } {
  const captured = Math.max(state.captured, theirs.captured, theirs.refunded);
  const gone = captured + Math.max(state.voided, theirs.voided);
  return { captured, authorized: Math.max(state.authorized, theirs.authorized, gone) };
}

/** Answers the call for a reversal, always: with amount 0 when nothing was there or it is all done. */
function reversed(
  command: Extract<PaymentCommand, { type: "recordReversed" }>,
  state: PaymentState,
): NewEvent[] {
  const { orderId, payment, refund } = command;
  const { currency } = payment;
  const events = catchUp(command, { ...state, closed: true });
  const { authorized, captured } = totals(state, payment);
  const amount = Math.max(0, Math.min(payment.voided, authorized - captured) - state.voided);
  const back = refund === undefined ? [] : giveBack(command, refund, { ...state, captured });
  if (amount > 0 || back.length === 0) {
    events.push(happened(PaymentVoided, { orderId, currency, amount }));
  }
  return [...events, ...back];
}

function refunded(
  command: Extract<PaymentCommand, { type: "recordRefund" }>,
  state: PaymentState,
): NewEvent[] {
  const { captured } = totals(state, command.payment);
  return [...catchUp(command, state), ...giveBack(command, command.refund, { ...state, captured })];
}

/** Once for each refund id. */
function giveBack(
  { type, orderId, payment }: Outcome<"recordReversed" | "recordRefund">,
  refund: RefundOutcome,
  state: PaymentState,
): NewEvent[] {
  const { refundId } = refund;
  const known = state.refunds.find((each) => each.refundId === refundId);
  const amount = Math.min(refund.amount, state.captured - state.refunded);
  if (known?.status === "done" || amount <= 0) return [];
  return [
    happened(PaymentRefunded, {
      orderId,
      currency: payment.currency,
      providerPaymentId: payment.paymentId,
      refundId,
      amount,
      refundedTotal: state.refunded + amount,
      capturedTotal: state.captured,
      kind: type === "recordReversed" ? "reversal" : "partial",
      reason: known?.reason ?? refund.reason,
    }),
  ];
}

function answer(
  orderId: string,
  to: "authorization" | "capture" | "reversal",
  state: PaymentState,
): NewEvent[] {
  const { currency, providerPaymentId, declineReason, captureFailure } = state;
  const base = { orderId, currency };
  if (to === "reversal") {
    return state.reversals === 0 ? [] : [happened(PaymentVoided, { ...base, amount: 0 })];
  }
  const again = { ...base, repeated: true };
  if (to === "authorization") {
    // What was authorised after that is late, and on its way back.
    if (declineReason !== undefined)
      return [happened(PaymentDeclined, { ...again, amount: 0, reason: declineReason })];
    if (state.closed || !isAuthorized(state)) return [];
    return [happened(PaymentAuthorized, { ...again, providerPaymentId, amount: state.authorized })];
  }
  if (captureFailure !== undefined)
    return [happened(CaptureFailed, { ...again, reason: captureFailure })];
  if (state.closed || !isCaptured(state)) return [];
  return [happened(PaymentCaptured, { ...again, providerPaymentId, amount: state.captured })];
}

/** @throws {WaybillError} 409 `payment-reversed` or `refund-exceeds-captured`, 422 `currency-mismatch` */
function requestRefund(
  {
    orderId,
    refundId,
    amount,
    currency,
    reason,
  }: Extract<PaymentCommand, { type: "requestRefund" }>,
  state: PaymentState,
): NewEvent[] {
  if (state.refunds.some((each) => each.refundId === refundId)) return [];
  if (state.closed) {
    throw new WaybillError(
      "payment-reversed",
      `the order ${orderId} is called off and its payment is given back as a whole; there is nothing to refund`,
      { status: 409 },
    );
  }
  const left = refundable(state);
  if (amount > left) {
    throw new WaybillError(
      "refund-exceeds-captured",
      `${amount} is more than the ${left} of ${state.captured} captured that can still be refunded; ask for at most ${left}`,
      {
        status: 409,
        details: { refundable: { amount: left, currency: state.currency || currency } },
      },
    );
  }
  if (currency !== state.currency) {
    throw new WaybillError(
      "currency-mismatch",
      `the payment of ${orderId} is in ${state.currency}, not in ${currency}; refund in ${state.currency}`,
      { status: 422 },
    );
  }
  return [happened(RefundRequested, { orderId, currency, refundId, amount, reason })];
}
