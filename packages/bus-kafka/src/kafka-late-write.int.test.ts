import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { IncomingRecord } from "./cluster/record.ts";
import { TopicLookup } from "./cluster/topic-lookup.ts";
import { TopicWriter } from "./cluster/topic-writer.ts";
import { connection, missingBrokers } from "./testing/cluster-for-tests.ts";
import { partitions } from "./testing/services-on-kafka.ts";
import { keys, TwoOnKafka } from "./testing/two-on-kafka.ts";

/** A relay that stands still while another goes on writes old events behind newer ones. */
describe(
  "a consumer that was away while a relay wrote too late",
  { skip: await missingBrokers() },
  () => {
    it("is given what stands before that, though nothing new is written", async (t) => {
      const on = await TwoOnKafka.open(t);
      await away(on, 1);
      await on.counted(await on.start("beta"), 8);
    });

    it("is given it with the next event, when that was more than a relay has under way", async (t) => {
      const on = await TwoOnKafka.open(t);
      const producer = await away(on, 700);
      const consumer = await on.start("beta");
      await Promise.all(keys.map((key) => producer.post(key)));
      await on.counted(consumer, 9);
      assert.deepEqual(on.services.warnings, []);
    });
  },
);

/** The consumer has seen five events of each key and has still to see three, behind which its first stand again, so many times. */
async function away(on: TwoOnKafka, times: number) {
  const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
  await Promise.all(keys.map((key) => producer.post(key, 5)));
  await on.counted(consumer, 5);
  await consumer.stop();
  await Promise.all(keys.map((key) => producer.post(key, 3)));
  await on.published();
  for (const partition of partitions) await writtenAgain(on.services.posted, { partition, times });
  return producer;
}

const firstOnes = [0n, 1n, 2n, 3n, 4n];

async function writtenAgain(
  topic: string,
  { partition, times }: { readonly partition: number; readonly times: number },
): Promise<void> {
  const lookup = new TopicLookup(connection, topic);
  const writer = new TopicWriter(connection, { topic });
  try {
    const found = firstOnes.map((offset) => lookup.recordAt(partition, offset));
    const first = (await Promise.all(found)).filter((each) => each !== undefined).map(outgoing);
    await writer.append(partition, Array.from({ length: times }, () => first).flat());
  } finally {
    await Promise.all([lookup.close(), writer.close()]);
  }
}

function outgoing({ key, value, headers, timestamp }: IncomingRecord) {
  return { key, value: value ?? Buffer.alloc(0), headers, timestamp };
}
