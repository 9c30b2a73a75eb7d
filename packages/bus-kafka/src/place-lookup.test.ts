import assert from "node:assert/strict";
import { test } from "node:test";
import type { IncomingRecord } from "./cluster/record.ts";
import { offsetAfter, type Records } from "./place-lookup.ts";
import { recordOf } from "./published-record.ts";
import { TopicPartition } from "./topic-partition.ts";
import { eventAt } from "./testing/event-at.ts";

test("a consumer that has read all begins shortly before the end", async () => {
  assert.deepEqual(await given([[1, 10_000]], 10_000), []);
  const offset = await begins([[1, 10_000]], 10_000);
  assert.ok(offset >= 8_000n, `it begins at ${offset}`);
});

test("what is newer is read, though a relay that stood still has written older events behind it", async () => {
  const late = [
    [1, 200],
    [101, 110],
  ] as const;
  assert.deepEqual(await given(late, 150), positions([151, 200]));
});

test("as well when that are a thousand, and the consumer is a few or a thousand behind", async () => {
  const late = [
    [1, 9_000],
    [7_001, 8_000],
  ] as const;
  assert.deepEqual(await given(late, 8_999), [9_000]);
  assert.deepEqual(await given(late, 8_000), positions([8_001, 9_000]));
});

type Run = readonly [from: number, to: number];

/** What a consumer at a position is given of a partition in which these runs stand one after another. */
async function given(runs: readonly Run[], position: number): Promise<readonly number[]> {
  const types = new Set(["Posted"]);
  const reading = new TopicPartition({ source: "alpha", types, partition: 0, position });
  const offset = await begins(runs, position);
  reading.begin(offset, 0n);
  return written(runs)
    .slice(Number(offset))
    .map((record) => reading.look(record))
    .flatMap((look) => (look.kind === "event" ? [look.event.position] : []));
}

function begins(runs: readonly Run[], position: number): Promise<bigint> {
  const records = written(runs);
  const lookup: Records = {
    range: async () => ({ earliest: 0n, latest: BigInt(records.length) }),
    recordAt: async (_, offset) => records[Number(offset)],
  };
  return offsetAfter(lookup, { source: "alpha", partition: 0, position });
}

function written(runs: readonly Run[]): readonly IncomingRecord[] {
  return runs.flatMap(positions).map((position, offset) => {
    const { value, headers } = recordOf({ event: eventAt(position), previous: position - 1 });
    return {
      offset: BigInt(offset),
      timestamp: 0,
      key: undefined,
      value,
      headers: headers ?? new Map(),
    };
  });
}

function positions([from, to]: Run): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
