import type { Database } from "@waybill/kit";
import type { Link, ServiceDisk } from "@waybill/simulator";

type Parameters = readonly unknown[];
type Query = (disk: ServiceDisk, parameters: Parameters) => readonly object[];

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value : []);

/** The table has the SKU as a column that is generated from its latest record. */
const sku = /"sku":"([^"]*)"/;

/** What the statements of the services' routes ask, by the table that they name. */
const queries: Readonly<Record<string, Query>> = {
  "from product_prices": (disk, [tenants, skus]) => {
    const wanted = new Set(texts(skus).map((each, index) => `${texts(tenants)[index]} ${each}`));
    return [...disk.views.rows("product_prices")].flatMap((row) => {
      const named = sku.exec(String(row["latest"]))?.[1] ?? "";
      return wanted.has(`${row["tenant"]} ${named}`) ? [{ ...row, sku: named }] : [];
    });
  },
  "nextval('order_numbers')": (disk) => [{ first: disk.nextOf("order_numbers", 500) }],
  "from order_payments": (disk, [order, tenant]) => {
    const row = disk.views.row("order_payments", [String(order), String(tenant)]);
    return row === undefined ? [] : [row];
  },
  "from order_shipments": (disk, [order, tenant]) =>
    disk.views
      .rowsUnder("order_shipments", String(order))
      .filter((row) => row["tenant"] === tenant)
      .toArray(),
};

/**
 * The views of a service for its routes. There is no SQL here: the few statements that the simulated
 * requests use are recognised by the table that they name.
 * @throws {Error} for any other statement
 */
export function simulatedViews(disk: ServiceDisk, link: Link): Database {
  return {
    query: <R extends object>(sql: string, parameters: Parameters = []) => {
      const name = Object.keys(queries).find((each) => sql.includes(each));
      const query = name === undefined ? undefined : queries[name];
      if (query === undefined)
        return Promise.reject(new Error(`the simulation does not know this statement: ${sql}`));
      return link.request(() => query(disk, parameters)) as Promise<readonly R[]>;
    },
  };
}
