import type { ProductDetails, StockLevel } from "@waybill/contracts";
import type { Database } from "@waybill/kit";
import { searchable } from "./views.ts";

export interface ProductFilter {
  readonly tenant: string;
  readonly q?: string | undefined;
  readonly category?: string | undefined;
  readonly status?: string | undefined;
  readonly sku?: string | undefined;
  /** Only ids after this one. */
  readonly after: string;
  readonly limit: number;
}

export interface ProductRow {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  /** In minor units; as text, for `bigint` may be more than a number holds. */
  readonly price: string;
  readonly currency: string;
  readonly status: ProductDetails["status"];
  readonly version: number;
  readonly created_at: Date | string;
  readonly updated_at: Date | string;
  readonly level: StockLevel;
}

/** Further words would only cost: eight leave nothing to narrow down. */
const maxWords = 8;

/** Products of a tenant that fit the filter, by id. A SKU that inventory never spoke of is out of stock. */
export async function findProducts(
  database: Database,
  filter: ProductFilter,
): Promise<readonly ProductRow[]> {
  const parameters: unknown[] = [];
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [
    `p.tenant = ${bind(filter.tenant)}`,
    `p.id > ${bind(filter.after)}`,
    ...(["category", "status", "sku"] as const).flatMap((column) => {
      const value = filter[column];
      return value === undefined ? [] : [`p.${column} = ${bind(value)}`];
    }),
    ...patternsOf(filter.q ?? "").map((pattern) => `p.search like ${bind(pattern)}`),
  ];
  return database.query<ProductRow>(
    `select p.id, p.sku, p.name, p.category, p.price::text, p.currency, p.status, p.version,
            p.created_at, p.updated_at, coalesce(s.level, 'out-of-stock') as level
     from products p left join stock_marks s on s.tenant = p.tenant and s.sku = p.sku
     where ${conditions.join(" and ")}
     order by p.id limit ${bind(filter.limit)}`,
    parameters,
  );
}

/** A pattern for each word, which may stand anywhere; what `like` takes for wildcards is taken as it is. */
export function patternsOf(q: string): string[] {
  return searchable(q)
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, maxWords)
    .map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}
