import assert from "node:assert/strict";
import { test } from "node:test";
import type { Recorded } from "@waybill/kit";
import { OrderMeter } from "./order-meter.ts";

const start = 1_000_000_000;

function event(
  type: string,
  time: number,
  more: { order?: string; data?: unknown } = {},
): Recorded {
  const { order = "1", data = {} } = more;
  return { type, time: start + time, stream: `order-${order}`, data } as unknown as Recorded;
}

const placed = (order: string, time: number): Recorded =>
  event("OrderPlaced", time, { order, data: { total: 2_580, currency: "EUR" } });

test("rates are of the last seconds that are over, totals since the start", () => {
  const meter = new OrderMeter();
  for (let order = 0; order < 30; order += 1) meter.record(placed(String(order), order * 100));
  meter.record(event("OrderConfirmed", 250, { order: "0" }));
  meter.record(event("OrderCompleted", 400, { order: "0" }));
  meter.record(event("OrderCancelled", 900, { order: "1", data: { reason: "out-of-stock" } }));
  const soon = meter.figures(start + 6_000);
  assert.equal(soon.acceptedPerSecond, 2);
  assert.ok(Math.abs((soon.confirmedP50Ms ?? 0) - 250) < 20);
  const later = meter.figures(start + 60_000);
  assert.deepEqual([later.acceptedPerSecond, later.confirmedP50Ms], [0, null]);
  assert.deepEqual([later.accepted, later.completed, later.cancelled], [30, 1, 1]);
  assert.deepEqual(later.reasons, [{ reason: "out-of-stock", count: 1 }]);
  assert.deepEqual(later.revenue, [{ amount: 2_580, currency: "EUR" }]);
});

test("an order that was completed and sent back counts as cancelled, and its money as given back", () => {
  const meter = new OrderMeter();
  meter.record(placed("1", 0));
  meter.record(event("OrderCompleted", 100, { order: "1" }));
  meter.record(event("OrderCancelled", 200, { order: "1", data: { reason: "returned" } }));
  const { completed, cancelled, revenue } = meter.figures(start + 10_000);
  assert.deepEqual([completed, cancelled], [0, 1]);
  assert.deepEqual(revenue, [{ amount: 0, currency: "EUR" }]);
});

test("the series ends with the last stretch that is over", () => {
  const meter = new OrderMeter();
  for (let order = 0; order < 10; order += 1) meter.record(placed(String(order), 0));
  const series = meter.series(start + 5_000);
  assert.equal(series.accepted.length, 180);
  assert.equal(series.accepted.at(-1), 2);
  assert.equal(series.from + series.accepted.length * series.stepSeconds * 1_000, start + 5_000);
  assert.equal(meter.series(start + 3_600_000).accepted.at(-1), 0);
});
