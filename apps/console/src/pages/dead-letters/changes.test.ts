import assert from "node:assert/strict";
import { test } from "node:test";
import { changesOf } from "./changes.ts";

test("each value that differs is told with its place, what it was and what it is", () => {
  const before = { orderId: "ord_1", lines: [{ sku: "A", quantity: 1 }], "a/b": 1, gone: null };
  const after = { orderId: "ord_1", lines: [{ sku: "A", quantity: 2 }], "a/b": 2, fresh: "x" };
  assert.deepEqual(changesOf(before, after), [
    { pointer: "/lines/0/quantity", was: "1", is: "2" },
    { pointer: "/a~1b", was: "1", is: "2" },
    { pointer: "/gone", was: "null", is: undefined },
    { pointer: "/fresh", was: undefined, is: '"x"' },
  ]);
});

test("data of another kind is told as a whole; the same data is no change", () => {
  assert.deepEqual(changesOf("no JSON", { a: 1 }), [
    { pointer: "/", was: '"no JSON"', is: '{"a":1}' },
  ]);
  assert.deepEqual(changesOf({ a: [1] }, { a: [1] }), []);
});
