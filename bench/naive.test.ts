import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePgbench } from "./naive.ts";

const output = `transaction type: order.sql
number of transactions actually processed: 84213
number of failed transactions: 0 (0.000%)
latency average = 11.398 ms
initial connection time = 41.225 ms
tps = 2807.542137 (without initial connection time)
`;

test("orders a second are the transactions a second of pgbench", () => {
  assert.deepEqual(parsePgbench(output), { ordersPerSecond: 2807.542137, latencyMs: 11.398 });
});

test("a run with failures, or none at all, is no measure", () => {
  assert.throws(() => parsePgbench(output.replace("transactions: 0", "transactions: 3")));
  assert.throws(() => parsePgbench("pgbench: fatal"));
});
