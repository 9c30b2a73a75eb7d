import assert from "node:assert/strict";
import { test } from "node:test";
import type { Recorded } from "../concepts/contract.ts";
import { partitionOf } from "../ports/bus.ts";
import { Posted, metaOf } from "../testing/two-services.ts";
import { readable, storable, strayRecord } from "./envelope.ts";
import { lift } from "./lift.ts";

const sound: Recorded = {
  source: "alpha",
  position: 7,
  partition: partitionOf("a"),
  stream: "post-a",
  version: 1,
  type: "Posted",
  schemaVersion: 1,
  data: { key: "a", n: 1 },
  meta: metaOf("c"),
  time: 5,
  touches: [],
};

test("an event is taken as it is", () => {
  assert.equal(readable(sound, "alpha"), sound);
});

test("what names its key is held under it, in the partition of the key, and keeps its cause when it is read again", () => {
  const taken = readable({ ...sound, partition: 9, meta: undefined } as never, "alpha");
  assert.deepEqual([taken.stream, taken.partition], ["post-a", partitionOf("a")]);
  assert.equal(taken.meta.tenant, "");
  const read = JSON.parse(JSON.stringify(taken)) as Recorded;
  assert.throws(() => lift(read, Posted), { message: /partition 9 is not that of its key/ });
});

test("what names no key holds up nobody else's", () => {
  const taken = readable({ type: "Posted", source: "alpha", position: 7 } as never, "alpha");
  assert.equal(taken.stream, "unreadable-alpha.7");
});

test("what poses as a message that was set aside is not believed", () => {
  const posing = { ...sound, version: 0, stream: 5, data: { flaw: "none" } };
  assert.equal(readable(posing as never, "alpha").stream, "unreadable-alpha.7");
});

test("a message that says that it is of another service is of the one whose log it is in", () => {
  const taken = readable({ ...sound, source: "beta" }, "alpha");
  assert.equal(taken.source, "alpha");
  assert.throws(() => lift(taken, Posted), { message: /it says that it is of beta/ });
});

test("what is parked is never so deep that reading it would fail", () => {
  const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`) as unknown;
  assert.equal(storable(sound), sound);
  const kept = storable({ ...sound, data: deep });
  assert.ok(JSON.stringify(kept).length < 10_000);
  assert.throws(() => lift(kept, Posted), { message: /nested more than 100 deep/ });
});

test("what a stranger has written into a broker has a key of its own, keeps its bytes within limits and can be stored", () => {
  const listed = strayRecord({
    place: "kafka:topic/2",
    offset: 6,
    partition: 2,
    flaw: "nobody knows it",
    key: Buffer.from("a"),
    value: Buffer.concat([Buffer.from([0, 255, 10]), Buffer.alloc(1_000_000, "x")]),
    time: Number.NaN,
  });
  assert.deepEqual([listed.source, listed.position], ["kafka:topic/2", 7]);
  assert.equal(listed.stream, "foreign-kafka:topic/2.6");
  assert.equal(listed.time, 0);
  const data = listed.data as { key: string; bytes: number; excerpt: string; raw: string };
  assert.deepEqual([data.key, data.bytes], ["a", 1_000_003]);
  assert.equal(data.excerpt.slice(0, 4), "\u{fffd}\u{fffd}\u{fffd}x");
  assert.deepEqual([...Buffer.from(data.raw, "base64").subarray(0, 4)], [0, 255, 10, 120]);
  assert.ok(JSON.stringify(listed).length < 10_000);
  assert.equal(storable(listed), listed);
  assert.throws(() => lift(listed, Posted), { message: /nobody knows it/ });
});
