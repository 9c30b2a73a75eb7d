import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { after, describe, it } from "node:test";
import { TopicAdmin } from "@waybill/bus-kafka";
import { connection, missingBrokers } from "@waybill/bus-kafka/testing";
import { removeKeys } from "@waybill/bus-redis";
import { TestRedis } from "@waybill/bus-redis/testing";
import { attachServer } from "@waybill/postgres";
import { emptyDirectory } from "@waybill/postgres/testing";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import pino from "pino";
import type { Measured } from "./measure.ts";
import type { PerfOptions, PerfTest } from "./perf-options.ts";
import { runPerf } from "./run-perf.ts";

const small: PerfOptions = {
  bus: "kafka",
  records: 2_000,
  size: 500,
  batch: 100,
  seconds: 120,
  acks: undefined,
  compression: undefined,
  topic: undefined,
};
const stop = new AbortController().signal;
const environment = { WAYBILL_KAFKA_BROKERS: connection.brokers.join(",") };

// All that is waited for comes before the first suite: one that is skipped would end the file.
const missing = await missingBrokers();
const redis = await TestRedis.start();
after(async () => {
  if (typeof redis !== "string") await redis.end();
});

function assertSound({ records, recordsPerSecond, megabytesPerSecond, seconds }: Measured): void {
  assert.equal(records, small.records);
  assert.ok(seconds > 0 && recordsPerSecond > 0);
  const expected = (recordsPerSecond * small.size) / 1_000_000;
  assert.ok(Math.abs(megabytesPerSecond - expected) < 0.02, `${megabytesPerSecond} MB/s`);
}

describe("waybill perf on Kafka", { skip: missing }, () => {
  for (const test of ["produce", "consume", "end-to-end"] satisfies PerfTest[]) {
    it(`measures ${test}, and its topic is gone after it`, async () => {
      const topic = `perf-${randomUUID()}`;
      const measured = await runPerf(test, { ...small, topic }, { environment, stop });
      assertSound(measured);
      assert.equal(measured.latency?.samples, test === "consume" ? undefined : 20);
      const admin = new TopicAdmin(connection);
      try {
        // Each broker learns of it in its own time; one that stays ends by the test's deadline.
        while ((await admin.list()).includes(topic)) await delay(50);
      } finally {
        await admin.close();
      }
    });
  }

  it("publishes with other acknowledgements and compressions, too", async () => {
    const others = [
      ["produce", { acks: "0", compression: "none" }],
      ["consume", { acks: "1", compression: "gzip" }],
      ["consume", { acks: "all", compression: "zstd" }],
    ] as const;
    for (const [test, other] of others)
      assertSound(await runPerf(test, { ...small, ...other }, { environment, stop }));
  });

  it("never writes into a topic that is there", async () => {
    const topic = `perf-${randomUUID()}`;
    const admin = new TopicAdmin(connection);
    try {
      await admin.create({ name: topic, partitions: 4, replicationFactor: 1, configs: {} });
      const taken = runPerf("produce", { ...small, topic }, { environment, stop });
      await assert.rejects(taken, { code: "kafka-topic-exists" });
      await admin.delete(topic);
    } finally {
      await admin.close();
    }
  });

  it("tells what was done when it is ended early", async () => {
    const ended = AbortSignal.abort();
    const measured = await runPerf("produce", small, { environment, stop: ended });
    assert.equal(measured.records, 0);
  });
});

describe("waybill perf on Redis", { skip: typeof redis === "string" && redis }, () => {
  it("measures, and leaves no key behind", async () => {
    assert.ok(typeof redis !== "string");
    const { connection: own } = redis;
    const surroundings = { environment: { WAYBILL_REDIS_URL: `redis://${own.address}` }, stop };
    for (const test of ["produce", "consume", "end-to-end"] satisfies PerfTest[])
      assertSound(await runPerf(test, { ...small, bus: "redis" }, surroundings));
    assert.equal(await removeKeys(own, ""), 0);
  });
});

describe("waybill perf on PostgreSQL", () => {
  it("measures, and leaves no database or role behind", async (t) => {
    const dataDir = emptyDirectory();
    t.after(() => {
      rmSync(dataDir, { recursive: true, force: true });
    });
    const server = await attachServer({ dataDir, log: pino({ level: "silent" }) });
    t.after(() => server.stop());
    const client = new pg.Client({ connectionString: server.superuserUrl });
    await client.connect();
    try {
      const surroundings = {
        environment: { DATABASE_URL: server.superuserUrl, WAYBILL_DATA: dataDir },
        stop,
      };
      for (const test of ["consume", "end-to-end"] satisfies PerfTest[])
        assertSound(await runPerf(test, { ...small, bus: "postgres" }, surroundings));
      const left = await client.query(
        "select datname as name from pg_database where datname like '%perf%' union select rolname from pg_roles where rolname like '%perf%'",
      );
      assert.deepEqual(left.rows, []);
    } finally {
      await client.end();
    }
  });
});
