/** A product of the sample shop; prices in cents of EUR. */
export interface SampleProduct {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly price: { readonly amount: number; readonly currency: "EUR" };
  readonly attributes: Readonly<Record<string, string>>;
  readonly weightGrams: number;
}

/** SKU, name, price in cents, weight in grams, attributes, description. */
export type SampleRow = readonly [
  sku: string,
  name: string,
  cents: number,
  weightGrams: number,
  attributes: Readonly<Record<string, string>>,
  description: string,
];

/** The products of one category. */
export function productsOf(category: string, rows: readonly SampleRow[]): SampleProduct[] {
  return rows.map(([sku, name, cents, weightGrams, attributes, description]) => ({
    sku,
    name,
    description,
    category,
    price: { amount: cents, currency: "EUR" },
    attributes,
    weightGrams,
  }));
}
