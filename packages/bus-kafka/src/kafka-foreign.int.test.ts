import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it, type TestContext } from "node:test";
import { encodeCloudEvent, type Recorded } from "@waybill/kit";
import { calling, dataOf, eventually, metaOf } from "@waybill/kit/testing";
import type { OutgoingRecord } from "./cluster/record.ts";
import { TopicWriter } from "./cluster/topic-writer.ts";
import { connection, missingBrokers } from "./testing/cluster-for-tests.ts";
import { keys, TwoOnKafka } from "./testing/two-on-kafka.ts";

const large = { configs: { "min.insync.replicas": "2", "max.message.bytes": "12000000" } };

/** Of a service of ours by its form, and ahead of all that are to come. */
const forged: Recorded = {
  source: "alpha",
  position: 1_000_000_000_000,
  partition: 0,
  stream: "post-key_1",
  version: 1,
  type: "Posted",
  schemaVersion: 7,
  data: { nothing: "of the contract" },
  meta: metaOf("forged"),
  time: 1_700_000_000_000,
  touches: [],
};

const foreign: readonly Partial<OutgoingRecord>[] = [
  { key: Buffer.from("key_1"), value: Buffer.from("no JSON") },
  { key: Buffer.from("key_2"), value: Buffer.from(encodeCloudEvent(forged)) },
  { value: Buffer.from('{"hello":"world"}') },
  { key: Buffer.from([0, 255, 0]), value: randomBytes(500) },
  { value: Buffer.alloc(0) },
  { key: Buffer.from("key_3"), value: randomBytes(10_000_000) },
];

describe("what strangers write into a topic", { skip: await missingBrokers() }, () => {
  it("is listed with what it was and where, and holds up nobody", async (t) => {
    const on = await TwoOnKafka.open(t, large);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 2)));
    await on.counted(consumer, 2);
    await write(t, on);
    await Promise.all(keys.map((key) => producer.post(key, 2)));
    await on.counted(consumer, 4);
    await on.told(/none of ours: .*beta passes over it/);
    const listed = await letters(on, foreign.length);
    assert.deepEqual(
      listed.map(({ source, status }) => [source, status]),
      foreign.map(() => [`kafka:${on.services.posted}/0`, "dead"]),
    );
    const [first] = listed;
    assert.match(first!.error, /alpha\.posted, partition 0, offset \d+: no service of ours/);
    const { data } = first!.message;
    assert.deepEqual([data.key, data.bytes, data.excerpt], ["key_1", 7, "no JSON"]);
    assert.equal(Buffer.from(data.raw, "base64").toString(), "no JSON");
    assert.equal(listed.at(-1)?.message.data.bytes, 10_000_000);
    assert.ok(JSON.stringify(listed.at(-1)).length < 20_000, "kept as a whole");
  });

  it("is listed by an activity as well", async (t) => {
    const on = await TwoOnKafka.open(t, large);
    const service = calling(async (message) => ({ type: "count", ...dataOf(message) }));
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta", service)];
    await write(t, on);
    await letters(on, foreign.length);
    await Promise.all(keys.map((key) => producer.post(key)));
    await on.counted(consumer, 1);
    assert.equal((await letters(on, foreign.length)).length, foreign.length);
  });

  it("is listed once, and not again when it was let go and the consumer begins anew", async (t) => {
    const on = await TwoOnKafka.open(t, large);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await write(t, on);
    await letters(on, foreign.length);
    const group = `${on.services.prefix}beta`;
    await eventually("the group to be past it", async () => {
      const reached = (await on.groups.offsets(group)).get(on.services.posted);
      return reached?.get(0) === BigInt(foreign.length);
    });
    await consumer.stop();
    await on.services.databases.query("beta", "delete from parked where position < 3");
    const again = await on.start("beta");
    await Promise.all(keys.map((key) => producer.post(key)));
    await on.counted(again, 1);
    assert.equal((await letters(on, foreign.length - 2)).length, foreign.length - 2);
  });
});

async function write(test: TestContext, on: TwoOnKafka): Promise<void> {
  const writer = new TopicWriter(connection, { topic: on.services.posted });
  test.after(() => writer.close());
  const empty = { key: undefined, headers: new Map(), timestamp: 1_700_000_000_000 };
  for (const record of foreign)
    await writer.append(0, [{ ...empty, value: Buffer.alloc(0), ...record }]);
}

interface Letter {
  readonly source: string;
  readonly status: string;
  readonly error: string;
  readonly message: {
    readonly data: { key: string | null; bytes: number; excerpt: string; raw: string };
  };
}

async function letters(on: TwoOnKafka, count: number): Promise<readonly Letter[]> {
  const look = (): Promise<Letter[]> =>
    on.services.databases.query<Letter & Record<string, unknown>>(
      "beta",
      "select source, status, error, message from parked order by position",
    );
  await eventually(`${count} dead letters`, async () => (await look()).length >= count);
  return look();
}
