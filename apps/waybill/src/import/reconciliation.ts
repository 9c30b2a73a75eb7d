import { formatAmount } from "./amount.ts";
import type { Expected } from "./order-ends.ts";
import type { ServerOrder, ServerRefusal } from "./place.ts";

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Where the server and the source disagree on an order. */
export interface Difference {
  readonly orderId: string;
  readonly source: string;
  readonly server: string;
}

export interface ReconciliationReport {
  /** Orders of the source. */
  readonly orders: number;
  /** Of them, those that could not be placed. */
  readonly rejected: number;
  /** By the server's answers. */
  readonly completed: number;
  readonly cancelled: number;
  /** Sum of the server's totals of the completed orders. */
  readonly completedValue: Money;
  /** The same of further currencies, when the source has several. */
  readonly completedValues?: readonly Money[];
  /** Orders with items whose recorded payments do not add up to goods and shipping, to the cent, however they ended. */
  readonly paymentMismatches: number;
  /** Whether the server has every order that the source has, with the same end and the same total. */
  readonly ok: boolean;
  readonly differenceCount: number;
  /** The first hundred. */
  readonly differences: readonly Difference[];
}

const listed = 100;

/** Compares the source with the server, order by order, and adds up. */
export class Reconciliation {
  #orders = 0;
  #rejected = 0;
  #completed = 0;
  #cancelled = 0;
  #paymentMismatches = 0;
  #differenceCount = 0;
  readonly #differences: Difference[] = [];
  readonly #values = new Map<string, number>();
  readonly #currency: string;

  /** @param currency of the value when nothing was completed */
  constructor(currency: string) {
    this.#currency = currency;
  }

  /** An order of the source that cannot be placed. */
  rejected(): void {
    this.#orders += 1;
    this.#rejected += 1;
  }

  /** An order that the server would not take. */
  refused(order: Expected, { code }: ServerRefusal): void {
    this.#count(order);
    this.#rejected += 1;
    this.#differ(order, `refused: ${code}`);
  }

  /** An order that the server took, and does not have. */
  missing(order: Expected): void {
    this.#count(order);
    this.#differ(order, "not there");
  }

  placed(order: Expected, placed: ServerOrder): void {
    this.#count(order);
    if (placed.status === "completed") {
      const { amount, currency } = placed.total;
      this.#completed += 1;
      this.#values.set(currency, (this.#values.get(currency) ?? 0) + amount);
    } else if (placed.status === "cancelled") this.#cancelled += 1;
    if (!isAsInHistory(order, placed)) this.#differ(order, described(placed));
  }

  get report(): ReconciliationReport {
    const values = [...this.#values]
      .map(([currency, amount]): Money => ({ amount, currency }))
      .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
    const first = values.find(({ currency }) => currency === this.#currency) ?? {
      amount: 0,
      currency: this.#currency,
    };
    return {
      orders: this.#orders,
      rejected: this.#rejected,
      completed: this.#completed,
      cancelled: this.#cancelled,
      completedValue: first,
      ...(values.length > 1 ? { completedValues: values } : {}),
      paymentMismatches: this.#paymentMismatches,
      ok: this.#differenceCount === 0,
      differenceCount: this.#differenceCount,
      differences: this.#differences,
    };
  }

  #count({ paid, total }: Expected): void {
    this.#orders += 1;
    if (paid !== undefined && paid !== total) this.#paymentMismatches += 1;
  }

  #differ(order: Expected, server: string): void {
    this.#differenceCount += 1;
    if (this.#differences.length >= listed) return;
    const source = `${order.outcome}, ${formatAmount(order.total, order.currency)}`;
    this.#differences.push({ orderId: order.reference, source, server });
  }
}

function isAsInHistory(order: Expected, placed: ServerOrder): boolean {
  const { amount, currency } = placed.total;
  if (amount !== order.total || currency !== order.currency) return false;
  switch (order.outcome) {
    case "completed":
      return placed.status === "completed";
    case "cancelled":
      return placed.status === "cancelled";
    case "unavailable":
      return placed.status === "cancelled" && placed.cancelReason === "out_of_stock";
    default:
      return order.outcome satisfies never;
  }
}

function described({ id, status, cancelReason, total }: ServerOrder): string {
  const reason = cancelReason === null || cancelReason === undefined ? "" : ` (${cancelReason})`;
  return `${id}: ${status}${reason}, ${formatAmount(total.amount, total.currency)}`;
}
