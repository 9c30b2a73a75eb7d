import assert from "node:assert/strict";
import { test } from "node:test";
import type { Commit, Park, ParkedMessage, Position, SnapshotWrite } from "@waybill/kit";
import { commitOf, event, now } from "../testing/commits.ts";
import { stage } from "../testing/stage.ts";
import type { PostgresStore } from "./postgres-store.ts";

function write(stream: string, version: number, replaces: number): SnapshotWrite {
  return { stream, version, state: { n: version }, replaces };
}

function parked(position: number, key: string): ParkedMessage & Park {
  return {
    id: 0,
    consumer: "beta",
    key,
    message: { source: "alpha", position, ...event(`post-${key}`, 1) },
    status: "retry",
    attempts: 1,
    nextAt: now,
    code: "unexpected",
    error: "boom",
    parkedAt: 0,
    tenant: "acme",
  };
}

/** A commit that touches every table. */
function everything(position: Position): Commit {
  return commitOf({
    events: [event("post-a", 1), event("post-b", 2)],
    snapshots: [write("post-a", 1, 0), write("post-b", 2, 1)],
    timers: [{ stream: "post-a", tenant: "acme", due: now, replaces: 0 }],
    stops: [{ stream: "post-b", revision: 1 }],
    positions: [{ ...position, to: 10 }],
    parks: [parked(7, "k7")],
    reparks: [{ ...parked(5, "k5"), attempts: 2 }],
    unparks: [parked(6, "k6")],
    answers: [{ key: "acme/one", stored: { fingerprint: "f", answer: { status: 202 } } }],
    claims: [{ claim: "reference:1", stream: "post-a" }],
    releases: ["reference:0"],
  });
}

async function prepared(store: PostgresStore): Promise<Position> {
  const [position] = await store.acquire({
    consumer: "beta",
    channels: ["alpha"],
    partitions: [0],
    owner: "me",
    steal: true,
  });
  assert.ok(position);
  const before = commitOf({
    events: [event("post-b", 1)],
    snapshots: [write("post-b", 1, 0)],
    timers: [
      { stream: "post-b", tenant: "acme", due: now, replaces: 0 },
      { stream: "post-c", tenant: "acme", due: now, replaces: 0 },
    ],
    parks: [parked(5, "k5"), parked(6, "k6")],
    claims: [{ claim: "reference:0", stream: "post-b" }],
  });
  await store.commit(before);
  return position;
}

test("a commit writes all of it", async (t) => {
  const { databases } = await stage(t);
  const store = databases.store("beta");
  t.after(() => store.close());
  const position = await prepared(store);
  assert.equal(await store.commit(everything(position)), 2);
  const all = await snapshot(databases);
  assert.deepEqual(
    all.events.map((row) => [row["position"], row["stream"], row["version"]]),
    [
      ["1", "post-b", 1],
      ["2", "post-a", 1],
      ["3", "post-b", 2],
    ],
  );
  assert.deepEqual(
    all.parked.map((row) => [row["position"], row["attempts"]]),
    [
      ["5", 2],
      ["7", 1],
    ],
  );
  assert.deepEqual(
    [...all.snapshots, ...all.timers].map((row) => [row["stream"], row["version"] ?? "timer"]),
    [
      ["post-a", 1],
      ["post-b", 2],
      ["post-a", "timer"],
      ["post-c", "timer"],
    ],
  );
  assert.deepEqual(
    all.claims.map((row) => row["claim"]),
    ["reference:1"],
  );
  assert.deepEqual(
    all.positions.map((row) => row["position"]),
    ["10"],
  );
  assert.equal(all.answers.length, 1);
});

const spoilt: readonly [string, string, (commit: Commit, position: Position) => Commit][] = [
  [
    "a snapshot that another process has replaced",
    "stale-write",
    (commit) => ({ ...commit, snapshots: [write("post-a", 1, 0), write("post-b", 2, 7)] }),
  ],
  [
    "a first snapshot where there is one already",
    "stale-write",
    (commit) => ({ ...commit, snapshots: [write("post-a", 1, 0), write("post-b", 2, 0)] }),
  ],
  [
    "a timer that another process has set",
    "stale-write",
    (commit) => ({
      ...commit,
      timers: [{ stream: "post-c", tenant: "acme", due: now, replaces: 0 }],
    }),
  ],
  [
    "a timer that another process has set anew",
    "stale-write",
    (commit) => ({
      ...commit,
      timers: [{ stream: "post-c", tenant: "acme", due: now, replaces: 2 }],
    }),
  ],
  [
    "a timer to be stopped that another process has set anew",
    "stale-write",
    (commit) => ({ ...commit, stops: [{ stream: "post-b", revision: 2 }] }),
  ],
  [
    "a timer to be kept that another process has set anew",
    "stale-write",
    (commit) => ({ ...commit, kept: [{ stream: "post-c", revision: 2 }] }),
  ],
  [
    "a lease that has moved on",
    "fenced",
    (commit, position) => ({
      ...commit,
      positions: [{ ...position, epoch: position.epoch - 1, to: 10 }],
    }),
  ],
  [
    "a position that is another by now",
    "fenced",
    (commit, position) => ({ ...commit, positions: [{ ...position, position: 3, to: 10 }] }),
  ],
  [
    "a claim that is another's",
    "stale-write",
    (commit) => ({ ...commit, releases: [], claims: [{ claim: "reference:0", stream: "post-a" }] }),
  ],
  [
    "a key that was answered before",
    "stale-write",
    (commit) => ({ ...commit, answers: [...commit.answers, ...commit.answers] }),
  ],
  [
    "a message that was handled already",
    "fenced",
    (commit) => ({ ...commit, unparks: [parked(99, "k99")] }),
  ],
  [
    "a retry of a message that is gone",
    "fenced",
    (commit) => ({ ...commit, reparks: [parked(99, "k99")] }),
  ],
  [
    "a message that another owner has parked",
    "fenced",
    (commit) => ({ ...commit, parks: [parked(5, "k5")] }),
  ],
  [
    "a version that the log has already",
    "stale-write",
    (commit) => ({ ...commit, events: [event("post-b", 1)] }),
  ],
  [
    "text that the database cannot hold",
    "store-refused",
    (commit) => ({ ...commit, claims: [{ claim: "nul \u0000", stream: "post-a" }] }),
  ],
];

for (const [what, code, spoil] of spoilt) {
  test(`a commit with ${what} writes nothing of it and says ${code}`, async (t) => {
    const { databases } = await stage(t);
    const store = databases.store("beta");
    t.after(() => store.close());
    const position = await prepared(store);
    const before = await snapshot(databases);
    await assert.rejects(store.commit(spoil(everything(position), position)), { code });
    assert.deepEqual(await snapshot(databases), before);
    assert.equal(
      await store.commit(everything(position)),
      2,
      "the connection is of use afterwards",
    );
  });
}

type Rows = Record<string, unknown>[];

async function snapshot(databases: {
  query(side: "beta", text: string): Promise<Rows>;
}): Promise<
  Record<"events" | "snapshots" | "timers" | "positions" | "parked" | "answers" | "claims", Rows>
> {
  const read = (table: string, order: string): Promise<Rows> =>
    databases.query("beta", `select * from ${table} order by ${order}`);
  return {
    events: await read("events", "position"),
    snapshots: await read("snapshots", "stream"),
    timers: await read("timers", "stream"),
    positions: await read("positions", "consumer, source, partition"),
    parked: await read("parked", "position"),
    answers: await read("answers", "key"),
    claims: await read("claims", "claim"),
  };
}
