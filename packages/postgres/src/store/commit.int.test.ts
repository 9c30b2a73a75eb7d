import assert from "node:assert/strict";
import { test } from "node:test";
import {
  partitionOf,
  type Commit,
  type EventToAppend,
  type ParkedMessage,
  type Position,
  type SnapshotWrite,
} from "@waybill/kit";
import { metaOf, producing } from "@waybill/kit/testing";
import { stage } from "../testing/stage.ts";
import type { PostgresStore } from "./postgres-store.ts";

const now = Date.UTC(2026, 0, 1);

function nothing(): Commit {
  return {
    events: [],
    snapshots: [],
    timers: [],
    stops: [],
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
  };
}

function event(stream: string, version: number): EventToAppend {
  return {
    stream,
    version,
    partition: partitionOf(stream.slice(stream.indexOf("-") + 1)),
    type: "Posted",
    schemaVersion: 1,
    data: { key: stream, n: version },
    meta: metaOf("c"),
    time: now,
    touches: [],
  };
}

function write(stream: string, version: number, replaces: number): SnapshotWrite {
  return { stream, version, state: { n: version }, replaces };
}

function parked(position: number, key: string): ParkedMessage {
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
  };
}

/** A commit that touches every table. */
function everything(position: Position): Commit {
  return {
    ...nothing(),
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
    rows: [],
  };
}

async function prepared(store: PostgresStore): Promise<Position> {
  const [position] = await store.acquire({
    consumer: "beta",
    sources: ["alpha"],
    partitions: [0],
    owner: "me",
    steal: true,
  });
  assert.ok(position);
  await store.commit({
    ...nothing(),
    events: [event("post-b", 1)],
    snapshots: [write("post-b", 1, 0)],
    timers: [
      { stream: "post-b", tenant: "acme", due: now, replaces: 0 },
      { stream: "post-c", tenant: "acme", due: now, replaces: 0 },
    ],
    parks: [parked(5, "k5"), parked(6, "k6")],
    claims: [{ claim: "reference:0", stream: "post-b" }],
  });
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

test("two processes that hammer the same streams lose and repeat nothing", async (t) => {
  const on = await stage(t);
  const processes = [await on.start(producing()), await on.start(producing())];
  const keys = ["hot", "warm", "cold"];
  const results = await Promise.all(
    Array.from({ length: 40 }, async (_, round) => {
      const done = await Promise.all(
        processes.flatMap((process) =>
          keys.map((key) => process.post(key, 1, `${round}-${process === processes[0]}-${key}`)),
        ),
      );
      return done.map((each) => each.events.length);
    }),
  );
  assert.deepEqual(new Set(results.flat()), new Set([1]));
  const rows = await on.databases.query<{
    stream: string;
    count: string;
    last: number;
    distinct: string;
  }>(
    "alpha",
    `select stream, count(*), max(version) as last, count(distinct data::json->>'n') as distinct from events group by stream order by stream`,
  );
  assert.deepEqual(
    rows.map((row) => [row.stream, row.count, row.last, row.distinct]),
    keys.toSorted().map((key) => [`post-${key}`, "80", 80, "80"]),
  );
});

test("of 50 identical requests at once to two processes one is carried out, and all get its answer", async (t) => {
  const on = await stage(t);
  const processes = [await on.start(producing()), await on.start(producing())];
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      processes[index % 2]!.post("order", 1, "the same key"),
    ),
  );
  assert.deepEqual(new Set(answers.map(({ answer }) => JSON.stringify(answer))).size, 1);
  assert.equal(answers.filter(({ replayed }) => !replayed).length, 1);
  const rows = await on.databases.query("alpha", "select stream from events");
  assert.deepEqual(rows, [{ stream: "post-order" }]);
});

test("a decision that writes nothing sees what another process has written", async (t) => {
  const on = await stage(t);
  const one = await on.start(producing());
  const other = await on.start(producing());
  await one.post("key");
  await other.post("key", 2);
  assert.equal((await one.post("key", 0)).version, 3);
});

test("the same key with another request is refused and writes nothing", async (t) => {
  const on = await stage(t);
  const process = await on.start(producing());
  await process.post("order", 1, "k");
  await assert.rejects(process.post("order", 2, "k"), { code: "idempotency-key-reused" });
  assert.equal((await on.databases.query("alpha", "select from events")).length, 1);
});

test("a key that a process has never seen, for another has answered it, gets that answer, and the rest of its batch goes on", async (t) => {
  const on = await stage(t);
  const first = await on.start(producing());
  const before = await first.post("order", 1, "k");
  const second = await on.start(producing());
  const [again, fresh, other] = await Promise.allSettled([
    second.post("order", 1, "k"),
    second.post("another", 1, "k2"),
    second.post("order", 2, "k"),
  ]);
  assert.deepEqual(settled(again).answer, before.answer);
  assert.equal(settled(again).replayed, true);
  assert.equal(settled(fresh).replayed, false);
  assert.equal(other.status === "rejected" && other.reason.code, "idempotency-key-reused");
  const rows = await on.databases.query("alpha", "select stream, version from events");
  assert.deepEqual(rows, [
    { stream: "post-order", version: 1 },
    { stream: "post-another", version: 1 },
  ]);
});

test("a request that comes again after a restart gets its answer, also when it had claimed a value", async (t) => {
  const on = await stage(t);
  const request = {
    decider: producing().deciders.get("post") as never,
    command: { type: "post", key: "order", count: 1 } as never,
    meta: metaOf("c"),
    idempotency: { key: "acme/k", fingerprint: "f" },
    claims: ["reference:acme/web-1"],
    respond: () => ({ status: 202, body: "first" }),
  };
  const first = await on.start(producing());
  await first.runtime.execute(request);
  await first.stop();
  const second = await on.start(producing());
  const again = await second.runtime.execute(request);
  assert.deepEqual([again.replayed, again.answer?.body], [true, "first"]);
});

test("the answer to a request that changed nothing is kept, too", async (t) => {
  const on = await stage(t);
  const process = await on.start(producing());
  const first = await process.post("order", 0, "k");
  assert.deepEqual(first.answer?.body, { key: "order", version: 0 });
  await process.post("order", 1);
  const again = await process.post("order", 0, "k");
  assert.deepEqual([again.replayed, again.answer], [true, first.answer]);
});

test("of two processes that claim one value at once one gets it, and the other hears who has it", async (t) => {
  const on = await stage(t);
  const processes = [await on.start(producing()), await on.start(producing())];
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      processes[index % 2]!.runtime.execute({
        decider: producing().deciders.get("post") as never,
        command: { type: "post", key: `order_${index}` } as never,
        meta: metaOf("c"),
        claims: ["reference:acme/web-1"],
      }),
    ),
  );
  const winners = results.filter((each) => each.status === "fulfilled");
  assert.equal(winners.length, 1);
  const holder = (winners[0] as PromiseFulfilledResult<{ stream: string }>).value.stream.slice(
    "post-".length,
  );
  for (const each of results) {
    if (each.status === "rejected")
      assert.deepEqual([each.reason.code, each.reason.holder], ["claim-taken", holder]);
  }
  assert.equal((await on.databases.query("alpha", "select from events")).length, 1);
});

test("a request that the database refuses is refused alone; those of its batch are carried out", async (t) => {
  const on = await stage(t);
  const process = await on.start(producing());
  const results = await Promise.allSettled([
    ...Array.from({ length: 20 }, (_, index) => process.post(`fine_${index}`)),
    process.post("nul \u0000"),
    ...Array.from({ length: 20 }, (_, index) => process.post(`good_${index}`)),
  ]);
  const refused = results
    .map((each, index) => (each.status === "rejected" ? `${index} ${each.reason.code}` : ""))
    .filter(Boolean);
  assert.deepEqual(refused, ["20 store-refused"]);
  assert.equal((await on.databases.query("alpha", "select from events")).length, 40);
});

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

function settled<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === "rejected") throw result.reason;
  return result.value;
}
