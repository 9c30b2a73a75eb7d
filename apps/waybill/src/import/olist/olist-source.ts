import { join } from "node:path";
import type { ImportEntry, ImportSource } from "../import-source.ts";
import { Spill, SpillDirectory } from "../spill.ts";
import { BadCell, readTable, type TableRow } from "../table.ts";
import { OlistCatalogue } from "./olist-catalogue.ts";
import { olistCurrency, olistOrder } from "./olist-order.ts";
import type { OlistCustomer, OlistRow } from "./olist-rows.ts";

type ByCustomer =
  | { readonly order: string; readonly status: string; readonly purchasedAt: string }
  | OlistCustomer;

/**
 * Reads the six tables of the Olist data set and joins them on disk.
 * @throws Terminal when a table or a column of it is missing
 */
export async function openOlist(directory: string): Promise<ImportSource> {
  const spills = new SpillDirectory();
  try {
    const catalogue = new OlistCatalogue();
    await catalogue.read(directory);
    const byOrder = new Spill<OlistRow>(spills, "orders");
    const orderCount = await joinCustomers(directory, spills, byOrder);
    await spillItems(directory, byOrder, catalogue);
    await spillPayments(directory, byOrder);
    const products = catalogue.products(olistCurrency);
    return {
      name: "olist",
      orderCount,
      products,
      notes:
        catalogue.unsold === 0
          ? []
          : [
              `${catalogue.unsold} products were never sold, so the source has no price for them: left out`,
            ],
      entries: () => entries(byOrder, catalogue),
      close: () => {
        spills.remove();
      },
    };
  } catch (error) {
    spills.remove();
    throw error;
  }
}

async function* entries(
  byOrder: Spill<OlistRow>,
  catalogue: OlistCatalogue,
): AsyncGenerator<ImportEntry> {
  for await (const [reference, rows] of byOrder.groups()) {
    yield olistOrder(reference, rows, (sku) => catalogue.nameOf(sku));
  }
}

/** @returns the number of orders */
async function joinCustomers(
  directory: string,
  spills: SpillDirectory,
  byOrder: Spill<OlistRow>,
): Promise<number> {
  const byCustomer = new Spill<ByCustomer>(spills, "customers");
  const columns = ["order_id", "customer_id", "order_status", "order_purchase_timestamp"];
  let count = 0;
  for await (const row of readTable(join(directory, "olist_orders_dataset.csv"), { columns })) {
    byCustomer.add(row.text("customer_id"), {
      order: row.filled("order_id"),
      status: row.text("order_status"),
      purchasedAt: row.text("order_purchase_timestamp"),
    });
    count += 1;
  }
  await spillCustomers(directory, byCustomer);
  for await (const [, rows] of byCustomer.groups()) {
    const customer = rows.find((row) => "uniqueId" in row);
    for (const row of rows) {
      if ("uniqueId" in row) continue;
      const { order, status, purchasedAt } = row;
      byOrder.add(order, { table: "orders", status, purchasedAt, customer });
    }
  }
  return count;
}

async function spillCustomers(directory: string, byCustomer: Spill<ByCustomer>): Promise<void> {
  const columns = [
    "customer_id",
    "customer_unique_id",
    "customer_zip_code_prefix",
    "customer_city",
    "customer_state",
  ];
  for await (const row of readTable(join(directory, "olist_customers_dataset.csv"), { columns })) {
    byCustomer.add(row.text("customer_id"), {
      uniqueId: row.filled("customer_unique_id"),
      zip: row.text("customer_zip_code_prefix"),
      city: row.text("customer_city"),
      state: row.text("customer_state"),
    });
  }
}

async function spillItems(
  directory: string,
  byOrder: Spill<OlistRow>,
  catalogue: OlistCatalogue,
): Promise<void> {
  const columns = ["order_id", "product_id", "shipping_limit_date", "price", "freight_value"];
  const format = { currency: olistCurrency };
  for await (const row of readTable(join(directory, "olist_order_items_dataset.csv"), {
    columns,
  })) {
    spill(byOrder, row, () => {
      const sku = row.filled("product_id");
      const price = row.amount("price", format);
      const freight = row.amount("freight_value", format);
      catalogue.sold(sku, price, row.text("shipping_limit_date"));
      return { table: "items", sku, price, freight };
    });
  }
}

async function spillPayments(directory: string, byOrder: Spill<OlistRow>): Promise<void> {
  const columns = ["order_id", "payment_value"];
  const path = join(directory, "olist_order_payments_dataset.csv");
  for await (const row of readTable(path, { columns })) {
    spill(byOrder, row, () => ({
      table: "payments",
      value: row.amount("payment_value", { currency: olistCurrency }),
    }));
  }
}

function spill(byOrder: Spill<OlistRow>, row: TableRow, read: () => OlistRow): void {
  const order = row.filled("order_id");
  try {
    byOrder.add(order, read());
  } catch (error) {
    if (!(error instanceof BadCell)) throw error;
    byOrder.add(order, { table: "bad", detail: error.message });
  }
}
