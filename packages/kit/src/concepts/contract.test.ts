import assert from "node:assert/strict";
import { test } from "node:test";
import { categoryOf, eventId, keyOf } from "./contract.ts";

test("a stream's name says its decider and its key, which may have hyphens of its own", () => {
  assert.deepEqual([categoryOf("order-ord_1"), keyOf("order-ord_1")], ["order", "ord_1"]);
  assert.deepEqual(
    [categoryOf("stock-acme/SKU-1-XL"), keyOf("stock-acme/SKU-1-XL")],
    ["stock", "acme/SKU-1-XL"],
  );
});

test("an event's id is its place in its stream", () => {
  assert.equal(eventId({ stream: "order-ord_1", version: 3 } as never), "order-ord_1/3");
});
