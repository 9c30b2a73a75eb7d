import type { Entry, PaymentRow } from "./ledger.ts";

export interface KnownPayment {
  readonly payment: PaymentRow;
  readonly entries: ReadonlyMap<string, Entry>;
  /** `entries` are all there are, so a key that is not among them is new. */
  readonly complete: boolean;
}

/** The payments that were last written or read: most captures follow their authorisation closely. */
export class RecentPayments {
  readonly #limit: number;
  readonly #known = new Map<string, KnownPayment>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(orderId: string): KnownPayment | undefined {
    return this.#known.get(orderId);
  }

  set(orderId: string, known: KnownPayment): void {
    this.#known.delete(orderId);
    this.#known.set(orderId, known);
    if (this.#known.size <= this.#limit) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  delete(orderId: string): void {
    this.#known.delete(orderId);
  }
}
