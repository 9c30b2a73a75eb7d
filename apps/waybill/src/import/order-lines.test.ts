import assert from "node:assert/strict";
import { test } from "node:test";
import { goodsValue, mergedLines } from "./order-lines.ts";

test("rows of one SKU and price become one line, other prices their own", () => {
  const row = { sku: "A", name: "a", quantity: 1, unitPrice: 100 };
  const lines = mergedLines([row, { ...row, sku: "B" }, row, { ...row, unitPrice: 90 }]);
  assert.deepEqual(lines, [
    { sku: "A", name: "a", quantity: 2, unitPrice: 100 },
    { sku: "B", name: "a", quantity: 1, unitPrice: 100 },
    { sku: "A", name: "a", quantity: 1, unitPrice: 90 },
  ]);
  assert.equal(goodsValue(lines), 390);
});
