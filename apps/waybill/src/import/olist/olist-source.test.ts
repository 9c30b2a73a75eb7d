import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ImportEntry, ImportSource } from "../import-source.ts";
import { writeOlistSample } from "../testing/olist-sample.ts";
import { openOlist } from "./olist-source.ts";

let directory: string;
let source: ImportSource;
const entries = new Map<string, ImportEntry>();

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "waybill-olist-test-"));
  writeOlistSample(directory);
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
