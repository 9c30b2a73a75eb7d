import type {
  DataOf,
  LatePaymentFound,
  PaymentAuthorized,
  PaymentCaptured,
  PaymentRefunded,
  PaymentVoided,
  RefundRequested,
} from "@waybill/contracts";
import type { LogEvent } from "../sources.ts";
import { Legality, type Illegal } from "./illegal.ts";

/** The money of an order, in minor units, folded from its payment's events alone. */
export interface PaymentLedger {
  authorized: number;
  captured: number;
  voided: number;
  refunded: number;
  /** Part of `refunded` that a person asked for, here or at the provider. */
  partial: number;
  /** What a person asked for and nobody has answered yet. */
  pending: number;
  /** How many captures were announced, answers to repeated requests not among them. */
  captures: number;
  closed: boolean;
  currency: string | undefined;
  readonly illegal: readonly Illegal[];
}

interface Fold extends PaymentLedger {
  /** A payment of 0 is, too. */
  isAuthorized: boolean;
  declined: boolean;
  late: boolean;
  readonly asked: Map<string, number>;
  readonly given: Set<string>;
  readonly legality: Legality;
}

type Step = (fold: Fold, event: LogEvent) => void;

export function foldPayment(events: readonly LogEvent[]): PaymentLedger {
  const legality = new Legality();
  const fold: Fold = {
    authorized: 0,
    captured: 0,
    voided: 0,
    refunded: 0,
    partial: 0,
    pending: 0,
    captures: 0,
    closed: false,
    isAuthorized: false,
    declined: false,
    late: false,
    currency: undefined,
    asked: new Map(),
    given: new Set(),
    legality,
    illegal: legality.illegal,
  };
  for (const event of events) {
    const step = steps[event.type];
    legality.require(step !== undefined, event, "no payment has such an event");
    step?.(fold, event);
    const { currency } = event.data as { readonly currency?: string };
    fold.currency ??= currency === "" ? undefined : currency;
    const { authorized, captured, voided, refunded } = fold;
    legality.require(
      captured + voided <= authorized,
      event,
      `captured ${captured} and voided ${voided} exceed the ${authorized} authorised`,
    );
    legality.require(
      refunded <= captured,
      event,
      `refunded ${refunded} exceeds the ${captured} captured`,
    );
  }
  for (const amount of fold.asked.values()) fold.pending += amount;
  return fold;
}

const steps: Readonly<Record<string, Step>> = {
  PaymentAuthorized: authorized,
  PaymentDeclined: declined,
  PaymentCaptured: captured,
  CaptureFailed: ({ legality, captured, captures }, event) =>
    legality.require(captured === 0 && captures === 0, event, `${captured} is captured already`),
  PaymentVoided(fold, event) {
    fold.voided += (event.data as DataOf<typeof PaymentVoided>).amount;
    fold.closed = true;
  },
  PaymentRefunded: refunded,
  RefundRequested(fold, event) {
    const { refundId, amount } = event.data as DataOf<typeof RefundRequested>;
    fold.legality.require(!fold.closed, event, "the payment is called off");
    fold.legality.require(!fold.asked.has(refundId), event, `${refundId} was asked for already`);
    fold.asked.set(refundId, amount);
  },
  RefundFailed(fold, event) {
    const { refundId } = event.data as { readonly refundId: string };
    fold.legality.require(fold.asked.delete(refundId), event, `nobody waits for ${refundId}`);
  },
  PaymentClosed(fold) {
    fold.closed = true;
  },
  LatePaymentFound(fold, event) {
    const data = event.data as DataOf<typeof LatePaymentFound>;
    fold.late = true;
    fold.authorized = Math.max(fold.authorized, data.authorizedTotal);
    fold.captured = Math.max(fold.captured, data.capturedTotal);
    if (fold.authorized > 0) fold.isAuthorized = true;
  },
};

function authorized(fold: Fold, event: LogEvent): void {
  const { amount, repeated } = event.data as DataOf<typeof PaymentAuthorized>;
  if (repeated === true) {
    fold.legality.require(fold.isAuthorized, event, "it repeats an authorisation that never was");
    return;
  }
  const free = !fold.isAuthorized && !fold.closed && !fold.declined;
  fold.legality.require(free, event, "the payment is authorised, declined or called off already");
  fold.isAuthorized = true;
  fold.authorized = Math.max(fold.authorized, amount);
}

function declined(fold: Fold, event: LogEvent): void {
  const { repeated } = event.data as { readonly repeated?: boolean };
  if (repeated === true)
    fold.legality.require(fold.declined, event, "it repeats a refusal that never was");
  else
    fold.legality.require(
      !fold.isAuthorized && !fold.declined,
      event,
      "the payment is authorised or declined already",
    );
  fold.declined = true;
}

function captured(fold: Fold, event: LogEvent): void {
  const { amount, repeated } = event.data as DataOf<typeof PaymentCaptured>;
  if (repeated === true) {
    fold.legality.require(
      fold.captured > 0 || fold.captures > 0,
      event,
      "it repeats a capture that never was",
    );
    return;
  }
  fold.captures += 1;
  fold.legality.require(fold.captures === 1, event, `it is capture number ${fold.captures}`);
  fold.legality.require(!fold.closed || fold.late, event, "the payment is called off");
  // A second capture is money taken a second time, whatever the service makes of it.
  fold.captured = fold.captures > 1 ? fold.captured + amount : Math.max(fold.captured, amount);
}

function refunded(fold: Fold, event: LogEvent): void {
  const data = event.data as DataOf<typeof PaymentRefunded>;
  const { refundId, amount, kind, refundedTotal, capturedTotal } = data;
  fold.legality.require(!fold.given.has(refundId), event, `${refundId} was given back already`);
  fold.given.add(refundId);
  fold.refunded += amount;
  const sums = refundedTotal === fold.refunded && capturedTotal === fold.captured;
  fold.legality.require(
    sums,
    event,
    `it says ${refundedTotal} of ${capturedTotal} is refunded, the events say ${fold.refunded} of ${fold.captured}`,
  );
  if (kind === "reversal") {
    fold.closed = true;
    return;
  }
  // A refund at the provider's own desk, or a dispute, is nobody's request here. Whether the money
  // went is for the provider's books to say.
  fold.asked.delete(refundId);
  fold.partial += amount;
}
