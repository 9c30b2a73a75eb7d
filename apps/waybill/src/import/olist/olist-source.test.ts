import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ImportEntry, ImportSource } from "../import-source.ts";
import { openOlist } from "./olist-source.ts";

const tables: Readonly<Record<string, readonly string[]>> = {
  product_category_name_translation: [
    "\u{feff}product_category_name,product_category_name_english",
    "beleza_saude,health_beauty",
  ],
  olist_products_dataset: [
    "product_id,product_category_name,product_weight_g",
    "p1,beleza_saude,250",
    "p2,pc_gamer,",
    "p3,,10",
  ],
  olist_customers_dataset: [
    "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
    "c1,u1,01310,sao paulo,SP\r",
    "c2,u1,01310,sao paulo,SP\r",
    "c3,u3,,,\r",
  ],
  olist_orders_dataset: [
    "order_id,customer_id,order_status,order_purchase_timestamp",
    "o1,c1,delivered,2017-07-09 21:57:05",
    "o2,c2,canceled,2017-08-09 10:00:00",
    "o3,c3,unavailable,2017-08-10 10:00:00",
    "o4,c3,unavailable,2017-08-10 10:00:00",
    "o5,c9,delivered,2017-08-10 10:00:00",
    "o6,c3,delivered,2017-08-10 10:00:00",
    "o7,c3,created,2017-08-10 10:00:00",
  ],
  olist_order_items_dataset: [
    "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
    "o1,1,p1,s,2017-07-13 00:00:00,21.9,11.85",
    "o1,2,p1,s,2017-07-13 00:00:00,21.9,0.01",
    "o1,3,p2,s,2017-07-13 00:00:00,5.0,0.0",
    "o2,1,p1,s,2017-07-01 00:00:00,20.0,1.0",
    "o3,1,p1,s,2017-07-02 00:00:00,20.0,1.0",
    "o5,1,p1,s,2017-07-02 00:00:00,20.0,1.0",
    "o6,1,p1,s,2017-07-02 00:00:00,20.005,1.0",
    "o7,1,p1,s,2017-07-02 00:00:00,20.0,1.0",
  ],
  olist_order_payments_dataset: [
    "order_id,payment_sequential,payment_type,payment_installments,payment_value",
    "o1,1,credit_card,3,60.00",
    "o1,2,voucher,1,0.66",
    "o2,1,boleto,1,20.99",
  ],
};

let directory: string;
let source: ImportSource;
const entries = new Map<string, ImportEntry>();

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "waybill-olist-test-"));
  for (const [name, lines] of Object.entries(tables)) {
    writeFileSync(join(directory, `${name}.csv`), `${lines.join("\n")}\n`);
  }
  source = await openOlist(directory);
  for await (const entry of source.entries()) entries.set(entry.reference, entry);
});
after(() => {
  source.close();
  rmSync(directory, { recursive: true });
});

test("an order is put together from all tables, equal rows as one line, to the cent", () => {
  assert.equal(source.orderCount, 7);
  assert.deepEqual(entries.get("o1"), {
    kind: "order",
    reference: "o1",
    outcome: "completed",
    customer: { email: "u1@olist.example", name: "Customer u1" },
    shippingAddress: {
      name: "Customer u1",
      line1: "(not recorded)",
      city: "sao paulo",
      region: "SP",
      postalCode: "01310",
      country: "BR",
    },
    currency: "BRL",
    lines: [
      { sku: "p1", name: "Health beauty p1", quantity: 2, unitPrice: 2190 },
      { sku: "p2", name: "Pc gamer p2", quantity: 1, unitPrice: 500 },
    ],
    shipping: 1186,
    total: 6066,
    paid: 6066,
    placedAt: "2017-07-09T21:57:05Z",
  });
});

test("the outcome is history's, and what has none is refused with the reason", () => {
  const outcomes = [...entries.values()].map((entry) =>
    entry.kind === "order"
      ? `${entry.reference} ${entry.outcome}`
      : `${entry.reference} ${entry.reason}`,
  );
  assert.deepEqual(outcomes.toSorted(), [
    "o1 completed",
    "o2 cancelled",
    "o3 unavailable",
    "o4 no-items",
    "o5 no-customer",
    "o6 bad-value",
    "o7 unknown-status",
  ]);
});

test("products have the English category and the price of their newest sale", () => {
  assert.deepEqual(source.products, [
    {
      sku: "p1",
      name: "Health beauty p1",
      category: "health_beauty",
      price: 2190,
      currency: "BRL",
      weightGrams: 250,
    },
    {
      sku: "p2",
      name: "Pc gamer p2",
      category: "pc_gamer",
      price: 500,
      currency: "BRL",
      weightGrams: 0,
    },
  ]);
  assert.match(source.notes.join(), /^1 products were never sold/);
});

test("a table that is missing is named", async () => {
  await assert.rejects(openOlist(join(directory, "elsewhere")), {
    code: "import-file-unreadable",
    message: /product_category_name_translation\.csv/,
  });
});
