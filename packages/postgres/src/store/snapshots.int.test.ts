import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { partitionOf, type Commit, type EventToAppend, type SnapshotWrite } from "@waybill/kit";
import { eventually, metaOf, producing } from "@waybill/kit/testing";
import { stage } from "../testing/stage.ts";
import type { PostgresStore } from "./postgres-store.ts";

const now = Date.UTC(2026, 0, 1);

function commit(parts: Partial<Commit>): Commit {
  return {
    events: [],
    snapshots: [],
    drops: [],
    kept: [],
    quiet: [],
    positions: [],
    parks: [],
    reparks: [],
    unparks: [],
    answers: [],
    claims: [],
    releases: [],
    rows: [],
    now,
    ...parts,
  };
}

function event(version: number): EventToAppend {
  return {
    stream: "post-a",
    version,
    partition: partitionOf("a"),
    type: "Posted",
    schemaVersion: 1,
    data: { key: "a", n: version },
    meta: metaOf("c"),
    time: now + version,
    touches: [],
  };
}

function snapshot(version: number, parts: Partial<SnapshotWrite> = {}): SnapshotWrite {
  return {
    stream: "post-a",
    tenant: "acme",
    version,
    state: { n: version },
    due: undefined,
    replaces: 0,
    ...parts,
  };
}

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
  await store.commit(commit({ events: [event(1), event(2)], snapshots: [snapshot(2)] }));
  await store.commit(commit({ events: [event(3)] }));
  await store.commit(commit({ events: [event(4)] }));
  const loaded = await store.load(["post-a", "post-unknown"]);
  const after = (version: number) => ({
    version,
    type: "Posted",
    schemaVersion: 1,
    tenant: "acme",
    time: now + (version === 4 ? 4 : version),
    data: { key: "a", n: version },
  });
  assert.deepEqual(
    loaded,
    new Map([
      [
        "post-a",
        {
          snapshot: { version: 2, revision: 1, state: { n: 2 }, due: undefined },
          events: [after(3), after(4)],
        },
      ],
    ]),
  );
});

test("a stream without a snapshot is loaded as all of its events", async (t) => {
  const store = await opened(t);
  await store.commit(commit({ events: [event(1)] }));
  await store.commit(commit({ events: [event(2)] }));
  const found = (await store.load(["post-a"])).get("post-a");
  assert.equal(found?.snapshot, undefined);
  assert.deepEqual(
    found?.events.map(({ version }) => version),
    [1, 2],
  );
});

test("a woken stream that does not change is written without a further version", async (t) => {
  const store = await opened(t);
  await store.commit(commit({ events: [event(1)], snapshots: [snapshot(1, { due: now })] }));
  assert.deepEqual(await store.dueStreams(now, 5), [{ stream: "post-a", tenant: "acme" }]);
  const later = snapshot(1, { due: now + 60_000, replaces: 1 });
  await store.commit(commit({ snapshots: [later], quiet }));
  assert.deepEqual(await store.dueStreams(now, 5), []);
  assert.deepEqual((await store.load(["post-a"])).get("post-a"), {
    snapshot: { version: 1, revision: 2, state: { n: 1 }, due: now + 60_000 },
    events: [],
  });
});

// Two processes, of which one has put the time of a stream off while the other moves it on.
test("a time is not put off of a stream that has moved on meanwhile", async (t) => {
  const store = await opened(t);
  await store.commit(commit({ events: [event(1)], snapshots: [snapshot(1, { due: now })] }));
  await store.commit(commit({ events: [event(2)], kept: [{ stream: "post-a", revision: 1 }] }));
  const later = snapshot(1, { due: now + 60_000, replaces: 1 });
  await assert.rejects(store.commit(commit({ snapshots: [later], quiet })), stale);
  assert.deepEqual(await store.dueStreams(now, 5), [{ stream: "post-a", tenant: "acme" }]);
});

test("a stream is not moved on in reliance on a time that was put off meanwhile", async (t) => {
  const store = await opened(t);
  await store.commit(commit({ events: [event(1)], snapshots: [snapshot(1, { due: now })] }));
  const later = snapshot(1, { due: now + 60_000, replaces: 1 });
  await store.commit(commit({ snapshots: [later], quiet }));
  await assert.rejects(
    store.commit(commit({ events: [event(2)], kept: [{ stream: "post-a", revision: 1 }] })),
    stale,
  );
  assert.deepEqual((await store.load(["post-a"])).get("post-a")?.events, []);
});

test("a snapshot that nobody needs any more is dropped, and its stream is all of its events", async (t) => {
  const store = await opened(t);
  await store.commit(commit({ events: [event(1)], snapshots: [snapshot(1, { due: now })] }));
  const ref = { stream: "post-a", revision: 1 };
  await assert.rejects(store.commit(commit({ drops: [{ ...ref, revision: 2 }], quiet })), stale);
  await store.commit(commit({ events: [event(2)], drops: [ref] }));
  assert.deepEqual(await store.dueStreams(now, 5), []);
  const found = (await store.load(["post-a"])).get("post-a");
  assert.equal(found?.snapshot, undefined);
  assert.deepEqual(
    found?.events.map(({ version }) => version),
    [1, 2],
  );
});

test("a process that starts later goes on from where the events of another ended", async (t) => {
  const on = await stage(t);
  const first = await on.start(producing(), { owner: "first" });
  for (let count = 0; count < 5; count += 1) await first.post("k");
  await first.kill();
  const second = await on.start(producing(), { owner: "second" });
  await eventually("the second to post", async () => (await second.post("k")).version === 6);
});
