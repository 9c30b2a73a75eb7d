/** What is spilled of the source's tables, by order. */
export type OlistRow =
  | {
      readonly table: "orders";
      readonly status: string;
      readonly purchasedAt: string;
      readonly customer: OlistCustomer | undefined;
    }
  | {
      readonly table: "items";
      readonly sku: string;
      readonly price: number;
      readonly freight: number;
    }
  | { readonly table: "payments"; readonly value: number }
  /** A row that cannot be read; it spoils its order. */
  | { readonly table: "bad"; readonly detail: string };

export interface OlistCustomer {
  /** One person may have a customer id for each order; this one is the person's. */
  readonly uniqueId: string;
  readonly zip: string;
  readonly city: string;
  readonly state: string;
}
