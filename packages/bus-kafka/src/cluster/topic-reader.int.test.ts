import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { connection, missingBrokers, testTopic } from "../testing/cluster-for-tests.ts";
import { numberedRecords, numberOf } from "../testing/numbered-records.ts";
import { Fetches } from "./fetches.ts";
import { OffsetOutOfRange } from "./kafka-errors.ts";
import { TopicReader } from "./topic-reader.ts";
import { TopicWriter } from "./topic-writer.ts";

describe("writing and reading a topic", { skip: await missingBrokers() }, () => {
  it("brings what was appended, with keys, headers, times and the offsets that were reported", async () => {
    await using topic = await testTopic(3);
    const writer = new TopicWriter(connection, { topic: topic.name });
    const reader = new TopicReader(connection, { topic: topic.name });
    try {
      const appended = await Promise.all(
        [0, 1, 2].map(async (partition) =>
          writer.append(partition, numberedRecords(partition * 1000, 200)),
        ),
      );
      assert.deepEqual(appended[1], { firstOffset: 0n, lastOffset: 199n });
      assert.deepEqual(await writer.append(1, numberedRecords(1200, 1)), {
        firstOffset: 200n,
        lastOffset: 200n,
      });
      reader.assign(1, 150n);
      const seen: number[] = [];
      while (seen.length < 51) {
        const fetched = await reader.next();
        assert.equal(fetched?.partition, 1);
        assert.equal(fetched.highWatermark, 201n);
        for (const record of fetched.records) {
          assert.equal(record.offset, BigInt(150 + seen.length));
          seen.push(numberOf(record));
          assert.equal(record.key?.toString(), `key-${numberOf(record) % 10}`);
          assert.equal(record.timestamp, 1_700_000_000_000 + numberOf(record));
        }
      }
      assert.deepEqual(
        seen,
        Array.from({ length: 51 }, (_, index) => 1150 + index),
      );
    } finally {
      await Promise.all([writer.close(), reader.close()]);
    }
  });

  it("waits at the end and goes on when something comes", async () => {
    await using topic = await testTopic(1);
    const writer = new TopicWriter(connection, { topic: topic.name, compression: "none" });
    const reader = new TopicReader(connection, { topic: topic.name });
    try {
      reader.assign(0, 0n);
      const next = reader.next();
      assert.equal(await Promise.race([next, delay(1200, "nothing")]), "nothing");
      await writer.append(0, numberedRecords(5, 1));
      assert.deepEqual((await next)?.records.map(numberOf), [5]);
    } finally {
      await Promise.all([writer.close(), reader.close()]);
    }
  });

  it("holds little more than its buffer, however much there is and however well it packs", async () => {
    await using topic = await testTopic(1);
    const writer = new TopicWriter(connection, { topic: topic.name });
    const reader = new TopicReader(connection, { topic: topic.name, bufferBytes: 50_000 });
    try {
      for (let from = 0; from < 5000; from += 50)
        await writer.append(0, numberedRecords(from, 50, 1000));
      reader.assign(0, 0n);
      const first = await reader.next();
      await delay(500);
      assert.ok(reader.bufferedBytes > 0);
      let expected = first?.records.length ?? 0;
      let most = 0;
      while (expected < 5000) {
        most = Math.max(most, reader.bufferedBytes);
        for (const record of (await reader.next())?.records ?? [])
          assert.equal(numberOf(record), expected++);
      }
      assert.ok(most < 300_000, `held ${most} bytes`);
    } finally {
      await Promise.all([writer.close(), reader.close()]);
    }
  });

  it("says which partition has no such offset, and goes on with the others", async () => {
    await using topic = await testTopic(2);
    const writer = new TopicWriter(connection, { topic: topic.name });
    const reader = new TopicReader(connection, { topic: topic.name });
    try {
      await writer.append(0, numberedRecords(0, 3));
      await writer.append(1, numberedRecords(10, 3));
      reader.assign(0, 4n);
      await assert.rejects(reader.next(), (error) => {
        assert.ok(error instanceof OffsetOutOfRange);
        assert.deepEqual([error.partition, error.offset], [0, 4n]);
        return true;
      });
      reader.assign(1, 1n);
      assert.deepEqual((await reader.next())?.records.map(numberOf), [11, 12]);
      reader.assign(0, 3n);
      const next = reader.next();
      await writer.append(0, numberedRecords(3, 1));
      assert.deepEqual((await next)?.records.map(numberOf), [3]);
    } finally {
      await Promise.all([writer.close(), reader.close()]);
    }
  });

  it("goes on when another topic that is fetched with it is not there", async () => {
    await using topic = await testTopic(1);
    const fetches = new Fetches(connection);
    const writer = new TopicWriter(connection, { topic: topic.name });
    const told: string[] = [];
    const missing = new TopicReader(connection, {
      topic: `${topic.name}-missing`,
      fetches,
      onTrouble: (message) => told.push(message),
    });
    const reader = new TopicReader(connection, { topic: topic.name, fetches });
    try {
      missing.assign(0, 0n);
      reader.assign(0, 0n);
      for (let number = 0; number < 3; number++) {
        const next = reader.next();
        await writer.append(0, numberedRecords(number, 1));
        assert.deepEqual((await next)?.records.map(numberOf), [number]);
      }
      assert.match(told[0] ?? "", new RegExp(`${topic.name}-missing`));
    } finally {
      await Promise.all([writer.close(), reader.close(), missing.close()]);
      await fetches.close();
    }
  });

  it("forgets what it had of a partition that is read from elsewhere", async () => {
    await using topic = await testTopic(1);
    const writer = new TopicWriter(connection, { topic: topic.name });
    const reader = new TopicReader(connection, { topic: topic.name });
    try {
      await writer.append(0, numberedRecords(0, 10));
      reader.assign(0, 0n);
      while (reader.bufferedBytes === 0) await delay(20);
      reader.assign(0, 8n);
      assert.deepEqual((await reader.next())?.records.map(numberOf), [8, 9]);
      const next = reader.next();
      await reader.close();
      assert.equal(await next, undefined);
    } finally {
      await Promise.all([writer.close(), reader.close()]);
    }
  });
});
