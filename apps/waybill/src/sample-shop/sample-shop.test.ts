import assert from "node:assert/strict";
import { test } from "node:test";
import { WaybillError } from "@waybill/kit";
import { loadSampleShop, sampleProducts, sampleReceipts, type ShopWriter } from "./sample-shop.ts";
import { sampleLocations } from "./stock-locations.ts";

/** A shop in memory that refuses what it has. */
function shop() {
  const products = new Set<string>();
  const references = new Set<string>();
  const locations = new Set<string>();
  const addOnce = (set: Set<string>, key: string, code: string): void => {
    if (set.has(key)) throw new WaybillError(code, `${key} is there`, { status: 409 });
    set.add(key);
  };
  const writer: ShopWriter = {
    createLocation: async ({ code }) => locations.add(code),
    createProduct: async ({ sku }) => addOnce(products, sku, "sku-taken"),
    receive: async ({ location, reference }) => {
      assert.ok(locations.has(location), "a location comes before its deliveries");
      addOnce(references, reference, "reference-taken");
    },
  };
  return { writer, products, references, locations };
}

test("the shop has at least 60 products in 6 categories, each with all that a product has", () => {
  assert.ok(sampleProducts.length >= 60);
  assert.equal(new Set(sampleProducts.map((each) => each.sku)).size, sampleProducts.length);
  assert.equal(new Set(sampleProducts.map((each) => each.category)).size, 6);
  for (const each of sampleProducts) {
    assert.match(each.sku, /^[A-Z0-9][A-Z0-9-]{0,63}$/);
    assert.ok(Number.isSafeInteger(each.price.amount) && each.price.amount > 0, each.sku);
    assert.ok(each.description.length > 20 && each.weightGrams > 0, each.sku);
  }
});

test("the blue mug costs 12.90 EUR", () => {
  const mug = sampleProducts.find((each) => each.sku === "MUG-BLUE");
  assert.deepEqual(mug?.price, { amount: 1290, currency: "EUR" });
});

test("each of the three locations gets stock of every product in one delivery", () => {
  assert.equal(sampleLocations.length, 3);
  for (const { code } of sampleLocations) assert.match(code, /^[a-z0-9][a-z0-9-]{0,31}$/);
  for (const { lines } of sampleReceipts()) {
    assert.equal(lines.length, sampleProducts.length);
    for (const { quantity } of lines) assert.ok(quantity > 0);
  }
});

test("loading again adds nothing, and loading what was interrupted adds the rest", async () => {
  const { writer, products, references } = shop();
  const all = { products: sampleProducts.length, receipts: 3 };
  assert.deepEqual(await loadSampleShop(writer), all);
  assert.deepEqual(await loadSampleShop(writer), { products: 0, receipts: 0 });
  products.delete("MUG-BLUE");
  references.delete("sample-shop-porto");
  assert.deepEqual(await loadSampleShop(writer), { products: 1, receipts: 1 });
});

test("a failure that is not about what is there already is not swallowed", async () => {
  const { writer } = shop();
  const failing = { ...writer, receive: () => Promise.reject(new Error("away")) };
  await assert.rejects(loadSampleShop(failing), /away/);
});
