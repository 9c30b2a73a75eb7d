import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { eventually } from "@waybill/kit/testing";
import { brokers, foreignBrokers } from "./testing/cluster-for-tests.ts";
import { keys, TwoOnKafka } from "./testing/two-on-kafka.ts";

/** Two replicas, one of which is enough, and one that has not everything may lead. */
const careless = {
  replicationFactor: 2,
  configs: { "min.insync.replicas": "1", "unclean.leader.election.enable": "true" },
};

describe("a Kafka that loses what it acknowledged", { skip: await foreignBrokers() }, () => {
  it("gets it again from the log when a replica leads that did not have it, and consumers see everything once and in order", async (t) => {
    const on = await TwoOnKafka.open(t, careless);
    t.after(startAll);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.counted(consumer, 5);
    const { leader, follower } = await replicas(on);
    await follower.kill();
    await eventually("one replica to be left", async () => (await inSync(on)).length === 1, 60_000);
    await Promise.all(keys.map((key) => producer.post(key, 10)));
    await on.counted(consumer, 15);
    const before = await on.positions(0);
    await leader.kill();
    await follower.start();
    await Promise.all(keys.map((key) => producer.post(key, 2)));
    await on.counted(consumer, 17);
    await on.published();
    const after = await on.positions(0);
    assert.notDeepEqual(after.slice(0, before.length), before, "nothing was lost");
    await leader.start();
    await brokers.serving();
    await on.counted(await on.start("beta"), 17);
  });

  it("gets it again though nothing new is written, for a consumer that had not read it", async (t) => {
    const on = await TwoOnKafka.open(t);
    const producer = await on.start("alpha");
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.published();
    await on.recreate();
    await on.published();
    await on.counted(await on.start("beta"), 5);
  });

  it("gets it again while it is written and read", async (t) => {
    const on = await TwoOnKafka.open(t);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    const recreated = on.recreate();
    for (let round = 0; round < 20; round++)
      await Promise.all(keys.map((key) => producer.post(key)));
    await recreated;
    await on.counted(consumer, 25);
    await on.published();
    await Promise.all(keys.map((key) => producer.post(key)));
    await on.counted(consumer, 26);
  });

  it("gets it again from a process that is started later, which never saw it there", async (t) => {
    const on = await TwoOnKafka.open(t);
    const producer = await on.start("alpha");
    await Promise.all(keys.map((key) => producer.post(key, 3)));
    await on.published();
    await producer.stop();
    await on.recreate();
    await on.start("alpha");
    await on.published();
    await on.counted(await on.start("beta"), 3);
  });

  it("is told by its groups what is there: a process that begins repeats little", async (t) => {
    const on = await TwoOnKafka.open(t);
    const producer = await on.start("alpha");
    await Promise.all(keys.map((key) => producer.post(key, 3)));
    await on.published();
    const before = await on.positions(0);
    await eventually("it to be written down", () => on.isMarked());
    await producer.stop();
    const again = await on.start("alpha");
    await again.post(keys[0]!);
    await on.published();
    assert.deepEqual((await on.positions(0)).slice(0, before.length), before);
    const all = [await on.positions(0), await on.positions(1), await on.positions(2)].flat();
    assert.equal(new Set(all).size, all.length, "something was published twice");
  });
});

async function startAll(): Promise<void> {
  for (const broker of brokers.kafka) await broker.start();
  await brokers.serving();
}

async function partition0(on: TwoOnKafka) {
  const { admin, posted } = on.services;
  const [described] = (await admin.describe(posted)).partitions;
  return described!;
}

async function inSync(on: TwoOnKafka): Promise<readonly number[]> {
  return (await partition0(on)).inSync;
}

async function replicas(on: TwoOnKafka) {
  const { leader, replicas: ids } = await partition0(on);
  const brokerOf = (id: number) => brokers.kafka.find(({ node }) => node.id === id)!;
  const other = ids.find((id) => id !== leader);
  return { leader: brokerOf(leader), follower: brokerOf(other!) };
}
