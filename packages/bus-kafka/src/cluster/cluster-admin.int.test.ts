import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Consumer } from "@platformatic/kafka";
import { connection, missingBrokers, testTopic } from "../testing/cluster-for-tests.ts";
import type { TestTopic } from "../testing/cluster-for-tests.ts";
import { numberedRecords, numberOf } from "../testing/numbered-records.ts";
import { GroupAdmin } from "./group-admin.ts";
import { OffsetOutOfRange } from "./kafka-errors.ts";
import { TopicLookup } from "./topic-lookup.ts";
import { TopicWriter } from "./topic-writer.ts";

describe("topics", { skip: await missingBrokers() }, () => {
  it("are described with leaders, replicas and settings, and listed", async () => {
    await using topic = await testTopic(3, { "retention.ms": "604800000" });
    assert.deepEqual(await topic.admin.brokers(), [1, 2, 3]);
    // Each broker learns of a new topic in its own time.
    while (!(await topic.admin.list()).includes(topic.name)) await delay(50);
    const { partitions, configs } = await topic.admin.describe(topic.name);
    assert.equal(partitions.length, 3);
    for (const { leader, replicas } of partitions) {
      assert.deepEqual(
        [...replicas].sort((a, b) => a - b),
        [1, 2, 3],
      );
      assert.ok(replicas.includes(leader));
    }
    assert.equal(configs.get("retention.ms"), "604800000");
    assert.equal(configs.get("min.insync.replicas"), "2");
  });

  it("grow, and do not shrink", async () => {
    await using topic = await testTopic(2);
    await topic.admin.growTo(topic.name, 3);
    await topic.admin.growTo(topic.name, 3);
    assert.equal((await topic.admin.describe(topic.name)).partitions.length, 3);
    await assert.rejects(topic.admin.growTo(topic.name, 2), {
      code: "kafka-partitions-shrink",
      message: /has 3 partitions; they can grow, but not shrink to 2/,
    });
  });

  it("change one setting and keep the others", async () => {
    await using topic = await testTopic(1, { "retention.ms": "1000000" });
    await topic.admin.configure(topic.name, { "retention.ms": "2000000" });
    const configs = await configsWith(topic, "retention.ms", "2000000");
    assert.equal(configs.get("min.insync.replicas"), "2");
    await topic.admin.configure(topic.name, { "retention.ms": undefined });
    await configsWith(topic, "retention.ms", "604800000");
  });

  it("are refused with the brokers' reason", async () => {
    await using topic = await testTopic(1);
    const { name, admin } = topic;
    const settings = { name, partitions: 1, replicationFactor: 3, configs: {} };
    await assert.rejects(admin.create(settings), { code: "kafka-topic-exists" });
    await assert.rejects(admin.create({ ...settings, name: `${name}-2`, replicationFactor: 9 }), {
      code: "kafka-request-invalid",
      message: /replication factor/i,
    });
    await assert.rejects(admin.configure(name, { "retention.ms": "soon" }), {
      code: "kafka-request-invalid",
      message: /retention\.ms/,
    });
    await assert.rejects(admin.describe("no-such-topic"), { code: "kafka-topic-unknown" });
  });
});

/** Each broker learns of a change in its own time; a change that never comes ends by the test's deadline. */
async function configsWith(
  topic: TestTopic,
  name: string,
  value: string,
): Promise<ReadonlyMap<string, string>> {
  for (;;) {
    const { configs } = await topic.admin.describe(topic.name);
    if (configs.get(name) === value) return configs;
    await delay(50);
  }
}

describe("looking things up in a topic", { skip: await missingBrokers() }, () => {
  it("finds records by offset and offsets by time", async () => {
    await using topic = await testTopic(2);
    const writer = new TopicWriter(connection, { topic: topic.name });
    const lookup = new TopicLookup(connection, topic.name);
    try {
      await writer.append(1, numberedRecords(0, 50));
      await writer.append(1, numberedRecords(50, 50));
      assert.deepEqual(await lookup.partitions(), [0, 1]);
      assert.deepEqual(await lookup.range(1), { earliest: 0n, latest: 100n });
      assert.equal(numberOf((await lookup.recordAt(1, 70n))!), 70);
      assert.equal(await lookup.recordAt(1, 100n), undefined);
      assert.equal(await lookup.offsetAt(1, 1_700_000_000_030), 30n);
      assert.equal(await lookup.offsetAt(1, 1_800_000_000_000), 100n);
      await assert.rejects(lookup.recordAt(1, 101n), OffsetOutOfRange);
    } finally {
      await Promise.all([writer.close(), lookup.close()]);
    }
  });
});

describe("groups", { skip: await missingBrokers() }, () => {
  it("hold offsets that were committed without a member", async () => {
    await using topic = await testTopic(3);
    const group = `test-${randomUUID()}`;
    const groups = new GroupAdmin(connection);
    try {
      assert.deepEqual(await groups.offsets(group), new Map());
      await groups.commit(group, new Map([[topic.name, new Map([[0, 5n]])]]));
      await groups.commit(group, new Map([[topic.name, new Map([[2, 7n]])]]));
      const expected = new Map([
        [
          topic.name,
          new Map([
            [0, 5n],
            [2, 7n],
          ]),
        ],
      ]);
      assert.deepEqual(await groups.offsets(group), expected);
      assert.deepEqual(await groups.describe(group), { name: group, state: "Empty", members: 0 });
      assert.ok((await groups.list()).includes(group));
      await groups.delete(group);
      assert.equal((await groups.describe(group)).state, "Dead");
    } finally {
      await groups.close();
    }
  });

  it("do not change while a foreign consumer is a member", async () => {
    await using topic = await testTopic(1);
    const group = `test-${randomUUID()}`;
    const groups = new GroupAdmin(connection);
    const bootstrapBrokers = [...connection.brokers];
    const consumer = new Consumer({ clientId: "foreign", groupId: group, bootstrapBrokers });
    try {
      consumer.topics.track(topic.name);
      await consumer.joinGroup({});
      assert.equal((await groups.describe(group)).members, 1);
      const refused = { code: "kafka-group-active", message: new RegExp(group) };
      await assert.rejects(
        groups.commit(group, new Map([[topic.name, new Map([[0, 1n]])]])),
        refused,
      );
      await assert.rejects(groups.delete(group), refused);
    } finally {
      await consumer.close(true);
      await groups.close();
    }
  });
});
