import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { eventually } from "@waybill/kit/testing";
import { TestRedis } from "./testing/redis-for-tests.ts";
import { keys, TwoOnRedis } from "./testing/two-on-redis.ts";

const redis = await TestRedis.start();
const skip = typeof redis === "string" ? redis : false;

/** A Redis that is killed and loses what it had acknowledged but not flushed. */
describe("a Redis that loses what it acknowledged", { skip }, () => {
  if (typeof redis === "string") return;
  const server = redis;
  after(() => server.end());

  /** What was written by now is on the disk, and is all that the disk will have. */
  async function flushed(on: TwoOnRedis): Promise<number> {
    await on.published();
    let [before, stable] = [-1, 0];
    await eventually("everything to be flushed", async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      stable = server.storedBytes === before ? stable + 1 : 0;
      before = server.storedBytes;
      return stable > 3;
    });
    return before;
  }

  async function powerCut(bytes: number): Promise<void> {
    assert.ok(server.storedBytes > bytes, "nothing is lost");
    await server.kill();
    server.cut(bytes);
    await server.start();
  }

  it("gets it again from the log, and consumers see everything once and in order", async (t) => {
    const on = await TwoOnRedis.open(t, redis);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 5)));
    await on.counted(consumer, 5);
    const bytes = await flushed(on);
    await Promise.all(keys.map((key) => producer.post(key, 10)));
    await on.counted(consumer, 15);
    await on.published();
    await powerCut(bytes);
    await Promise.all(keys.map((key) => producer.post(key, 2)));
    await on.counted(consumer, 17);
    await on.published();
  });

  it("gets it again though nothing new is written, for a consumer that had not read it", async (t) => {
    const on = await TwoOnRedis.open(t, redis);
    const producer = await on.start("alpha");
    await Promise.all(keys.map((key) => producer.post(key, 3)));
    const bytes = await flushed(on);
    await Promise.all(keys.map((key) => producer.post(key, 10)));
    await on.published();
    await powerCut(bytes);
    await on.published();
    await on.counted(await on.start("beta"), 13);
  });

  it("gets it again from a process that is started later, which never saw it there", async (t) => {
    const on = await TwoOnRedis.open(t, redis);
    const producer = await on.start("alpha");
    await Promise.all(keys.map((key) => producer.post(key, 3)));
    const bytes = await flushed(on);
    await Promise.all(keys.map((key) => producer.post(key, 10)));
    await on.published();
    await producer.stop();
    await powerCut(bytes);
    await on.start("alpha");
    await on.published();
    await on.counted(await on.start("beta"), 13);
  });

  it("gets everything again when it has lost all", async (t) => {
    const on = await TwoOnRedis.open(t, redis);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key, 3)));
    await on.counted(consumer, 3);
    await on.ask(["FLUSHALL"]);
    await on.published();
    await Promise.all(keys.map((key) => producer.post(key)));
    await on.counted(consumer, 4);
  });
});
