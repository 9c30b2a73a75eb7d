import assert from "node:assert/strict";
import { test } from "node:test";
import { curveOf, nodeSize, positions } from "./flow-layout.ts";

const seven = ["catalog", "inventory", "orders", "checkout", "payments", "fulfilment"].concat(
  "notifications",
);
const named = (names: readonly string[]) => names.map((name) => ({ name }));

test("no two services stand on one another, guests included", () => {
  const corners = [...positions(named([...seven, "loyalty", "fraud", "tax"])).values()];
  for (const [index, a] of corners.entries()) {
    for (const b of corners.slice(index + 1)) {
      const apart = Math.abs(a.x - b.x) > nodeSize.width || Math.abs(a.y - b.y) > nodeSize.height;
      assert.ok(apart, JSON.stringify([a, b]));
    }
  }
});

test("there and back are two lines", () => {
  const at = positions(named(seven));
  const there = curveOf({ from: "orders", to: "checkout" }, at).middle;
  const back = curveOf({ from: "checkout", to: "orders" }, at).middle;
  assert.ok(Math.abs(there.y - back.y) > 20);
});
