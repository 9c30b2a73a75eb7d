import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { brokers, connection, foreignBrokers, testTopic } from "../testing/cluster-for-tests.ts";
import { numberedRecords, numberOf } from "../testing/numbered-records.ts";
import type { TestTopic } from "../testing/cluster-for-tests.ts";
import { TopicReader } from "./topic-reader.ts";
import { TopicWriter } from "./topic-writer.ts";

const partitions = [0, 1, 2];
const appends = 150;
const recordsEach = 20;

/**
 * kill -9 of a broker that leads, while records are written and read: what was acknowledged is there
 * once and in order, and the writer's first try whose answer was lost is not there twice.
 */
describe("a leader that is killed", { skip: await foreignBrokers() }, () => {
  it("costs a pause, and no record", async () => {
    await using topic = await testTopic(partitions.length);
    const writer = new TopicWriter(connection, { topic: topic.name });
    const reader = new TopicReader(connection, { topic: topic.name });
    let killed: number | undefined;
    try {
      const reading = readAll(reader);
      const writing = Promise.all(partitions.map(async (partition) => writeAll(writer, partition)));
      await delay(500);
      killed = await leaderOf(topic);
      await brokers.kafka[killed - 1]!.kill();
      await writing;
      assert.deepEqual(await reading, {
        read: partitions.map(() => appends * recordsEach),
        repeated: 0,
      });
      assert.notEqual(await leaderOf(topic), killed);
    } finally {
      await Promise.all([writer.close(), reader.close()]);
      if (killed !== undefined) await brokers.kafka[killed - 1]!.start();
      await brokers.serving();
    }
  });
});

async function leaderOf(topic: TestTopic): Promise<number> {
  return (await topic.admin.describe(topic.name)).partitions[0]!.leader;
}

async function writeAll(writer: TopicWriter, partition: number): Promise<void> {
  for (let append = 0; append < appends; append++) {
    const { firstOffset } = await writer.append(
      partition,
      numberedRecords(append * recordsEach, recordsEach),
    );
    assert.equal(firstOffset, BigInt(append * recordsEach));
    await delay(5);
  }
}

/** Fails at once on a gap or another order. */
async function readAll(
  reader: TopicReader,
): Promise<{ readonly read: readonly number[]; readonly repeated: number }> {
  for (const partition of partitions) reader.assign(partition, 0n);
  const read = partitions.map(() => 0);
  let repeated = 0;
  while (read.some((count) => count < appends * recordsEach)) {
    const fetched = await reader.next();
    assert.ok(fetched);
    for (const record of fetched.records) {
      const expected: number = read[fetched.partition]!;
      if (numberOf(record) < expected) repeated += 1;
      else assert.equal(numberOf(record), expected);
      read[fetched.partition] = Math.max(expected, numberOf(record) + 1);
    }
  }
  return { read, repeated };
}
