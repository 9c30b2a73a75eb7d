import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, differences, draftOf, emptyDraft } from "./product-draft.ts";

const mug = {
  id: "prd_1",
  sku: "MUG-BLUE",
  name: "Blue mug",
  description: "",
  category: "drinkware",
  price: { amount: 1290, currency: "EUR" },
  attributes: {},
  weightGrams: 380,
  status: "active" as const,
  version: 3,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
};

test("a product that nobody edits is sent with the amount that it had", () => {
  for (const [amount, currency] of [
    [1290, "EUR"],
    [1, "EUR"],
    [110, "USD"],
    [500, "JPY"],
    [1_234_567, "KWD"],
  ] as const) {
    const draft = draftOf({ ...mug, price: { amount, currency } });
    assert.deepEqual(bodyOf(draft).price, { amount, currency }, draft.price);
  }
});

test("a price becomes the smallest units of its currency, without the faults of fractions", () => {
  assert.equal(bodyOf({ ...emptyDraft, price: "19.99" }).price.amount, 1999);
  assert.equal(bodyOf({ ...emptyDraft, price: "1.15" }).price.amount, 115);
  assert.equal(bodyOf({ ...emptyDraft, price: "300", currency: "JPY" }).price.amount, 300);
});

test("a price that is empty is not taken for zero", () => {
  assert.ok(Number.isNaN(bodyOf({ ...emptyDraft, price: "" }).price.amount));
});

test("the fields in which two drafts differ are named, in the order of the form", () => {
  const draft = draftOf(mug);
  assert.deepEqual(differences(draft, draft), []);
  assert.deepEqual(differences(draft, { ...draft, status: "draft", name: "Mug" }), [
    "name",
    "status",
  ]);
});
