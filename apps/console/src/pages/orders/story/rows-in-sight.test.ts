import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsInSight } from "./rows-in-sight.ts";

const list = { count: 28, rowPx: 28, heightPx: 540, offsetPx: 0 };
const endPx = list.count * list.rowPx - list.heightPx;

test("rows that are cut at an edge do not count as in sight", () => {
  assert.deepEqual(rowsInSight(list), { first: 1, last: 19 });
  assert.deepEqual(rowsInSight({ ...list, offsetPx: 10 }), { first: 2, last: 19 });
  assert.deepEqual(rowsInSight({ ...list, offsetPx: 28 }), { first: 2, last: 20 });
});

test("at the end of the list its last row is in sight, even a fraction of a pixel before it", () => {
  assert.deepEqual(rowsInSight({ ...list, offsetPx: endPx }), { first: 10, last: 28 });
  assert.deepEqual(rowsInSight({ ...list, offsetPx: endPx - 0.6 }), { first: 10, last: 28 });
});

test("nothing is said of a list that is in sight as a whole, or not measured yet", () => {
  assert.equal(rowsInSight({ ...list, heightPx: 28 * 28 }), undefined);
  assert.equal(rowsInSight({ ...list, heightPx: 0 }), undefined);
});
