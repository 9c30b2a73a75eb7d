import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { SnapshotWrite, TimerWrite } from "@waybill/kit";
import { eventually, producing } from "@waybill/kit/testing";
import { commitOf, event, now } from "../testing/commits.ts";
import { stage } from "../testing/stage.ts";
import type { PostgresStore } from "./postgres-store.ts";

const snapshot = (version: number): SnapshotWrite => ({
  stream: "post-a",
  version,
  state: { n: version },
  replaces: 0,
});

const timer = (due: number, replaces = 0): TimerWrite => ({
  stream: "post-a",
  tenant: "acme",
  due,
  replaces,
});

async function opened(t: TestContext): Promise<PostgresStore> {
  const { databases } = await stage(t);
  const store = databases.store("beta");
  t.after(() => store.close());
  return store;
}

const quiet = [{ stream: "post-a", version: 1 }];
const stale = { code: "stale-write" };

test("a stream is loaded as its snapshot and the events after it, in their order", async (t) => {
  const store = await opened(t);
  await store.commit(
    commitOf({ events: [event("post-a", 1), event("post-a", 2)], snapshots: [snapshot(2)] }),
  );
  await store.commit(commitOf({ events: [event("post-a", 3)] }));
  await store.commit(commitOf({ events: [event("post-a", 4)] }));
  const loaded = await store.load(["post-a", "post-unknown"]);
  const after = (version: number) => ({
    version,
    type: "Posted",
    schemaVersion: 1,
    tenant: "acme",
    time: now + version,
    data: { key: "post-a", n: version },
  });
  assert.deepEqual(
    loaded,
    new Map([
      [
        "post-a",
        {
          snapshot: { version: 2, state: { n: 2 } },
          events: [after(3), after(4)],
          timer: undefined,
        },
      ],
    ]),
  );
});

test("a stream without a snapshot is loaded as all of its events", async (t) => {
  const store = await opened(t);
  await store.commit(commitOf({ events: [event("post-a", 1)] }));
  await store.commit(commitOf({ events: [event("post-a", 2)] }));
  const found = (await store.load(["post-a"])).get("post-a");
  assert.equal(found?.snapshot, undefined);
  assert.deepEqual(
    found?.events.map(({ version }) => version),
    [1, 2],
  );
});

test("a woken stream that does not change is written without a further version", async (t) => {
  const store = await opened(t);
  await store.commit(commitOf({ events: [event("post-a", 1)], timers: [timer(now)] }));
  assert.deepEqual(await store.dueStreams(now, 5), [{ stream: "post-a", tenant: "acme" }]);
  const later = timer(now + 60_000, 1);
  await store.commit(commitOf({ timers: [later], quiet }));
  assert.deepEqual(await store.dueStreams(now, 5), []);
  assert.deepEqual((await store.load(["post-a"])).get("post-a")?.timer, {
    due: now + 60_000,
    revision: 2,
  });
});

// Two processes, of which one has put the time of a stream off while the other moves it on.
test("a time is not put off of a stream that has moved on meanwhile", async (t) => {
  const store = await opened(t);
  await store.commit(commitOf({ events: [event("post-a", 1)], timers: [timer(now)] }));
  await store.commit(
    commitOf({ events: [event("post-a", 2)], kept: [{ stream: "post-a", revision: 1 }] }),
  );
  const later = timer(now + 60_000, 1);
  await assert.rejects(store.commit(commitOf({ timers: [later], quiet })), stale);
  assert.deepEqual(await store.dueStreams(now, 5), [{ stream: "post-a", tenant: "acme" }]);
});

test("a stream is not moved on in reliance on a time that was put off meanwhile", async (t) => {
  const store = await opened(t);
  await store.commit(commitOf({ events: [event("post-a", 1)], timers: [timer(now)] }));
  const later = timer(now + 60_000, 1);
  await store.commit(commitOf({ timers: [later], quiet }));
  await assert.rejects(
    store.commit(
      commitOf({ events: [event("post-a", 2)], kept: [{ stream: "post-a", revision: 1 }] }),
    ),
    stale,
  );
  assert.equal((await store.load(["post-a"])).get("post-a")?.events.length, 1);
});

test("a timer that is stopped wakes nobody", async (t) => {
  const store = await opened(t);
  await store.commit(commitOf({ events: [event("post-a", 1)], timers: [timer(now)] }));
  await store.commit(
    commitOf({ events: [event("post-a", 2)], stops: [{ stream: "post-a", revision: 1 }] }),
  );
  assert.deepEqual(await store.dueStreams(now, 5), []);
  assert.equal((await store.load(["post-a"])).get("post-a")?.timer, undefined);
});

test("a process that starts later goes on from where the events of another ended", async (t) => {
  const on = await stage(t);
  const first = await on.start(producing(), { owner: "first" });
  for (let count = 0; count < 5; count += 1) await first.post("k");
  await first.kill();
  const second = await on.start(producing(), { owner: "second" });
  await eventually("the second to post", async () => (await second.post("k")).version === 6);
});
