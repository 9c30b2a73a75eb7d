import assert from "node:assert/strict";
import { test } from "node:test";
import { rowTypes, type Contract } from "@waybill/kit";
import type { ConsumerRow } from "@waybill/postgres";
import { OrderCancelled, OrderPlaced, PaymentCaptured } from "@waybill/contracts";
import { planMoves } from "./reset-plan.ts";

const contracts: readonly Contract[] = [OrderPlaced, OrderCancelled, PaymentCaptured];

const row = (channel: string, position: number, current = true): ConsumerRow => ({
  consumer: "checkout",
  channel,
  partition: 1,
  position,
  owner: null,
  current,
});

test("a reset moves what is read of a log, and what another bus would bring back", () => {
  const rows = [
    row("orders", 10),
    row("payments", 8),
    row("orders/orders.created", 15, false),
    row("orders/orders.cancelled", 4, false),
  ];
  const { moves, resets, spans } = planMoves(
    rows,
    rowTypes(rows, contracts),
    new Map([["orders", 4]]),
  );
  assert.deepEqual(moves, [{ channel: "orders", partition: 1, from: 10, to: 4 }]);
  assert.deepEqual(resets, [
    { channel: "orders", partition: 1, from: 10, to: 4 },
    { channel: "orders/orders.created", partition: 1, from: 15, to: 4 },
  ]);
  assert.deepEqual(
    spans.map(({ type, after, upTo, isBack }) => ({ type, after, upTo, isBack })),
    [
      { type: "OrderPlaced", after: 4, upTo: 15, isBack: true },
      { type: "OrderCancelled", after: 4, upTo: 10, isBack: true },
    ],
  );
});

test("going forward passes over, and what stands there already does not move", () => {
  const rows = [row("orders", 10), { ...row("orders", 20), partition: 2 }];
  const { moves, spans } = planMoves(rows, rowTypes(rows, contracts), new Map([["orders", 20]]));
  assert.deepEqual(moves, [{ channel: "orders", partition: 1, from: 10, to: 20 }]);
  assert.deepEqual(
    spans.map(({ partition, after, upTo, isBack }) => [partition, after, upTo, isBack]),
    [
      [1, 10, 20, false],
      [1, 10, 20, false],
    ],
  );
});
