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
import { on, type Change } from "@waybill/kit/pure";

export interface Refund {
  readonly refundId: string;
  readonly amount: number;
  readonly status: "pending" | "done" | "failed";
  readonly kind: "reversal" | "partial";
  readonly reason: string;
}

/**
 * The one payment of an order. Sums are in minor units of `currency`, and always balance:
 * captured + voided ≤ authorised, refunded ≤ captured.
 */
export interface PaymentState {
  readonly tenant: string;
  readonly currency: string;
  readonly providerPaymentId: string;
  readonly authorized: number;
  readonly captured: number;
  readonly voided: number;
  readonly refunded: number;
  readonly declineReason?: string;
  readonly captureFailure?: string;
  /** How far a payment of 0 is, which its sums cannot tell. No provider knows of it. */
  readonly free?: "authorized" | "captured";
  /** Called off: nothing is authorised or captured any more, and what is there has to go back. */
  readonly closed: boolean;
  /** How often the call for a reversal was answered. */
  readonly reversals: number;
  readonly refunds: readonly Refund[];
}

export type PaymentStatus =
  | "pending"
  | "authorized"
  | "declined"
  | "captured"
  | "partially-refunded"
  | "refunded"
  | "voided";

export const noPayment: PaymentState = {
  tenant: "",
  currency: "",
  providerPaymentId: "",
  authorized: 0,
  captured: 0,
  voided: 0,
  refunded: 0,
  closed: false,
  reversals: 0,
  refunds: [],
};

export function isAuthorized({ authorized, free }: PaymentState): boolean {
  return authorized > 0 || free !== undefined;
}

export function isCaptured({ captured, free }: PaymentState): boolean {
  return captured > 0 || free === "captured";
}

/** What the provider still holds, or took and did not give back. */
export function outstanding(state: PaymentState): number {
  return state.authorized - state.voided - state.refunded;
}

/**
 * What a person may still ask to be refunded: what is asked for already counts as gone. A dispute may
 * have taken back what was asked for in the meantime; then there is nothing, and not less.
 */
export function refundable(state: PaymentState): number {
  const left = state.refunds.reduce(
    (rest, { status, amount }) => (status === "pending" ? rest - amount : rest),
    state.captured - state.refunded,
  );
  return Math.max(0, left);
}

export function statusOf(state: PaymentState): PaymentStatus {
  if (state.captured > 0) {
    if (state.refunded === 0) return "captured";
    return state.refunded < state.captured ? "partially-refunded" : "refunded";
  }
  if (state.reversals > 0) return "voided";
  if (isCaptured(state)) return "captured";
  if (isAuthorized(state)) return "authorized";
  return state.declineReason === undefined ? "pending" : "declined";
}

function moved(state: PaymentState, { tenant }: Change, to: Partial<PaymentState>): PaymentState {
  return { ...state, tenant, ...to };
}

/** Totals only grow, and the answer to a repeated request moves none. */
export const paymentEvolutions = [
  on(PaymentAuthorized, (state: PaymentState, data, change) =>
    moved(state, change, {
      currency: data.currency,
      providerPaymentId: data.providerPaymentId,
      authorized: Math.max(state.authorized, data.amount),
      ...(data.amount === 0 ? { free: state.free ?? "authorized" } : {}),
    }),
  ),
  on(PaymentDeclined, (state: PaymentState, { currency, reason }, change) =>
    moved(state, change, { currency, declineReason: reason }),
  ),
  on(PaymentCaptured, (state: PaymentState, { amount }, change) =>
    moved(state, change, {
      captured: Math.max(state.captured, amount),
      ...(amount === 0 ? { free: "captured" } : {}),
    }),
  ),
  on(CaptureFailed, (state: PaymentState, { currency, reason }, change) =>
    moved(state, change, { currency, captureFailure: reason }),
  ),
  on(PaymentClosed, (state: PaymentState, { currency }, change) =>
    moved(state, change, { currency, closed: true }),
  ),
  on(LatePaymentFound, (state: PaymentState, data, change) =>
    moved(state, change, {
      currency: data.currency,
      providerPaymentId: data.providerPaymentId,
      authorized: Math.max(state.authorized, data.authorizedTotal),
      captured: Math.max(state.captured, data.capturedTotal),
    }),
  ),
  on(PaymentVoided, (state: PaymentState, { currency, amount }, change) =>
    moved(state, change, {
      currency,
      voided: state.voided + amount,
      closed: true,
      reversals: state.reversals + 1,
    }),
  ),
  on(RefundRequested, (state: PaymentState, { refundId, amount, reason }, change) =>
    moved(state, change, {
      refunds: withRefund(state, { refundId, amount, status: "pending", kind: "partial", reason }),
    }),
  ),
  on(PaymentRefunded, (state: PaymentState, { refundId, amount, kind, reason }, change) =>
    moved(state, change, {
      refunded: state.refunded + amount,
      refunds: withRefund(state, { refundId, amount, status: "done", kind, reason }),
      ...(kind === "reversal" ? { closed: true, reversals: state.reversals + 1 } : {}),
    }),
  ),
  on(RefundFailed, (state: PaymentState, { refundId, amount, reason }, change) =>
    moved(state, change, {
      refunds: withRefund(state, { refundId, amount, status: "failed", kind: "partial", reason }),
    }),
  ),
];

function withRefund({ refunds }: PaymentState, refund: Refund): readonly Refund[] {
  return [...refunds.filter((each) => each.refundId !== refund.refundId), refund];
}
