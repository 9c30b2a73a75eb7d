import { StockChanged, type ProductDetails, type StockLevel } from "@waybill/contracts";
import { messageView, rowsOn, stateView } from "@waybill/kit";
import { product } from "./domain/product.ts";

/** More of a description is not searched: it would only make the index large and the hits vague. */
const searchedDescription = 2_000;

const rankOf: Readonly<Record<StockLevel, number>> = { "out-of-stock": 0, low: 1, "in-stock": 2 };

/** Every product that is not deleted, as lists show it. */
export const products = stateView(product, {
  table: "products",
  key: ["tenant", "id"],
  columns: {
    sku: "text",
    name: "text",
    category: "text",
    price: "bigint",
    currency: "text",
    status: "text",
    version: "integer",
    created_at: "timestamptz",
    updated_at: "timestamptz",
    search: "text",
  },
  row({ phase, tenant, version, details, createdAt, updatedAt }, { key }) {
    if (phase === "deleted") return "delete";
    if (details === undefined) return undefined;
    return {
      tenant,
      id: key,
      sku: details.sku,
      name: details.name,
      category: details.category,
      price: details.price.amount,
      currency: details.price.currency,
      status: details.status,
      version,
      created_at: new Date(createdAt).toISOString(),
      updated_at: new Date(updatedAt).toISOString(),
      search: searchText(details),
    };
  },
});

/** The stock level of every SKU that inventory has spoken of. */
export const stockMarks = messageView({
  table: "stock_marks",
  key: ["tenant", "sku"],
  columns: { mark: "bigint" },
  greatest: ["mark"],
  on: [
    rowsOn(StockChanged, ({ sku, level, version }, { meta: { tenant } }) => [
      { tenant, sku, mark: version * 4 + rankOf[level] },
    ]),
  ],
});

/** Text as it is stored for searching and as it is searched for. */
export function searchable(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function searchText({ name, sku, category, attributes, description }: ProductDetails): string {
  const values = Object.values(attributes);
  const parts = [name, sku, category, ...values, description.slice(0, searchedDescription)];
  return searchable(parts.join("\n"));
}
