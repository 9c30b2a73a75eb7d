import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { Admin, Consumer } from "@platformatic/kafka";
import { eventually } from "@waybill/kit/testing";
import { TopicEnds } from "./cluster/topic-ends.ts";
import { connection, missingBrokers } from "./testing/cluster-for-tests.ts";
import { partitions } from "./testing/services-on-kafka.ts";
import { keys, TwoOnKafka } from "./testing/two-on-kafka.ts";

describe("a consumer's group on Kafka", { skip: await missingBrokers() }, () => {
  it("shows how far the consumer is behind", async (t) => {
    const on = await TwoOnKafka.open(t);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.counted(consumer, 5);
    await eventually("no lag", async () => (await lag(on)) === 0);
    await consumer.stop();
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.published();
    assert.equal(await lag(on), 5 * keys.length);
    await on.counted(await on.start("beta"), 10);
    await eventually("no lag", async () => (await lag(on)) === 0);
  });

  it("that somebody else has joined is told of, and the consumer goes on", async (t) => {
    const on = await TwoOnKafka.open(t);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    const stranger = new Consumer({
      clientId: "foreign",
      groupId: `${on.services.prefix}beta`,
      bootstrapBrokers: [...connection.brokers],
    });
    t.after(() => stranger.close(true));
    stranger.topics.track(on.services.posted);
    await stranger.joinGroup({});
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.counted(consumer, 5);
    await on.told(/tools do not see how far .*beta is: committing offsets/);
  });
});

describe("a topic whose beginning is gone", { skip: await missingBrokers() }, () => {
  it("makes a consumer that has not read it wait and say so, until the topic is filled from the log", async (t) => {
    const on = await TwoOnKafka.open(t);
    const producer = await on.start("alpha");
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.published();
    await trim(t, on, 3n);
    const consumer = await on.start("beta");
    for (const partition of partitions)
      await on.told(
        new RegExp(`partition ${partition} has nothing between the positions 0, which`),
      );
    assert.deepEqual([...(await consumer.tallies(keys)).keys()], []);
    assert.ok((consumer.runtime.inboxes[0]?.backlog.messages ?? 0) > 0, "what waits is lag");
    await Promise.all(keys.map((key) => producer.post(key)));
    await eventually("newer ones to be there", async () => (await on.positions(0)).length > 3);
    assert.deepEqual([...(await consumer.tallies(keys)).keys()], [], "newer ones came first");
    await on.recreate();
    await on.counted(consumer, 6);
  });

  it("is of no interest to a consumer that has read it, though nothing is left", async (t) => {
    const on = await TwoOnKafka.open(t);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.counted(consumer, 5);
    await eventually("it to be written down", () => on.isMarked());
    await consumer.stop();
    await producer.stop();
    await trim(t, on, 0n);
    const [again, heir] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => again.post(key)));
    await on.counted(heir, 6);
    assert.deepEqual(on.services.warnings, []);
  });
});

describe("topics that are not as they should be", { skip: await missingBrokers() }, () => {
  it("are named and waited for when they are missing", async (t) => {
    const on = await TwoOnKafka.open(t);
    await on.services.admin.delete(on.services.posted);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 2)));
    const named = new RegExp(`Unknown topic ${on.services.posted}`);
    await on.told(named);
    await eventually("the relay to say so", () =>
      producer.logged.some(
        ({ code, msg }) => code === "kafka-topic-unknown" && named.test(String(msg)),
      ),
    );
    await on.services.create(on.services.posted);
    await on.counted(consumer, 2);
  });

  it("are named and waited for when they have too few partitions", async (t) => {
    const on = await TwoOnKafka.open(t, { partitions: 3 });
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 2)));
    await on.told(/partition 3/);
    await eventually("the relay to say so", () =>
      producer.logged.some(({ msg }) =>
        String(msg).includes(`${on.services.posted} has 3 partitions, but the log has 4`),
      ),
    );
    await on.services.admin.growTo(on.services.posted, 4);
    await on.counted(consumer, 2);
  });
});

/** Records that tools see as still to be read. */
async function lag(on: TwoOnKafka): Promise<number> {
  const ends = new TopicEnds(connection);
  try {
    const { prefix, posted } = on.services;
    const reached = (await on.groups.offsets(`${prefix}beta`)).get(posted);
    const latest = (await ends.latest([posted], partitions)).get(posted);
    let sum = 0n;
    for (const [partition, end] of latest ?? []) sum += end - (reached?.get(partition) ?? 0n);
    return Number(sum);
  } finally {
    await ends.close();
  }
}

/** Lets only so many records be left in each partition, as the retention does. */
async function trim(test: TestContext, on: TwoOnKafka, left: bigint): Promise<void> {
  const { posted } = on.services;
  const admin = new Admin({ clientId: "tests", bootstrapBrokers: [...connection.brokers] });
  test.after(() => admin.close());
  const ends = new TopicEnds(connection);
  test.after(() => ends.close());
  const latest = (await ends.latest([posted], partitions)).get(posted) ?? new Map();
  await admin.deleteRecords({
    topics: [
      {
        name: posted,
        partitions: [...latest].map(([partition, end]) => ({ partition, offset: end - left })),
      },
    ],
  });
}
