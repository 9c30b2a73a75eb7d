import assert from "node:assert/strict";
import { test } from "node:test";
import { OrderCancelled, OrderPlaced, PaymentCaptured } from "@waybill/contracts";
import { rowTypes, type PositionRow } from "./row-types.ts";

const contracts = [OrderPlaced, OrderCancelled, PaymentCaptured];

const row = (channel: string, position: number, current = true): PositionRow => ({
  channel,
  partition: 1,
  position,
  current,
});

const readTo = (rows: readonly PositionRow[]) =>
  rowTypes(rows, contracts).map((each) => [each.row.channel, each.type, each.readTo]);

test("a whole log stands for all that a consumer takes of it, a topic for its own", () => {
  assert.deepEqual(readTo([row("orders", 10), row("payments/payments.captured", 7)]), [
    ["orders", "OrderPlaced", 10],
    ["orders", "OrderCancelled", 10],
    ["payments/payments.captured", "PaymentCaptured", 7],
  ]);
});

test("what a broker had brought further counts, and what another bus left behind else does not", () => {
  const rows = [
    row("orders", 10),
    row("orders/orders.created", 15, false),
    row("orders/orders.cancelled", 5, false),
  ];
  assert.deepEqual(readTo(rows), [
    ["orders", "OrderPlaced", 15],
    ["orders", "OrderCancelled", 10],
  ]);
});
