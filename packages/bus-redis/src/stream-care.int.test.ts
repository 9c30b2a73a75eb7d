import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { decodeCloudEvent, systemClock } from "@waybill/kit";
import { eventually } from "@waybill/kit/testing";
import { StreamTrim } from "./stream-trim.ts";
import { entriesOf, entryId, foreignKey, recordOf } from "./streams.ts";
import { TestRedis } from "./testing/redis-for-tests.ts";
import { keys, TwoOnRedis } from "./testing/two-on-redis.ts";

const redis = await TestRedis.start();
const skip = typeof redis === "string" ? redis : false;
const partitions = [0, 1, 2, 3];

describe("streams that others see and touch", { skip }, () => {
  if (typeof redis === "string") return;
  after(() => redis.end());

  it("are read on when somebody writes garbage into them, under whatever ids", async (t) => {
    const on = await TwoOnRedis.open(t, redis);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 2)));
    await on.counted(consumer, 2);
    for (const partition of partitions) {
      const stream = on.services.stream(partition);
      const next = ((await on.positions(partition)).at(-1) ?? 0) + 1;
      await on.ask(["XADD", stream, `${next}-0`, "event", "no JSON"]);
      await on.ask(["XADD", stream, `${next}-7`, "other", "x".repeat(100_000)]);
      // By the clock, as producers usually do: far above every position.
      for (let index = 0; index < 1_500; index++)
        await on.ask(["XADD", stream, "*", "event", '{"specversion":"1.0","source":"alpha"}']);
    }
    await eventually("it to be told of", () =>
      on.services.warnings.some((each) => each.includes("no event of ours")),
    );
    await Promise.all(keys.map((key) => producer.post(key, 3)));
    await on.counted(consumer, 5);
    await on.published();
    const aside = await on.ask(["XLEN", foreignKey(on.services.stream(0))]);
    assert.ok(Number(aside) >= 1_000, "what is moved aside can be looked at");
  });

  it("show by their groups how far each consumer is behind", async (t) => {
    const on = await TwoOnRedis.open(t, redis);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.counted(consumer, 5);
    await eventually("no lag", async () => (await lags(on)).every((lag) => lag === 0));
    await consumer.stop();
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.published();
    const total = (await lags(on)).reduce((sum, lag) => sum + lag, 0);
    assert.equal(total, 5 * keys.length);
  });

  it("are trimmed behind the slowest group, not before they are old enough, and never without a group", async (t) => {
    const on = await TwoOnRedis.open(t, redis);
    const producer = await on.start("alpha");
    for (let round = 0; round < 4; round++)
      await Promise.all(keys.map((key) => producer.post(key, 50)));
    await on.published();
    const stream = on.services.stream(0);
    const before = await on.positions(0);
    const trim = (retentionMs: number): Promise<void> =>
      new StreamTrim(on.client, { clock: systemClock, retentionMs }).look([stream]);
    await trim(0);
    assert.deepEqual(await on.positions(0), before, "nobody says that it was read");
    const middle = before[Math.floor(before.length / 2)] ?? 0;
    await on.ask(["XGROUP", "CREATE", stream, "fast", "$"]);
    await on.ask(["XGROUP", "CREATE", stream, "slow", entryId(middle)]);
    await trim(3_600_000);
    assert.deepEqual(await on.positions(0), before, "it is younger than the retention");
    await trim(0);
    const after = await on.positions(0);
    assert.ok(after.length < before.length, "nothing was trimmed");
    assert.ok((after[0] ?? Infinity) <= middle, "something was trimmed that is still to be read");
    assert.equal(after.at(-1), before.at(-1));
  });

  it("that were trimmed past a consumer make it wait and say so, until they are filled from the log", async (t) => {
    const on = await TwoOnRedis.open(t, redis);
    const producer = await on.start("alpha");
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.published();
    const streams = partitions.map((partition) => on.services.stream(partition));
    for (const stream of streams) await on.ask(["XTRIM", stream, "MAXLEN", "3"]);
    const consumer = await on.start("beta");
    await eventually(
      "it to be told of",
      () => on.services.warnings.filter((each) => each.includes("was trimmed")).length === 4,
    );
    assert.deepEqual([...(await consumer.tallies(keys)).keys()], []);
    for (const stream of streams) await on.ask(["DEL", stream]);
    await on.counted(consumer, 5);
  });

  it("hold events as CloudEvents, under the id of their position", async (t) => {
    const on = await TwoOnRedis.open(t, redis);
    const producer = await on.start("alpha");
    await producer.post("key_1");
    await on.published();
    const all = await Promise.all(
      partitions.map((partition) => on.ask(["XRANGE", on.services.stream(partition), "-", "+"])),
    );
    const [entry] = all.flatMap((reply) => entriesOf(reply));
    const event = decodeCloudEvent(entry?.event ?? "", 0);
    assert.equal(entry?.id, entryId(event?.position ?? 0));
    assert.deepEqual(event?.data, { key: "key_1", n: 1 });
  });
});

/** What Redis says of each partition's only group; -1 when it does not know. */
async function lags(on: TwoOnRedis): Promise<readonly number[]> {
  const made: number[] = [];
  for (const partition of partitions) {
    const groups = await on.ask(["XINFO", "GROUPS", on.services.stream(partition)]);
    const [group] = Array.isArray(groups) ? groups : [];
    const { lag } = Object.fromEntries(recordOf(group ?? null));
    made.push(typeof lag === "number" ? lag : -1);
  }
  return made;
}
