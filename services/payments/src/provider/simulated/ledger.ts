import type { ProviderAnswer } from "../provider.ts";

/** A payment in the provider's books; amounts in minor units. */
export interface PaymentRow {
  readonly orderId: string;
  readonly paymentId: string;
  readonly currency: string;
  readonly token: string;
  /** JSON, as the merchant sent it. */
  readonly metadata: string;
  readonly authorized: number;
  readonly captured: number;
  readonly voided: number;
  readonly refunded: number;
  readonly captures: number;
  /** Calls that a test token made fail so far. */
  readonly failures: number;
  readonly closed: boolean;
  /** From 1, by one with each write. */
  readonly version: number;
}

/** One operation that was carried out, and what was answered. */
export interface Entry {
  readonly idempotencyKey: string;
  readonly orderId: string;
  readonly kind: string;
  /** Equal for equal requests. */
  readonly fingerprint: string;
  readonly answer: ProviderAnswer;
  /** JSON of the event that is still to be posted. */
  readonly webhook?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** What a checker compares with our own records. */
export type LedgerLine = Pick<
  PaymentRow,
  "orderId" | "currency" | "authorized" | "captured" | "voided" | "refunded" | "captures"
>;

export interface Unsent {
  readonly idempotencyKey: string;
  readonly webhook: string;
}

/** Where the simulated provider keeps its books. */
export interface SimulatedLedger {
  load(
    orderIds: readonly string[],
    idempotencyKeys: readonly string[],
  ): Promise<{ readonly payments: readonly PaymentRow[]; readonly entries: readonly Entry[] }>;
  /**
   * Writes payments, each only if it still has the version before, with their entries. Durable when
   * it returns.
   * @returns the orders that were written; the others were written by someone else in between
   */
  append(payments: readonly PaymentRow[], entries: readonly Entry[]): Promise<ReadonlySet<string>>;
  /** By order id, from the one after `afterOrderId`. */
  page(afterOrderId: string, limit: number): Promise<readonly LedgerLine[]>;
  /** Oldest first. */
  unsent(limit: number): Promise<readonly Unsent[]>;
  markSent(idempotencyKeys: readonly string[]): Promise<void>;
}
