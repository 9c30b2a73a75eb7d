import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { partitionOf } from "@waybill/kit";
import { counting, eventually, producing, type ServiceProcess } from "@waybill/kit/testing";
import { LogReader } from "./log-reader.ts";
import { Stage, stage } from "../testing/stage.ts";
import { TwoDatabases } from "../testing/two-databases.ts";

const keys = Array.from({ length: 12 }, (_, index) => `key_${index}`);

async function counted(consumer: ServiceProcess, each: number): Promise<void> {
  await eventually(`each key to be counted ${each} times`, async () => {
    const tallies = await consumer.tallies(keys);
    return keys.every((key) => (tallies.get(key)?.count ?? 0) >= each);
  });
  for (const [key, tally] of await consumer.tallies(keys)) {
    assert.deepEqual([key, tally], [key, { count: each, last: each, disorder: 0 }]);
  }
}

test("positions are dense and in the order of the commits, whoever writes", async (t) => {
  const on = await stage(t);
  const producers = [
    await on.start(producing()),
    await on.start(producing()),
    await on.start(producing()),
  ];
  await Promise.all(
    producers.flatMap((producer, index) =>
      Array.from({ length: 60 }, (_, round) => producer.post(`own_${index}_${round % 7}`, 3)),
    ),
  );
  const rows = await on.databases.query<{ position: string; stream: string; version: number }>(
    "alpha",
    "select position, stream, version from events order by position",
  );
  assert.deepEqual(
    rows.map((row) => Number(row.position)),
    Array.from({ length: 540 }, (_, index) => index + 1),
  );
  const last = new Map<string, number>();
  for (const { stream, version } of rows) {
    assert.equal(version, (last.get(stream) ?? 0) + 1, stream);
    last.set(stream, version);
  }
});

/** A transaction that has appended an event, at the position after the last, and does not commit. */
async function lateCommit(on: Stage): Promise<{ commit(): Promise<unknown> }> {
  const late = await on.databases.client("alpha", "late");
  await late.query("begin");
  await late.query("select pg_advisory_xact_lock(7741, 1)");
  await late.query(
    `insert into events (position, partition, stream, version, type, schema_version, tenant, correlation_id,
      causation_id, traceparent, recorded_at, data)
    select max(position) + 1, $1, 'post-late', 1, 'Posted', 1, 'acme', 'c', 'c', '', now(), '{"key":"late","n":1}' from events`,
    [partitionOf("late")],
  );
  return { commit: () => late.query("commit") };
}

test("a reader never goes past an event that is not committed yet", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  await producer.post("first");
  const consumer = await on.start(counting());
  await eventually(
    "the first to be counted",
    async () => (await consumer.tallies(["first"])).get("first")?.count === 1,
  );
  const late = await lateCommit(on);
  const behind = producer.post("behind");
  await eventually("the next batch to wait for the late commit", async () => {
    const rows = await on.databases.query(
      "alpha",
      "select from pg_locks where locktype = 'advisory' and not granted",
    );
    return rows.length > 0;
  });
  const reader = new LogReader({
    config: { connectionString: on.databases.alpha.readerUrl },
    name: "alpha-extra",
    source: "alpha",
    contracts: new Map(),
  });
  t.after(() => reader.close());
  assert.deepEqual(
    (await reader.read(["Posted"], 0, 10)).scannedTo,
    1,
    "nothing is to be seen of either",
  );
  await late.commit();
  await behind;
  await eventually(
    "both to be counted",
    async () => (await consumer.tallies(["late", "behind"])).size === 2,
  );
  const log = await on.databases.query<{ key: string }>(
    "beta",
    "select data::json->>'key' as key from events order by position",
  );
  assert.deepEqual(
    log.map(({ key }) => key),
    ["first", "late", "behind"],
  );
});

test("an appender that dies with the log locked leaves no gap and blocks nobody", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const consumer = await on.start(counting());
  await producer.post("first");
  await lateCommit(on);
  const behind = producer.post("behind");
  await eventually("the next batch to wait", async () => {
    return (
      (
        await on.databases.query(
          "alpha",
          "select from pg_locks where locktype = 'advisory' and not granted",
        )
      ).length > 0
    );
  });
  const root = await on.databases.superuser();
  await root.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and state = 'idle in transaction'",
    [on.databases.alpha.database],
  );
  assert.equal((await behind).events[0]?.position, 2);
  await eventually("it to be counted", async () => (await consumer.tallies(["behind"])).size === 1);
});

test("a transaction that is left open for long holds nobody up", async (t) => {
  const on = await stage(t);
  for (const side of ["alpha", "beta"] as const) {
    const open = await on.databases.client(side, "left open");
    await open.query("begin isolation level repeatable read");
    await open.query("create table left_open (id int)");
    await open.query("select count(*) from events");
  }
  const producer = await on.start(producing());
  const consumer = await on.start(counting());
  await Promise.all(keys.map((key) => producer.post(key, 5)));
  await counted(consumer, 5);
});

test("consumers go on without loss or duplicates where both databases were dumped and restored", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const consumer = await on.start(counting(), { owner: "before" });
  await Promise.all(keys.map((key) => producer.post(key, 4)));
  await counted(consumer, 4);
  // What is in the log but not read yet has to be carried over, too.
  await consumer.stop();
  await Promise.all(keys.map((key) => producer.post(key, 2)));
  await producer.stop();
  const restored = await TwoDatabases.open();
  t.after(() => restored.close());
  for (const side of ["alpha", "beta"] as const) await restore(on.databases, restored, side);
  const other = stageOn(t, restored);
  const heir = await other.start(counting(), { owner: "after" });
  const further = await other.start(producing());
  await Promise.all(keys.map((key) => further.post(key)));
  await counted(heir, 7);
  const ids = await Promise.all(
    [on.databases, restored].map(
      async (each) =>
        (
          await each.query<{ id: string }>(
            "alpha",
            "select min(xmin::text::bigint) as id from events",
          )
        )[0]?.id,
    ),
  );
  assert.notEqual(ids[0], ids[1], "the transaction ids are the same, so this shows nothing");
});

function stageOn(t: TestContext, databases: TwoDatabases): Stage {
  const made = new Stage(databases);
  t.after(() => made.close());
  return made;
}

/** Every table by its contents, as a dump has them. */
async function restore(
  from: TwoDatabases,
  to: TwoDatabases,
  side: "alpha" | "beta",
): Promise<void> {
  const tables = [
    "events",
    "snapshots",
    "timers",
    "positions",
    "members",
    "parked",
    "answers",
    "claims",
  ];
  for (const table of tables) {
    const rows = await from.query(side, `select * from ${table}`);
    await to.query(
      side,
      `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    );
  }
  await to.query(
    side,
    "select setval(pg_get_serial_sequence('parked', 'id'), (select coalesce(max(id), 0) + 1 from parked))",
  );
}

test("a consumer for whom a log has nothing is told of it now and then, so that its position moves on", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const bus = on.databases.bus((message) => assert.fail(message));
  t.after(() => bus.close());
  let scannedTo = 0;
  const feed = bus.follow({
    source: "alpha",
    types: new Set(["NothingOfThis"]),
    after: 0,
    ready: () => {
      const taken = feed.take(10);
      assert.deepEqual(taken.messages, []);
      scannedTo = taken.scannedTo;
    },
  });
  for (let round = 1; round <= 6; round++) await producer.post("key", 1_000);
  await eventually("it to be told", () => scannedTo >= 5_000);
});

test("a log that ends before what was read of it is reported: it was restored to an earlier state", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  await Promise.all(keys.map((key) => producer.post(key)));
  const warnings: string[] = [];
  const store = on.databases.store("beta");
  const bus = on.databases.bus((message) => warnings.push(message));
  const consumer = await on.start(counting(), {
    ports: { store, bus, close: () => store.close() },
  });
  await counted(consumer, 1);
  await on.databases.query("alpha", "delete from events where position > 5");
  await eventually("a warning", () =>
    warnings.find((each) => each.includes("ends at 5, but was read up to 12")),
  );
});
