import assert from "node:assert/strict";
import { test } from "node:test";
import { ProductDeleted, ProductUpdated, type ProductDetails } from "@waybill/contracts";
import type { DecideContext, NewEvent } from "@waybill/kit/pure";
import { Check } from "typebox/value";
import { product, type ProductCommand, type ProductPatch, type ProductState } from "./product.ts";

const context = { now: 0, tenant: "acme" } as DecideContext;
const productId = "prd_1";

const mug: ProductDetails = {
  sku: "MUG-BLUE",
  name: "Blue mug",
  description: "Holds coffee.",
  category: "drinkware",
  price: { amount: 1290, currency: "EUR" },
  attributes: { colour: "blue", material: "stoneware" },
  weightGrams: 380,
  status: "active",
};
const change = { productId, heldSku: "MUG-BLUE" };

function evolved(state: ProductState, events: readonly NewEvent[], time = 0): ProductState {
  let after = state;
  for (const { contract, data } of events) {
    assert.ok(Check(contract.schema, data), `${contract.type} is not as its contract says`);
    after = product.evolve(
      after,
      { type: contract.type, data },
      { key: productId, tenant: "acme", time },
    );
  }
  return after;
}

const none = product.initial(productId);
const created = evolved(
  none,
  product.decide({ type: "create", productId, details: mug }, none, context),
  100,
);

const decide = (command: ProductCommand, state = created): readonly NewEvent[] =>
  product.decide(command, state, context);
const patch = (fields: ProductPatch): ProductDetails | undefined =>
  evolved(created, decide({ type: "patch", ...change, patch: fields })).details;

test("a product that is created is at version 1 and belongs to its tenant", () => {
  assert.deepEqual(created, {
    phase: "live",
    tenant: "acme",
    version: 1,
    details: mug,
    createdAt: 100,
    updatedAt: 100,
  });
});

test("an update carries the whole product and makes the next version", () => {
  const details = { ...mug, name: "Mug, blue" };
  const events = decide({ type: "update", ...change, details });
  assert.deepEqual(
    events.map((event) => [event.contract, event.data]),
    [[ProductUpdated, { productId, ...details }]],
  );
  const after = evolved(created, events, 200);
  assert.deepEqual([after.version, after.createdAt, after.updatedAt], [2, 100, 200]);
});

test("nothing happens when nothing changes, whatever order the fields came in", () => {
  const { sku, ...rest } = mug;
  const details = { ...rest, sku, attributes: { material: "stoneware", colour: "blue" } };
  assert.deepEqual(decide({ type: "update", ...change, details }), []);
  assert.deepEqual(decide({ type: "patch", ...change, patch: {} }), []);
  assert.deepEqual(
    decide({ type: "patch", ...change, patch: { price: { currency: "EUR", amount: 1290 } } }),
    [],
  );
});

test("a patch changes the fields it names and no others", () => {
  const price = { amount: 990, currency: "EUR" };
  assert.deepEqual(patch({ price, attributes: { colour: "navy", size: "L" } }), {
    ...mug,
    price,
    attributes: { colour: "navy", material: "stoneware", size: "L" },
  });
});

test("null in a patch takes an optional field or an attribute away", () => {
  assert.deepEqual(patch({ description: null, weightGrams: null, attributes: { colour: null } }), {
    ...mug,
    description: "",
    weightGrams: 0,
    attributes: { material: "stoneware" },
  });
  assert.deepEqual(patch({ attributes: null })?.attributes, {});
});

test("a patch may not make more attributes than a product may have", () => {
  const attributes = Object.fromEntries(Array.from({ length: 49 }, (_, n) => [`a${n}`, "x"]));
  assert.throws(() => patch({ attributes }), { code: "too-many-attributes", status: 422 });
});

test("a write based on another version is refused with the present one", () => {
  const stale = { ...change, ifMatch: [7] };
  for (const command of [
    { type: "update", ...stale, details: mug },
    { type: "patch", ...stale, patch: {} },
    { type: "delete", ...stale },
  ] as const) {
    assert.throws(() => decide(command), {
      code: "stale-version",
      status: 412,
      details: { currentVersion: 1 },
    });
  }
  assert.equal(decide({ type: "delete", ...change, ifMatch: [7, 1] }).length, 1);
  assert.throws(() => decide({ type: "delete", ...change, ifMatch: [] }), {
    code: "stale-version",
  });
});

test("a write prepared for another SKU than the product has is to be tried again", () => {
  assert.throws(() => decide({ type: "delete", productId, heldSku: "MUG-RED" }), {
    code: "product-moved",
    retryable: true,
  });
});

test("a deleted product is gone for every write, and its event names the SKU that is free again", () => {
  const events = decide({ type: "delete", ...change });
  assert.deepEqual(
    events.map((event) => [event.contract, event.data]),
    [[ProductDeleted, { productId, sku: "MUG-BLUE" }]],
  );
  const deleted = evolved(created, events, 300);
  assert.deepEqual([deleted.phase, deleted.version, deleted.details], ["deleted", 2, undefined]);
  const refused = { code: "product-not-found", status: 404 };
  assert.throws(() => decide({ type: "update", ...change, details: mug }, deleted), refused);
  assert.throws(() => decide({ type: "patch", ...change, patch: {} }, deleted), refused);
  assert.throws(() => decide({ type: "delete", ...change }, deleted), refused);
  assert.deepEqual(decide({ type: "create", productId, details: mug }, deleted), []);
});

test("another tenant's product is not there", () => {
  const other = { ...context, tenant: "globex" };
  assert.throws(() => product.decide({ type: "delete", ...change }, created, other), {
    code: "product-not-found",
  });
});
