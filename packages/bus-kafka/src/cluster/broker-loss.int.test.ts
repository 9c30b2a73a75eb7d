import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { brokers, connection, foreignBrokers, testTopic } from "../testing/cluster-for-tests.ts";
import { numberedRecords, numberOf } from "../testing/numbered-records.ts";
import type { TestTopic } from "../testing/cluster-for-tests.ts";
import { TopicReader } from "./topic-reader.ts";
import { TopicWriter } from "./topic-writer.ts";

const partitions = [0, 1, 2];
const rounds = 3;
const appends = 50;
const recordsEach = 20;

/**
 * A broker that leads is lost while records are written and read. What was acknowledged is there once
 * and in order, and a try whose answer was lost is not there twice.
 */
describe("a topic whose leader is lost", { skip: await foreignBrokers() }, () => {
  it("costs a pause and no record when it is killed", async () => {
    await writeAndRead(
      async (leader) => leader.kill(),
      async (leader) => leader.start(),
    );
  });

  it("costs a pause and no record when it hangs, and wakes up after others have taken over", async () => {
    await writeAndRead(
      async (leader) => leader.pause(),
      async (leader) => leader.resume(),
    );
  });
});

type Strike = (leader: (typeof brokers.kafka)[number]) => Promise<void>;

async function writeAndRead(lose: Strike, bringBack: Strike): Promise<void> {
  await using topic = await testTopic(partitions.length);
  const writer = new TopicWriter(connection, { topic: topic.name });
  const reader = new TopicReader(connection, { topic: topic.name });
  const leader = brokers.kafka[(await leaderOf(topic)) - 1]!;
  try {
    const reading = readAll(reader);
    await Promise.all(partitions.map(async (each) => writeSome(writer, each, 0)));
    const writing = partitions.map(async (each) => writeSome(writer, each, 1));
    await lose(leader);
    await Promise.all(writing);
    // Each broker learns of an election in its own time.
    while ((await leaderOf(topic)) === leader.node.id) await delay(50);
    await bringBack(leader);
    await Promise.all(partitions.map(async (each) => writeSome(writer, each, 2)));
    assert.deepEqual(await reading, {
      read: partitions.map(() => rounds * appends * recordsEach),
      repeated: 0,
    });
  } finally {
    await Promise.all([writer.close(), reader.close()]);
    await bringBack(leader);
    await brokers.serving();
  }
}

async function leaderOf(topic: TestTopic): Promise<number> {
  return (await topic.admin.describe(topic.name)).partitions[0]!.leader;
}

async function writeSome(writer: TopicWriter, partition: number, round: number): Promise<void> {
  for (let append = round * appends; append < (round + 1) * appends; append++) {
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
  while (read.some((count) => count < rounds * appends * recordsEach)) {
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
