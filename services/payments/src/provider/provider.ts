import { Retryable, Terminal } from "@waybill/kit";
import type { ProviderPayment } from "../domain/payment.ts";

interface Operation {
  /** The same for the same operation, however often and through whichever message it is asked for. */
  readonly idempotencyKey: string;
  readonly orderId: string;
}

export interface AuthorizeRequest extends Operation {
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
  /** Comes back with every webhook about the payment. No personal data. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface CaptureRequest extends Operation {
  readonly amount: number;
  readonly currency: string;
}

/** Lets go what is not captured, and closes the payment for good, also one that does not exist yet. */
export interface VoidRequest extends Operation {
  readonly currency: string;
}

export interface RefundRequest extends Operation {
  readonly refundId: string;
  readonly currency: string;
  /** Absent: all that was captured and is not refunded yet. */
  readonly amount?: number;
}

/** Plain data, so that it can travel by HTTP. `refused` is for good: asking again gives the same. */
export type ProviderAnswer =
  | {
      readonly outcome: "done";
      /** Of this operation. */
      readonly amount: number;
      readonly payment: ProviderPayment;
    }
  | { readonly outcome: "refused"; readonly reason: string };

/**
 * A payment provider. One payment an order. A request with a key that was used before gets the
 * first answer again and does nothing.
 * @throws {Retryable} `provider-unavailable` when it does not answer, and then may have acted or not
 * @throws {Terminal} `provider-key-conflict` when the key was used for something else
 */
export interface Provider {
  readonly name: string;
  authorize(request: AuthorizeRequest, signal?: AbortSignal): Promise<ProviderAnswer>;
  capture(request: CaptureRequest, signal?: AbortSignal): Promise<ProviderAnswer>;
  void(request: VoidRequest, signal?: AbortSignal): Promise<ProviderAnswer>;
  refund(request: RefundRequest, signal?: AbortSignal): Promise<ProviderAnswer>;
  /** What became of the operation with this key; `undefined` when it has not been carried out. */
  lookup(idempotencyKey: string, signal?: AbortSignal): Promise<ProviderAnswer | undefined>;
}

export function providerUnavailable(what: string, cause?: unknown): Retryable {
  return new Retryable("provider-unavailable", `the payment provider ${what}`, { cause });
}

export function keyConflict(idempotencyKey: string): Terminal {
  return new Terminal(
    "provider-key-conflict",
    `the idempotency key ${idempotencyKey} was used for a different operation; the payment has to be looked at`,
  );
}

/** Which operation on an order a request is. Two messages that ask for the same make the same key. */
export const operationKey = {
  authorize: (orderId: string) => `${orderId}:authorize`,
  capture: (orderId: string) => `${orderId}:capture`,
  /** `round` counts the reversals that went before; there is more than one only after a late outcome. */
  void: (orderId: string, round: number) => `${orderId}:void${round === 0 ? "" : `:${round + 1}`}`,
  refund: (orderId: string, refundId: string) => `${orderId}:refund:${refundId}`,
};

export function reversalRefundId(round: number): string {
  return round === 0 ? "reversal" : `reversal-${round + 1}`;
}
