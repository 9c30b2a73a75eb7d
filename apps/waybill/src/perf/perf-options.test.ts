import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFits, type PerfOptions } from "./perf-options.ts";

const plain: PerfOptions = {
  bus: "kafka",
  records: 1_000,
  size: 600,
  batch: 100,
  seconds: 60,
  acks: undefined,
  compression: undefined,
  topic: undefined,
};

test("what only Kafka has is refused elsewhere, with its value", () => {
  assertFits("consume", { ...plain, acks: "1", compression: "gzip", topic: "mine" });
  assertFits("consume", { ...plain, bus: "redis" });
  const given = { ...plain, bus: "redis", compression: "gzip" } as const;
  assert.throws(() => assertFits("produce", given), {
    code: "perf-option-invalid",
    message: /--compression gzip is for Kafka, and the bus is redis/,
  });
});

test("what nobody acknowledges is not waited for", () => {
  assertFits("produce", { ...plain, acks: "0" });
  assert.throws(() => assertFits("end-to-end", { ...plain, acks: "0" }), {
    message: /--acks 0 is for produce: .* end-to-end would wait for it/,
  });
});
