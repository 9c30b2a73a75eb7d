import type { Address, Customer } from "@waybill/contracts";

/** How an order ended in history, and so how it has to end here. `unavailable`: cancelled, because there was no stock. */
export type Outcome = "completed" | "cancelled" | "unavailable";

/** Amounts are in minor units of the order's currency. */
export interface ImportLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

export interface ImportOrder {
  readonly kind: "order";
  /** The source's own id of the order: its `reference` and its idempotency key here. */
  readonly reference: string;
  readonly outcome: Outcome;
  readonly customer: Customer;
  readonly shippingAddress: Address;
  readonly currency: string;
  readonly lines: readonly ImportLine[];
  readonly shipping: number;
  /** Goods and shipping. */
  readonly total: number;
  /** What the source says was paid; absent when it says nothing of payments. */
  readonly paid?: number;
  /** RFC 3339. */
  readonly placedAt?: string;
}

/** An order of the source that cannot be placed. */
export interface RefusedOrder {
  readonly kind: "refused";
  readonly reference: string;
  /** Stable, such as `no-items`. */
  readonly reason: string;
  readonly detail: string;
}

export type ImportEntry = ImportOrder | RefusedOrder;

export interface ImportProduct {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly price: number;
  readonly currency: string;
  readonly weightGrams?: number;
}

/** Historic orders, read and checked. Holds the catalogue in memory and the orders on disk. */
export interface ImportSource {
  /** Names the stock location that the goods are received at. */
  readonly name: string;
  /** All orders, the refused ones too. */
  readonly orderCount: number;
  readonly products: readonly ImportProduct[];
  /** Things that a person should know of the source. */
  readonly notes: readonly string[];
  /** Every order once, each time in the same order; may be read any number of times, one after the other. */
  entries(): AsyncIterable<ImportEntry>;
  /** Removes what was written to disk. */
  close(): void;
}
