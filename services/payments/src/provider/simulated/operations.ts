import type { ProviderPayment } from "../../domain/payment.ts";
import type {
  AuthorizeRequest,
  CaptureRequest,
  ProviderAnswer,
  RefundRequest,
  VoidRequest,
} from "../provider.ts";
import type { PaymentRow } from "./ledger.ts";

/** `outside`: a refund that the merchant did not ask for, made at the provider's desk or by a card holder's dispute. */
export type Operation =
  | ({ readonly kind: "authorize" } & AuthorizeRequest)
  | ({ readonly kind: "capture" } & CaptureRequest)
  | ({ readonly kind: "void" } & VoidRequest)
  | ({ readonly kind: "refund" } & RefundRequest & { readonly outside?: "refund" | "dispute" });

export interface Effect {
  readonly payment: PaymentRow;
  /** Absent: the call fails as unavailable and nothing has been done. */
  readonly answer?: ProviderAnswer;
}

/** How the test tokens behave. Any other token is declined. */
export const tokens = {
  ok: "tok_ok",
  declined: "tok_declined",
  /** The first answer to the authorisation takes `slowMs`. */
  slow: "tok_slow",
  /** The first `unavailableCalls` authorisations fail, without effect. */
  unavailable: "tok_unavailable",
  /** Authorises, and never answers the first call. */
  timeoutAfterSuccess: "tok_timeout_after_success",
  /** The first two captures fail, without effect. */
  captureFailsTwice: "tok_capture_fails_twice",
} as const;

const declines: Readonly<Record<string, string>> = { [tokens.declined]: "card_declined" };
const known: ReadonlySet<string> = new Set(Object.values(tokens));
const failingCaptures = 2;

/**
 * Carries out an operation that was not carried out before. Like a provider, it protects the
 * merchant by idempotency keys and not by sums: the same capture under another key is another
 * capture.
 */
export function operate(operation: Operation, row: PaymentRow, unavailableCalls: number): Effect {
  const payment = { ...row, version: row.version + 1 };
  switch (operation.kind) {
    case "authorize":
      return authorize(operation, payment, unavailableCalls);
    case "capture":
      return capture(operation, payment);
    case "void": {
      const amount = Math.max(0, payment.authorized - payment.voided - payment.captured);
      return done({ ...payment, closed: true, voided: payment.voided + amount }, amount);
    }
    case "refund":
      return refund(operation, payment);
    default:
      return operation satisfies never;
  }
}

function authorize(
  { amount, currency, token, metadata }: AuthorizeRequest,
  row: PaymentRow,
  unavailableCalls: number,
): Effect {
  const payment = { ...row, currency, token, metadata: JSON.stringify(metadata) };
  if (token === tokens.unavailable && payment.failures < unavailableCalls) {
    return { payment: { ...payment, failures: payment.failures + 1 } };
  }
  const reason = declines[token] ?? (known.has(token) ? undefined : "unknown_token");
  if (reason !== undefined) return refused(payment, reason);
  if (payment.closed) return refused(payment, "payment_closed");
  return done({ ...payment, authorized: payment.authorized + amount }, amount);
}

function capture({ amount, currency }: CaptureRequest, payment: PaymentRow): Effect {
  if (payment.token === tokens.captureFailsTwice && payment.failures < failingCaptures) {
    return { payment: { ...payment, failures: payment.failures + 1 } };
  }
  if (payment.closed) return refused(payment, "payment_closed");
  if (payment.authorized === 0) return refused(payment, "not_authorized");
  if (payment.currency !== currency) return refused(payment, "currency_mismatch");
  if (amount > payment.authorized) return refused(payment, "exceeds_authorized");
  const captured = payment.captured + amount;
  return done({ ...payment, captured, captures: payment.captures + 1 }, amount);
}

function refund(request: RefundRequest, payment: PaymentRow): Effect {
  const left = payment.captured - payment.refunded;
  const amount = request.amount ?? left;
  if (payment.currency !== request.currency) return refused(payment, "currency_mismatch");
  if (amount > left) return refused(payment, "exceeds_captured");
  return done({ ...payment, refunded: payment.refunded + amount }, amount);
}

function done(payment: PaymentRow, amount: number): Effect {
  return { payment, answer: { outcome: "done", amount, payment: seen(payment) } };
}

function refused(payment: PaymentRow, reason: string): Effect {
  return { payment, answer: { outcome: "refused", reason } };
}

/** The payment as the merchant is shown it. */
export function seen(payment: PaymentRow): ProviderPayment {
  const { paymentId, currency, authorized, captured, voided, refunded } = payment;
  return { paymentId, currency, authorized, captured, voided, refunded };
}

/** Equal for requests that ask for the same. Metadata is not part of it: it tells who asked. */
export function fingerprintOf(operation: Operation): string {
  const { kind, orderId, currency } = operation;
  const amount = "amount" in operation ? operation.amount : "all";
  return [kind, orderId, currency, amount, "token" in operation ? operation.token : ""].join(" ");
}
