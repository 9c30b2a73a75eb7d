import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProductDetails } from "@waybill/contracts";
import type { Recorded } from "@waybill/kit";
import type { ProductState } from "./domain/product.ts";
import { patternsOf } from "./product-search.ts";
import { products, stockMarks } from "./views.ts";

const details: ProductDetails = {
  sku: "MUG-BLUE",
  name: "Blue Mug",
  description: "Holds COFFEE.",
  category: "drinkware",
  price: { amount: 1290, currency: "EUR" },
  attributes: { material: "Stoneware" },
  weightGrams: 380,
  status: "active",
};
const live: ProductState = {
  phase: "live",
  tenant: "acme",
  version: 3,
  details,
  createdAt: 0,
  updatedAt: 1_000,
};
const change = { key: "prd_1", tenant: "acme" };

test("a product is found by name, SKU, category, attribute and description, in lower case", () => {
  const row = products.row(live, change);
  assert.ok(typeof row === "object");
  assert.equal(row["search"], "blue mug\nmug-blue\ndrinkware\nstoneware\nholds coffee.");
  assert.deepEqual([row["tenant"], row["id"], row["version"]], ["acme", "prd_1", 3]);
});

test("a deleted product leaves the list", () => {
  assert.equal(products.row({ ...live, phase: "deleted" }, change), "delete");
});

test("of two levels of a SKU the one of the later stock version has the greater mark", () => {
  const mark = (level: string, version: number): number => {
    const [row] = stockMarks.rows({
      type: "StockChanged",
      data: { sku: "MUG-BLUE", level, version },
      meta: { tenant: "acme" },
    } as unknown as Recorded);
    return row?.["mark"] as number;
  };
  assert.ok(mark("out-of-stock", 8) > mark("in-stock", 7));
  assert.deepEqual(
    [mark("out-of-stock", 5) % 4, mark("low", 5) % 4, mark("in-stock", 5) % 4],
    [0, 1, 2],
  );
});

test("every word is looked for by itself, and wildcards are taken as they are", () => {
  assert.deepEqual(patternsOf("  Blue 100%_"), ["%blue%", String.raw`%100\%\_%`]);
  assert.deepEqual(patternsOf(" "), []);
  assert.equal(patternsOf("a b c d e f g h i j").length, 8);
});
