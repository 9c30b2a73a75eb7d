import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCloudEvent, keyOf, partitionOf } from "@waybill/kit";
import { PerfEvents, perfContract } from "./perf-events.ts";

const contract = perfContract("perf");

test("events are as large as asked for, give or take the digits of their numbers", () => {
  const events = new PerfEvents(contract, 600);
  for (const event of events.next(5_000)) {
    const { length } = encodeCloudEvent(event);
    assert.ok(length > 585 && length <= 600, String(length));
  }
});

test("events go on where the last batch ended, each in the partition of its key", () => {
  const events = new PerfEvents(contract, 600);
  const all = [...events.next(1_500), ...events.next(1_500)];
  assert.deepEqual(
    all.map(({ position }) => position),
    Array.from({ length: 3_000 }, (_, index) => index + 1),
  );
  const names = all.map(({ stream, version }) => `${stream}/${version}`);
  assert.equal(new Set(names).size, 3_000);
  assert.ok(all.every(({ stream, partition }) => partition === partitionOf(keyOf(stream))));
  assert.equal(new Set(all.map(({ partition }) => partition)).size, 4);
});

test("a size that no event has is refused with the least there is", () => {
  assert.throws(() => new PerfEvents(contract, 100), {
    code: "perf-option-invalid",
    message: /--size is 100, and an event takes \d{3} bytes without any data/,
  });
});
