import assert from "node:assert/strict";
import { test } from "node:test";
import { lagByChannel, totalLag } from "./lag-by-channel.ts";

test("what waits in a whole log is counted once, however many processes read it", () => {
  const told = [
    { channel: "orders", messages: 40, seconds: 2 },
    { channel: "orders", messages: 50, seconds: 1 },
    { channel: "payments", messages: 3, seconds: 0 },
  ];
  const lags = lagByChannel(told);
  assert.deepEqual(lags.get("orders"), { channel: "orders", messages: 50, seconds: 2 });
  assert.deepEqual(totalLag(lags.values()), { messages: 53, seconds: 2 });
});

test("of a topic each process counts its own partitions, so they are added up", () => {
  const channel = "orders/orders.created";
  const told = [
    { channel, messages: 40, seconds: 2 },
    { channel, messages: 50, seconds: 1 },
  ];
  assert.deepEqual(lagByChannel(told).get(channel), { channel, messages: 90, seconds: 2 });
});
