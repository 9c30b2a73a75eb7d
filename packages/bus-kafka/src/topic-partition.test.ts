import assert from "node:assert/strict";
import { test } from "node:test";
import type { IncomingRecord } from "./cluster/record.ts";
import { recordOf } from "./published-record.ts";
import { TopicPartition } from "./topic-partition.ts";
import { eventAt } from "./testing/event-at.ts";

function record(offset: number, position: number, previous?: number): IncomingRecord {
  const event = eventAt(position);
  const { value, headers } = recordOf({ event, previous: previous ?? 0 });
  return {
    offset: BigInt(offset),
    timestamp: 0,
    key: undefined,
    value,
    headers: previous === undefined ? new Map() : (headers ?? new Map()),
  };
}

function reading(): TopicPartition {
  const types = new Set(["Posted"]);
  const partition = new TopicPartition({ source: "alpha", types, partition: 0, position: 0 });
  partition.begin(0n, 0n);
  return partition;
}

test("events of a service are handed on in their order, each once", () => {
  const partition = reading();
  const looks = [record(0, 3, 0), record(1, 5, 3), record(2, 5, 3)].map((each) =>
    partition.look(each),
  );
  assert.deepEqual(
    looks.map(({ kind }) => kind),
    ["event", "event", "passed"],
  );
});

test("what somebody else has put there under a far position hides nothing behind it", () => {
  const partition = reading();
  assert.equal(partition.look(record(0, 3, 0)).kind, "event");
  assert.equal(partition.look(record(1, 10 ** 12)).kind, "foreign");
  assert.equal(partition.position, 3);
  assert.equal(partition.look(record(2, 5, 3)).kind, "event");
});
