import assert from "node:assert/strict";
import { test } from "node:test";
import { flowsBehind, nextTrends } from "./lag-trend.ts";

const flow = (lag: number, oldestSeconds = 0) => ({
  from: "orders",
  to: "checkout",
  consumer: "checkout",
  topics: ["orders.created"],
  perSecond: 10,
  lag,
  oldestSeconds,
});

function behindAfter(...lags: readonly number[]): boolean {
  let trends: ReturnType<typeof nextTrends> = new Map();
  for (const lag of lags) trends = nextTrends(trends, [flow(lag)]);
  return flowsBehind(trends, [flow(lags.at(-1) ?? 0)]).has("orders/checkout");
}

test("a flow falls behind when its lag grows three times in a row", () => {
  assert.equal(behindAfter(10, 40, 80, 120), true);
  assert.equal(behindAfter(10, 40, 80), false);
  assert.equal(behindAfter(10, 40, 80, 70, 120), false);
});

test("a few messages are no trend, an old one stands out at once", () => {
  assert.equal(behindAfter(1, 2, 3, 4, 5), false);
  assert.equal(flowsBehind(new Map(), [flow(1, 6)]).size, 1);
});
