import assert from "node:assert/strict";
import { test } from "node:test";
import { Retryable, StoreUnavailable, Terminal } from "@waybill/kit";
import { calling, dataOf, eventually, producing } from "@waybill/kit/testing";
import { Outside, parkedCount, reaches } from "../testing/outside.ts";
import { stage } from "../testing/stage.ts";

test("the messages of one key are called one after the other, and each call sees the outcome of the one before", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  const seen: string[] = [];
  const service = calling(async (message, state, call) => {
    seen.push(`${dataOf(message).key} ${dataOf(message).n} after ${state.last}`);
    await outside.call(message, call);
    return { type: "count", ...dataOf(message) };
  });
  const producer = await on.start(producing());
  await Promise.all([producer.post("one", 3), producer.post("two", 2)]);
  const consumer = await on.start(service);
  await reaches(consumer, "one", 3);
  await reaches(consumer, "two", 2);
  assert.deepEqual(seen.toSorted(), [
    "one 1 after 0",
    "one 2 after 1",
    "one 3 after 2",
    "two 1 after 0",
    "two 2 after 1",
  ]);
  assert.deepEqual(outside.overlapping, []);
  await eventually("nothing to be parked any more", async () => (await parkedCount(on)) === 0);
});

test("a slow call leaves its partition: other keys go on, its own wait, and its outcome counts", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  outside.hold("slow");
  const producer = await on.start(producing());
  const consumer = await on.start(
    calling(async (message, _state, call) => {
      await outside.call(message, call);
      return { type: "count", ...dataOf(message) };
    }),
  );
  await Promise.all([producer.post("slow", 3), producer.post("quick", 3)]);
  await reaches(consumer, "quick", 3);
  await producer.post("quick");
  await producer.post("slow");
  await reaches(consumer, "quick", 4);
  await eventually("all of the slow key to be parked", async () => (await parkedCount(on)) === 4);
  assert.deepEqual(outside.of("slow"), [1]);
  outside.release("slow");
  await reaches(consumer, "slow", 4);
  assert.deepEqual(outside.of("slow"), [1, 2, 3, 4]);
  assert.deepEqual(outside.overlapping, []);
  await eventually("nothing to be parked any more", async () => (await parkedCount(on)) === 0);
});

test("a call that takes too long is given up and made again under the same key", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  outside.hold("late");
  const producer = await on.start(producing());
  const consumer = await on.start(
    calling(
      async (message, _state, call) => {
        await outside.call(message, call);
        if (call.signal.aborted) throw call.signal.reason;
        return { type: "count", ...dataOf(message) };
      },
      { timeoutMs: 400 },
    ),
  );
  await producer.post("late", 2);
  await eventually("a further attempt", () => outside.calls.length >= 2);
  outside.release("late");
  await reaches(consumer, "late", 2);
  const first = outside.calls.filter(({ n }) => n === 1);
  assert.deepEqual(
    new Set(first.map(({ idempotencyKey }) => idempotencyKey)),
    new Set(["post-late/1"]),
  );
  assert.deepEqual(
    first.map(({ attempt }) => attempt),
    first.map((_, index) => index + 1),
  );
});

test("a failure between the calls of one key repeats none whose outcome is written", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  const producer = await on.start(producing());
  await producer.post("key", 6);
  let commits = 0;
  const ports = await on.databases.ports("beta");
  const service = calling(async (message, _state, call) => {
    await outside.call(message, call);
    return { type: "count", ...dataOf(message) };
  });
  const consumer = await on.start(service, {
    ports: {
      ...ports,
      store: new Proxy(ports.store, {
        get(store, name) {
          const value: unknown = Reflect.get(store, name, store);
          if (typeof value !== "function") return value;
          if (name !== "commit") return value.bind(store);
          return async (commit: Parameters<typeof store.commit>[0]) => {
            const first = await store.commit(commit);
            commits += 1;
            if (commits === 2) await on.databases.terminate("beta", "store");
            return first;
          };
        },
      }),
    },
  });
  await reaches(consumer, "key", 6);
  assert.deepEqual(new Set(outside.of("key")).size, 6);
  assert.equal((await on.databases.query("beta", "select from events")).length, 6);
});

test("what comes back while the store cannot be read is asked for again, not forgotten", async (t) => {
  const on = await stage(t);
  const outside = new Outside();
  outside.hold("slow");
  outside.hold("busy");
  const ports = await on.databases.ports("beta");
  let refused = 0;
  const store = new Proxy(ports.store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (name !== "load") return value.bind(target);
      return (streams: readonly string[]) => {
        if (refused > 0 || !streams.includes("tally-other")) return target.load(streams);
        refused += 1;
        return Promise.reject(new StoreUnavailable("the connection was lost"));
      };
    },
  });
  const producer = await on.start(producing());
  const service = calling(
    async (message, _state, call) => {
      await outside.call(message, call);
      return { type: "count", ...dataOf(message) };
    },
    { timeoutMs: 1_000 },
  );
  const consumer = await on.start(service, { ports: { ...ports, store } });
  await producer.post("slow");
  await eventually("the call to leave its partition", async () => (await parkedCount(on)) === 1);
  await producer.post("busy");
  await eventually("the next to be called", () => outside.of("busy").length === 1);
  // Both come while that is waited for, and so are taken together.
  outside.release("slow");
  await producer.post("other");
  await eventually("the store to be away", () => refused === 1);
  await reaches(consumer, "other", 1);
  await reaches(consumer, "slow", 1);
  outside.release("busy");
  await reaches(consumer, "busy", 1);
});

test("after many failures in a row calls stop for a while, and go on when the outside is back", async (t) => {
  const on = await stage(t);
  let down = true;
  let calls = 0;
  const producer = await on.start(producing());
  const consumer = await on.start(
    calling(
      async (message) => {
        calls += 1;
        if (down) throw new Retryable("provider-down", "nobody answers");
        return { type: "count", ...dataOf(message) };
      },
      { breakAfter: 10, breakMs: 1_500, concurrency: 10, attempts: 50 },
    ),
  );
  const [activity] = consumer.runtime.activities;
  const keys = Array.from({ length: 40 }, (_, index) => `key_${index}`);
  await Promise.all(keys.map((key) => producer.post(key)));
  await eventually("the breaker to open", () => activity?.breaker.state === "open");
  const stopped = calls;
  await producer.post("another");
  await eventually(
    "the message to be there",
    () => (consumer.runtime.inboxes[0]?.backlog.messages ?? 0) > 0,
  );
  assert.ok(
    activity?.breaker.state !== "open" || calls === stopped,
    "calls went on while the breaker was open",
  );
  await eventually("the breaker to let some through", () => calls > stopped);
  assert.ok(
    calls <= stopped + 5 || activity?.breaker.state === "open",
    "more than a few were tried",
  );
  down = false;
  for (const key of [...keys, "another"]) await reaches(consumer, key, 1);
  assert.equal(activity?.breaker.state, "closed");
});

test("no more calls are under way at once than the policy says", async (t) => {
  const on = await stage(t);
  let under = 0;
  let most = 0;
  const producer = await on.start(producing());
  const keys = Array.from({ length: 40 }, (_, index) => `key_${index}`);
  await Promise.all(keys.map((key) => producer.post(key, 2)));
  const consumer = await on.start(
    calling(
      async (message) => {
        under += 1;
        most = Math.max(most, under);
        await new Promise((resolve) => setTimeout(resolve, 20));
        under -= 1;
        return { type: "count", ...dataOf(message) };
      },
      { concurrency: 7 },
    ),
  );
  for (const key of keys) await reaches(consumer, key, 2);
  assert.ok(most > 1 && most <= 7, `${most} calls at once`);
});

test("a call that can never succeed is a dead letter at once, and those behind it wait", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const consumer = await on.start(
    calling(async (message) => {
      if (dataOf(message).key === "bad")
        throw new Terminal("unknown-card", "there is no such card");
      return { type: "count", ...dataOf(message) };
    }),
  );
  await Promise.all([producer.post("bad", 2), producer.post("good")]);
  await reaches(consumer, "good", 1);
  await eventually("the bad one to be dead", async () => {
    const rows = await on.databases.query<{ status: string }>(
      "beta",
      "select status from parked where key = 'bad' order by id",
    );
    return rows.map(({ status }) => status).join() === "dead,retry";
  });
  await producer.post("good");
  await reaches(consumer, "good", 2);
});
