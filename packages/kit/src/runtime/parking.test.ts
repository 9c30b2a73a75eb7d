import assert from "node:assert/strict";
import { test } from "node:test";
import { UnknownVersion, type Recorded } from "../concepts/contract.ts";
import { Retryable } from "../errors.ts";
import { partitionOf } from "../ports/bus.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { metaOf } from "../testing/two-services.ts";
import { MalformedMessage } from "./envelope.ts";
import { Parking } from "./parking.ts";
import { OtherTenant } from "./work.ts";

const message: Recorded = {
  source: "alpha",
  position: 7,
  partition: partitionOf("a"),
  stream: "post-a",
  version: 1,
  type: "Posted",
  schemaVersion: 1,
  data: { key: "a", n: 1 },
  meta: { ...metaOf("c"), tenant: "named" },
  time: 5,
  touches: [],
};

/** Of an activity whose outside may be away for hours. */
const parking = new Parking({
  consumer: "beta",
  store: {} as never,
  clock: new ManualClock(),
  random: { next: () => 0 },
  retry: { attempts: 500, backoffMs: 100, maxBackoffMs: 30_000 },
  ready: () => undefined,
  warn: () => undefined,
});

test("an outage is waited for, and a version that nobody here knows only as long as an upgrade takes", () => {
  const down = new Retryable("provider-unavailable", "down");
  assert.equal(parking.park(message, down, 499).status, "retry");
  assert.equal(parking.park(message, new UnknownVersion("newer"), 9).status, "retry");
  assert.equal(parking.park(message, new UnknownVersion("newer"), 10).status, "dead");
});

test("what is malformed is a dead letter at once, and keeps nothing that could not be read", () => {
  const park = parking.park(message, new MalformedMessage("Posted", "a\u0000b"), 1);
  assert.deepEqual([park.status, park.key, park.message.version], ["dead", "a", 0]);
  assert.equal(park.error, "Posted cannot be handled: a b");
});

test("those whose key is held up see the dead letter, not those whom it names", () => {
  assert.equal(parking.park(message, new OtherTenant("tally-a", "owner"), 1).tenant, "owner");
  assert.equal(parking.park(message, new Error("a bug"), 1).tenant, "named");
});

test("what the store refuses keeps the store's reason", () => {
  parking.condemn(message, new Retryable("store-refused", "no such column"));
  const { status, code, error } = parking.park(message, parking.causeOf(message), 1);
  assert.deepEqual([status, code, error], ["dead", "store-refused", "no such column"]);
});
