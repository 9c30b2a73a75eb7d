import assert from "node:assert/strict";
import { test } from "node:test";
import { calling, dataOf, eventually, producing, shared } from "@waybill/kit/testing";
import { Outside, parkedCount, reaches } from "../testing/outside.ts";
import { stage } from "../testing/stage.ts";

test("a call under way when its process dies is made again by another, under the same key", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  outside.hold("key");
  const service = calling(
    async (message, _state, call) => {
      await outside.call(message, call);
      return { type: "count", ...dataOf(message) };
    },
    { timeoutMs: 1_000 },
  );
  const producer = await on.start(producing());
  const first = await on.start(service, { owner: "first" });
  await producer.post("key", 2);
  await eventually("the call to leave its partition", async () => (await parkedCount(on)) === 2);
  await first.kill();
  await on.databases.lapse("first");
  outside.release("key");
  const second = await on.start(service, { owner: "second" });
  await reaches(second, "key", 2);
  const attempts = outside.calls.filter(({ n }) => n === 1);
  assert.deepEqual(
    attempts.map(({ idempotencyKey, attempt }) => `${idempotencyKey} ${attempt}`),
    ["post-key/1 1", "post-key/1 2"],
  );
});

test("a process that stops writes down what it is calling for, and nobody calls again", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  outside.hold("key");
  const service = calling(async (message, _state, call) => {
    await outside.call(message, call);
    if (call.signal.aborted) throw call.signal.reason;
    return { type: "count", ...dataOf(message) };
  });
  const producer = await on.start(producing());
  const first = await on.start(service, { owner: "first" });
  await producer.post("key", 2);
  await eventually("the call to leave its partition", async () => (await parkedCount(on)) === 2);
  const stopped = first.stop();
  outside.release("key");
  await stopped;
  assert.equal(await parkedCount(on), 1);
  const second = await on.start(service, { owner: "second" });
  await reaches(second, "key", 2);
  assert.deepEqual(outside.of("key"), [1, 2]);
});

test("a process that stops gives up what takes too long, and the next calls again", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  outside.hold("key");
  const service = calling(
    async (message, _state, call) => {
      await outside.call(message, call);
      if (call.signal.aborted) throw call.signal.reason;
      return { type: "count", ...dataOf(message) };
    },
    { timeoutMs: 3_000 },
  );
  const producer = await on.start(producing());
  const first = await on.start(service, { owner: "first" });
  await producer.post("key");
  await eventually("the call to leave its partition", async () => (await parkedCount(on)) === 1);
  await first.stop();
  outside.release("key");
  const second = await on.start(service, { owner: "second" });
  await reaches(second, "key", 1);
  assert.deepEqual(outside.of("key"), [1, 1]);
});

test("what a process gives up when it stops is not waited for, however long it may take", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  outside.hold("key");
  const service = calling(
    async (message, _state, call) => {
      await outside.call(message, call);
      return { type: "count", ...dataOf(message) };
    },
    { timeoutMs: 300_000 },
  );
  const producer = await on.start(producing());
  const first = await on.start(service, { owner: "first" });
  await producer.post("key");
  await eventually("the call to leave its partition", async () => (await parkedCount(on)) === 1);
  await first.stop();
  outside.release("key");
  const second = await on.start(service, { owner: "second" });
  await reaches(second, "key", 1);
  assert.deepEqual(outside.of("key"), [1, 1]);
});

test("a partition is handed over when what is called for in it is written down, and nobody calls again", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  const keys = Array.from({ length: 12 }, (_, index) => `key_${index}`);
  for (const key of keys) outside.hold(key);
  const service = calling(
    async (message, _state, call) => {
      await outside.call(message, call);
      return { type: "count", ...dataOf(message) };
    },
    { timeoutMs: 5_000 },
  );
  const ports = await on.databases.ports("beta");
  let heardOfBoth = false;
  const store = new Proxy(ports.store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (name !== "beat") return value.bind(target);
      return async (request: Parameters<typeof target.beat>[0]) => {
        const members = await target.beat(request);
        heardOfBoth ||= [...members.values()].some(({ members: both }) => both.length === 2);
        return members;
      };
    },
  });
  const producer = await on.start(producing());
  const first = await on.start(service, { owner: "first", ports: { ...ports, store } });
  await Promise.all(keys.map((key) => producer.post(key, 4)));
  await eventually("all to be parked", async () => (await parkedCount(on)) === keys.length * 4);
  const second = await on.start(service, { owner: "second" });
  await eventually("the first to hear of the second", () => heardOfBoth);
  for (const key of keys) outside.release(key);
  await eventually("both to share", () => shared([first, second]));
  for (const key of keys) {
    await reaches(second, key, 4);
    assert.deepEqual(outside.of(key), [1, 2, 3, 4]);
  }
  assert.deepEqual(outside.overlapping, []);
});

test("what comes back to a process that has lost its lease is not written: the heir asks again, and counts once", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  outside.hold("key");
  const service = calling(
    async (message, _state, call) => {
      await outside.call(message, call);
      return { type: "count", ...dataOf(message) };
    },
    { timeoutMs: 1_500 },
  );
  const producer = await on.start(producing());
  const zombie = await on.start(service, { owner: "zombie" });
  await producer.post("key", 2);
  await eventually("the call to leave its partition", async () => (await parkedCount(on)) === 2);
  zombie.gate.pause();
  await on.databases.lapse("zombie");
  const heir = await on.start(service, { owner: "heir" });
  await eventually("the heir to have everything", () => heir.partitions.length === 4);
  outside.release("key");
  zombie.gate.resume();
  await reaches(heir, "key", 2);
  await producer.post("key");
  await reaches(heir, "key", 3);
  assert.equal((await on.databases.query("beta", "select from events")).length, 3);
});
