import { minorDigits } from "@waybill/contracts/minor-units";
import type { Product, ProductStatus } from "./catalogue-calls.ts";

/** A product as the form has it: a field for each thing that can be edited. */
export interface ProductDraft {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  /** In units of the currency, such as "12.90". */
  readonly price: string;
  readonly currency: string;
  readonly description: string;
  readonly weightGrams: string;
  readonly status: ProductStatus;
}

export type DraftField = keyof ProductDraft;

export const draftFields: readonly (readonly [DraftField, string])[] = [
  ["sku", "SKU"],
  ["name", "Name"],
  ["category", "Category"],
  ["price", "Price"],
  ["currency", "Currency"],
  ["description", "Description"],
  ["weightGrams", "Weight in grams"],
  ["status", "Status"],
];

export const emptyDraft: ProductDraft = {
  sku: "",
  name: "",
  category: "",
  price: "",
  currency: "EUR",
  description: "",
  weightGrams: "0",
  status: "active",
};

export function draftOf(product: Product): ProductDraft {
  const { sku, name, category, description, status, price, weightGrams } = product;
  const digits = minorDigits(price.currency);
  return {
    sku,
    name,
    category,
    description,
    status,
    price: (price.amount / 10 ** digits).toFixed(digits),
    currency: price.currency,
    weightGrams: String(weightGrams),
  };
}

/** What the API takes. An amount that is no number is left to the API to refuse. */
export function bodyOf(draft: ProductDraft) {
  const { price, currency, weightGrams, ...same } = draft;
  const units = price.trim() === "" ? Number.NaN : Number(price);
  const amount = Math.round(units * 10 ** minorDigits(currency));
  return { ...same, price: { amount, currency }, weightGrams: Number(weightGrams) };
}

/** The fields in which two drafts differ. */
export function differences(one: ProductDraft, other: ProductDraft): readonly DraftField[] {
  return draftFields.map(([field]) => field).filter((field) => one[field] !== other[field]);
}
