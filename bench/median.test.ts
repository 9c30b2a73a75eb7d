import assert from "node:assert/strict";
import { test } from "node:test";
import { median } from "./median.ts";

test("the median is the value in the middle, whatever the order", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 2]), 3);
  assert.equal(median([7]), 7);
  assert.equal(median([]), 0);
});
