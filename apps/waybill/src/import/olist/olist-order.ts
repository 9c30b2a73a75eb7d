import type { ImportEntry, ImportLine, Outcome, RefusedOrder } from "../import-source.ts";
import { goodsValue, mergedLines } from "../order-lines.ts";
import type { OlistCustomer, OlistRow } from "./olist-rows.ts";

export const olistCurrency = "BRL";

const outcomes = new Map<string, Outcome>([
  ["delivered", "completed"],
  ["shipped", "completed"],
  ["invoiced", "completed"],
  ["processing", "completed"],
  ["approved", "completed"],
  ["canceled", "cancelled"],
  ["unavailable", "unavailable"],
]);

type OrderRow = Extract<OlistRow, { table: "orders" }>;

/** An order put together from its rows of all tables. */
export function olistOrder(
  reference: string,
  rows: readonly OlistRow[],
  nameOf: (sku: string) => string,
): ImportEntry {
  const refused = (reason: string, detail: string): RefusedOrder => ({
    kind: "refused",
    reference,
    reason,
    detail,
  });
  const bad = rows.find((row) => row.table === "bad");
  if (bad !== undefined) return refused("bad-value", bad.detail);
  const order = rows.find((row) => row.table === "orders");
  if (order === undefined) {
    return refused("no-order", "there are items or payments of it, but no row in the orders");
  }
  const items = rows.filter((row) => row.table === "items");
  if (items.length === 0) return refused("no-items", `it is ${order.status} and has no items`);
  const outcome = outcomes.get(order.status);
  if (outcome === undefined) {
    return refused("unknown-status", `it is ${order.status}, which is no end that is known`);
  }
  if (order.customer === undefined)
    return refused("no-customer", "its customer is not in the source");
  const lines = mergedLines(
    items.map(({ sku, price }): ImportLine => ({
      sku,
      name: nameOf(sku),
      quantity: 1,
      unitPrice: price,
    })),
  );
  let shipping = 0;
  for (const { freight } of items) shipping += freight;
  let paid = 0;
  for (const row of rows) if (row.table === "payments") paid += row.value;
  return {
    kind: "order",
    reference,
    outcome,
    ...person(order.customer),
    currency: olistCurrency,
    lines,
    shipping,
    total: goodsValue(lines) + shipping,
    paid,
    ...placedAt(order),
  };
}

/** The source is anonymised: no name, no street. What it has is kept, and nothing passes for a real person. */
function person({ uniqueId, zip, city, state }: OlistCustomer) {
  const name = `Customer ${uniqueId.slice(0, 8)}`;
  return {
    customer: { email: `${uniqueId}@olist.example`, name },
    shippingAddress: {
      name,
      line1: "(not recorded)",
      city: city === "" ? "(not recorded)" : city,
      ...(state === "" ? {} : { region: state }),
      postalCode: zip === "" ? "(not recorded)" : zip,
      country: "BR",
    },
  };
}

/** `2017-07-09 21:57:05`, without a time zone: taken as UTC. */
function placedAt({ purchasedAt }: OrderRow): { readonly placedAt?: string } {
  const time = `${purchasedAt.replace(" ", "T")}Z`;
  return Number.isNaN(Date.parse(time)) ? {} : { placedAt: time };
}
