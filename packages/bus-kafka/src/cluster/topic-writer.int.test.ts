import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connection, missingBrokers, testTopic } from "../testing/cluster-for-tests.ts";
import { numberedRecords, numberOf } from "../testing/numbered-records.ts";
import { Produces } from "./produces.ts";
import { TopicLookup } from "./topic-lookup.ts";
import { TopicReader } from "./topic-reader.ts";
import { TopicWriter } from "./topic-writer.ts";

const sixPartitions = [0, 1, 2, 3, 4, 5];

describe("a topic's writer", { skip: await missingBrokers() }, () => {
  it("keeps the order of many appends that nobody waits for", async () => {
    await using topic = await testTopic(1);
    const writer = new TopicWriter(connection, { topic: topic.name, compression: "zstd" });
    const reader = new TopicReader(connection, { topic: topic.name });
    try {
      const appends = Array.from({ length: 500 }, async (_, index) =>
        writer.append(0, numberedRecords(index * 3, 3)),
      );
      const offsets = await Promise.all(appends);
      for (const [index, { firstOffset }] of offsets.entries())
        assert.equal(firstOffset, BigInt(index * 3));
      reader.assign(0, 0n);
      let expected = 0;
      while (expected < 1500) {
        for (const record of (await reader.next())?.records ?? [])
          assert.equal(numberOf(record), expected++);
      }
    } finally {
      await Promise.all([writer.close(), reader.close()]);
    }
  });

  it("refuses a record that is too large, and takes others when it is opened again", async () => {
    await using topic = await testTopic(1, { "max.message.bytes": "20000" });
    const writer = new TopicWriter(connection, { topic: topic.name, compression: "none" });
    try {
      const large = writer.append(0, numberedRecords(0, 1, 30_000));
      await assert.rejects(large, { code: "kafka-record-too-large", retryable: false });
      await assert.rejects(writer.append(0, numberedRecords(1, 1)), {
        code: "kafka-writer-broken",
      });
      writer.reopen(0);
      assert.deepEqual(await writer.append(0, numberedRecords(1, 2)), {
        firstOffset: 0n,
        lastOffset: 1n,
      });
      writer.reopen(0);
      assert.deepEqual(await writer.append(0, numberedRecords(3, 1)), {
        firstOffset: 2n,
        lastOffset: 2n,
      });
    } finally {
      await writer.close();
    }
  });

  it("writes to many partitions of several topics at once, each once and in its order", async () => {
    await using one = await testTopic(6);
    await using other = await testTopic(6);
    const produces = new Produces(connection);
    const writers = [one, other].map(
      ({ name: topic }) => new TopicWriter(connection, { topic, produces }),
    );
    try {
      const written = writers.flatMap((writer) =>
        sixPartitions.map(async (partition) => {
          for (let append = 0; append < 10; append++) {
            const { firstOffset } = await writer.append(partition, numberedRecords(append * 5, 5));
            assert.equal(firstOffset, BigInt(append * 5));
          }
        }),
      );
      await Promise.all(written);
    } finally {
      await produces.close();
    }
  });

  it("takes what is for other partitions when a broker refuses what goes with it", async () => {
    await using topic = await testTopic(6, { "max.message.bytes": "20000" });
    const writer = new TopicWriter(connection, { topic: topic.name, compression: "none" });
    try {
      const appends = sixPartitions.map((partition) =>
        writer.append(partition, numberedRecords(0, 1, partition === 0 ? 30_000 : 10)),
      );
      const [large, ...others] = await Promise.allSettled(appends);
      assert.equal(large?.status, "rejected");
      assert.equal((large.reason as { code?: string }).code, "kafka-record-too-large");
      assert.deepEqual(
        others.map(({ status }) => status),
        others.map(() => "fulfilled"),
      );
      const again = await writer.append(1, numberedRecords(1, 1));
      assert.equal(again.firstOffset, 1n);
    } finally {
      await writer.close();
    }
  });

  it("does not fold a partition that there is not onto another", async () => {
    await using topic = await testTopic(2);
    const writer = new TopicWriter(connection, { topic: topic.name });
    const lookup = new TopicLookup(connection, topic.name);
    try {
      await assert.rejects(writer.append(2, numberedRecords(0, 1)), {
        code: "kafka-topic-unknown",
      });
      assert.deepEqual(await lookup.range(0), { earliest: 0n, latest: 0n });
    } finally {
      await Promise.all([writer.close(), lookup.close()]);
    }
  });

  it("names a topic that there is not", async () => {
    const writer = new TopicWriter(connection, { topic: "no-such-topic" });
    try {
      await assert.rejects(writer.append(0, numberedRecords(0, 1)), {
        code: "kafka-topic-unknown",
        message: /no-such-topic/,
      });
    } finally {
      await writer.close();
    }
  });
});

it("a writer without brokers names their addresses", async () => {
  const nowhere = { brokers: ["127.0.0.1:9", "127.0.0.1:10"], clientId: "waybill-tests" };
  const writer = new TopicWriter(nowhere, { topic: "orders", retries: 2 });
  try {
    await assert.rejects(writer.append(0, numberedRecords(0, 1)), {
      code: "kafka-unreachable",
      retryable: true,
      message: /ECONNREFUSED.* \(brokers 127\.0\.0\.1:9, 127\.0\.0\.1:10\)/,
    });
  } finally {
    await writer.close();
  }
});
