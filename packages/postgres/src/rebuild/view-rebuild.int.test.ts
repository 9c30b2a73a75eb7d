import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import Type from "typebox";
import {
  decider,
  happened,
  messageView,
  on as evolving,
  rowsOn,
  service,
  stateView,
  type Contract,
  type View,
} from "@waybill/kit";
import {
  Posted,
  counting,
  eventually,
  metaOf,
  producing,
  type ServiceProcess,
} from "@waybill/kit/testing";
import { stage, type Stage } from "../testing/stage.ts";
import { StateReader } from "../store/state-reader.ts";
import { ViewRebuild, repairedAtOnce, type ViewRebuildOptions } from "./view-rebuild.ts";

const Renamed = {
  source: "beta",
  type: "Renamed",
  topic: "beta.renamed",
  version: 1,
  schema: Type.Object({ name: Type.String() }),
} satisfies Contract;

interface Thing {
  readonly name: string;
  readonly times: number;
}

/** A thing named "gone" has no row. */
const things = decider({
  category: "thing",
  initial: (): Thing => ({ name: "", times: 0 }),
  key: (command: { readonly type: "rename"; readonly key: string; readonly name: string }) =>
    command.key,
  decide: { rename: ({ name }) => [happened(Renamed, { name })] },
  evolve: [evolving(Renamed, ({ times }: Thing, { name }) => ({ name, times: times + 1 }))],
});

const mirror = stateView(things, {
  table: "things",
  key: ["tenant", "id"],
  columns: { name: "text", times: "integer", tags: "jsonb" },
  row: ({ name, times }, { key, tenant }) =>
    name === "gone" ? "delete" : { tenant, id: key, name, times, tags: { name } },
});

const hits = messageView({
  table: "hits",
  key: ["key"],
  columns: { hits: "integer" },
  greatest: ["hits"],
  on: [rowsOn(Posted, ({ key, n }) => [{ key, hits: n }])],
});

const migrations = [
  {
    id: "beta/0001-things",
    sql: `create table things (tenant text, id text, name text not null, times integer, tags jsonb,
            note text, primary key (tenant, id));
          create table hits (key text primary key, hits integer not null);`,
  },
];

function beta(fails: ReadonlySet<string> = new Set()) {
  const made = counting(({ data: { key } }) => {
    if (fails.has(key)) throw new Error("not yet");
  });
  return service({
    name: "beta",
    deciders: [things, ...made.deciders.values()],
    reactions: made.reactions,
    views: [mirror, hits],
  });
}

function rename(process: ServiceProcess, key: string, name: string): Promise<unknown> {
  const command = { type: "rename", key, name } as never;
  return process.runtime.execute({ decider: things, command, meta: metaOf(key) });
}

function rebuildOf(on: Stage, view: View, options: Partial<ViewRebuildOptions> = {}): ViewRebuild {
  const reader = (side: "alpha" | "beta") => ({
    config: { connectionString: on.databases[side].readerUrl },
    name: `${side}-reader`,
  });
  return new ViewRebuild({
    service: beta(),
    view,
    database: { config: { connectionString: on.databases.beta.url }, name: "beta-work" },
    sources: new Map([
      ["alpha", reader("alpha")],
      ["beta", reader("beta")],
    ]),
    dryRun: false,
    tenant: "acme",
    signal: new AbortController().signal,
    restShare: 0,
    ...options,
  });
}

/** The view as a rebuild in the dry finds it. */
async function wrongRows(on: Stage, view: View): Promise<number> {
  const { differences } = await rebuildOf(on, view, { dryRun: true }).run();
  return differences.missing + differences.different + differences.unexpected;
}

async function tableOf(on: Stage, table: string): Promise<unknown[]> {
  return on.databases.query("beta", `select * from ${table} order by 1, 2`);
}

async function thingsOf(test: TestContext, names: Readonly<Record<string, readonly string[]>>) {
  const on = await stage(test, { migrations });
  const process = await on.start(beta(), { alone: true });
  for (const [key, all] of Object.entries(names))
    for (const name of all) await rename(process, key, name);
  return { on, process };
}

const damage = `update things set name = 'wrong', note = 'kept' where id = 'a';
  delete from things where id = 'b';
  insert into things (tenant, id, name) values ('acme', 'ghost', 'ghost'), ('rival', 'ghost', 'ghost');`;

test("a wrong, a missing and a surplus row are found, named to their tenant, and put right; the rest is not written", async (t) => {
  const { on } = await thingsOf(t, { a: ["x", "y"], b: ["z"], c: ["gone"], d: ["v", "gone", "w"] });
  const before = await tableOf(on, "things");
  const versionOf = () => on.databases.query("beta", "select xmin from things where id = 'd'");
  const written = await versionOf();
  await on.databases.query("beta", damage);
  const dry = await rebuildOf(on, mirror, { dryRun: true }).run();
  assert.partialDeepStrictEqual(dry, {
    rows: 3,
    differences: { missing: 1, different: 1, unexpected: 2 },
    repaired: 0,
    unreadable: 0,
  });
  assert.deepEqual(
    new Set(dry.examples.map(({ kind, key }) => [kind, key["tenant"], key["id"]].join(" "))),
    new Set(["different acme a", "missing acme b", "unexpected acme ghost"]),
  );
  assert.deepEqual(dry.examples.find(({ kind }) => kind === "different")?.columns, [
    { column: "name", stored: "wrong", fromLog: "y" },
  ]);
  assert.notDeepEqual(await tableOf(on, "things"), before);
  const { repaired } = await rebuildOf(on, mirror).run();
  assert.equal(repaired, 4);
  // What is no column of the view stays.
  const kept = before.map((row) =>
    (row as { id: string }).id === "a" ? { ...(row as object), note: "kept" } : row,
  );
  assert.deepEqual(await tableOf(on, "things"), kept);
  assert.deepEqual(await versionOf(), written);
});

test("a view that is right is left alone, and nothing is remembered as repaired", async (t) => {
  const { on } = await thingsOf(t, { a: ["x"] });
  const { repaired, differences } = await rebuildOf(on, mirror).run();
  assert.deepEqual([repaired, differences], [0, { missing: 0, different: 0, unexpected: 0 }]);
  assert.deepEqual(await tableOf(on, "view_repairs"), []);
});

test("while it runs the service goes on; afterwards the view is exactly what the log makes", async (t) => {
  const { on, process } = await thingsOf(t, { a: ["x"] });
  const producer = await on.start(producing());
  let isOver = false;
  const failures: unknown[] = [];
  const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
  const writing = Promise.all(
    keys.map(async (key, index) => {
      for (let round = 0; !isOver; round++) {
        const name = (round + index) % 5 === 0 ? "gone" : `n${round}`;
        await Promise.all([rename(process, key, name), producer.post(key)]).catch(
          (error: unknown) => failures.push(error),
        );
      }
    }),
  );
  try {
    for (let round = 0; round < 3; round++) {
      await on.databases.query(
        "beta",
        "update things set times = -1 where id like 'k%3'; update hits set hits = 1000000 where key like 'k%4'; delete from hits where key like 'k%5'",
      );
      const all = await Promise.all([rebuildOf(on, mirror).run(), rebuildOf(on, hits).run()]);
      assert.ok(all.every(({ unreadable }) => unreadable === 0));
      assert.deepEqual([await wrongRows(on, mirror), await wrongRows(on, hits)], [0, 0]);
    }
  } finally {
    isOver = true;
    await writing;
  }
  assert.deepEqual(failures, []);
  assert.deepEqual([await wrongRows(on, mirror), await wrongRows(on, hits)], [0, 0]);
});

test("a message that is parked makes no row until it is handled", async (t) => {
  const on = await stage(t, { migrations });
  const fails = new Set(["bad"]);
  const process = await on.start(beta(fails), { alone: true });
  const producer = await on.start(producing());
  await producer.post("bad", 2);
  await producer.post("good", 3);
  const handled = (key: string, count: number) =>
    eventually(
      `${key} to be handled`,
      async () => (await process.tallies([key])).get(key)?.count === count,
    );
  await handled("good", 3);
  await on.databases.query("beta", "delete from hits");
  assert.equal((await rebuildOf(on, hits).run()).repaired, 1);
  assert.deepEqual(await tableOf(on, "hits"), [{ key: "good", hits: 3 }]);
  fails.clear();
  await handled("bad", 2);
  assert.equal(await wrongRows(on, hits), 0);
  assert.deepEqual(await tableOf(on, "hits"), [
    { key: "bad", hits: 2 },
    { key: "good", hits: 3 },
  ]);
});

test("a message that a person edited makes the row that it makes as edited", async (t) => {
  const on = await stage(t, { migrations });
  await on.start(beta(), { alone: true });
  const producer = await on.start(producing());
  await producer.post("a", 2);
  await eventually("it to be handled", async () => (await wrongRows(on, hits)) === 0);
  await on.databases.query(
    "beta",
    `insert into message_edits (consumer, source, position, edit, key, tenant, type, schema_version, before,
       data, edited_by, edited_at, reason)
     values ('beta', 'alpha', 2, 1, 'a', 'acme', 'Posted', 1, '{"key":"a","n":2}', '{"key":"a","n":8}', 'ana', now(), ''),
       ('beta', 'alpha', 2, 2, 'a', 'acme', 'Posted', 1, '{"key":"a","n":8}', '{"key":"a","n":9}', 'ana', now(), '')`,
  );
  assert.equal((await rebuildOf(on, hits).run()).repaired, 1);
  assert.deepEqual(await tableOf(on, "hits"), [{ key: "a", hits: 9 }]);
});

test("whoever remembers what was read of a view learns that it was repaired", async (t) => {
  const { on } = await thingsOf(t, { a: ["x"] });
  const states = new StateReader({
    config: { connectionString: on.databases.beta.url },
    name: "beta-states",
  });
  t.after(() => states.close());
  const before = await states.progress("beta", { source: "alpha", channels: ["alpha"] });
  await on.databases.query("beta", damage);
  await rebuildOf(on, mirror, { dryRun: true }).run();
  assert.equal(await states.progress("beta", { source: "alpha", channels: ["alpha"] }), before);
  await rebuildOf(on, mirror).run();
  assert.notEqual(await states.progress("beta", { source: "alpha", channels: ["alpha"] }), before);
});

test("more rows than go into one transaction are put right part by part", async (t) => {
  const { on, process } = await thingsOf(t, {});
  const count = repairedAtOnce * 2 + 1;
  // No more than may wait at once.
  for (let made = 0; made < count; made += 2_000) {
    const keys = Array.from({ length: Math.min(2_000, count - made) }, (_, at) => `k${made + at}`);
    await Promise.all(keys.map((key) => rename(process, key, "x")));
  }
  await on.databases.query("beta", "truncate things");
  const rebuild = rebuildOf(on, mirror);
  assert.equal((await rebuild.run()).repaired, count);
  assert.deepEqual(rebuild.progress, { phase: "repairing", done: count, of: count });
  assert.equal(await wrongRows(on, mirror), 0);
  assert.deepEqual(await tableOf(on, "view_repairs"), [{ view: "things", repairs: "3" }]);
});

/** A transaction as a batch at hand has it: the rebuild cannot finish until it ends. */
async function holdUp(on: Stage): Promise<{ readonly letGo: () => Promise<void> }> {
  const client = await on.databases.client("beta", "batch");
  await client.query("begin");
  await client.query("lock table things in row exclusive mode");
  return { letGo: async () => void (await client.query("commit")) };
}

const compares = (rebuild: ViewRebuild) =>
  eventually("it to compare", async () => rebuild.progress.phase === "comparing");

test("two at once are one, and the other is told so", async (t) => {
  const { on } = await thingsOf(t, { a: ["x"] });
  const { letGo } = await holdUp(on);
  const first = rebuildOf(on, mirror);
  const running = first.run();
  await compares(first);
  await assert.rejects(rebuildOf(on, mirror).run(), { code: "view-rebuild-running", status: 409 });
  await rebuildOf(on, hits).run();
  await letGo();
  await running;
  await rebuildOf(on, mirror).run();
});

test("cancelled, or cut off from the database, it leaves the view as it was and nothing behind", async (t) => {
  const { on, process } = await thingsOf(t, { a: ["x"], b: ["y"] });
  await on.databases.query("beta", damage);
  const before = await tableOf(on, "things");
  const left = () =>
    on.databases.query(
      "beta",
      "select relname from pg_class where relname like 'rebuild_%' union all select 'lock' from pg_locks where locktype = 'advisory' and classid = 7742",
    );
  const nothingLeft = () =>
    eventually("nothing to be left", async () => (await left()).length === 0);
  const { letGo } = await holdUp(on);
  const stop = new AbortController();
  const cancelled = rebuildOf(on, mirror, { signal: stop.signal });
  const outcome = assert.rejects(cancelled.run(), { name: "AbortError" });
  await compares(cancelled);
  assert.ok((await left()).length > 0);
  stop.abort();
  await outcome;
  await nothingLeft();
  const killed = rebuildOf(on, mirror);
  const loss = assert.rejects(killed.run(), { code: "store-unavailable" });
  await compares(killed);
  await (
    await on.databases.superuser()
  ).query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'beta-work%'",
  );
  await loss;
  await nothingLeft();
  await letGo();
  assert.deepEqual(await tableOf(on, "things"), before);
  await rename(process, "a", "z");
  assert.equal((await rebuildOf(on, mirror).run()).repaired, 3);
});

test("a table that two views write is not rebuilt by one of them", async (t) => {
  const { on } = await thingsOf(t, {});
  const twice = service({
    name: "beta",
    deciders: [things],
    views: [mirror, { ...hits, table: "things" }],
  });
  await assert.rejects(rebuildOf(on, mirror, { service: twice }).run(), { code: "view-shared" });
});
