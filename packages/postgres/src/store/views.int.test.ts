import assert from "node:assert/strict";
import { test } from "node:test";
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
  type Row,
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

const Set1 = {
  source: "beta",
  type: "ThingSet",
  topic: "beta.thing",
  version: 1,
  schema: Type.Object({ row: Type.Unknown() }),
} satisfies Contract;

interface Thing {
  readonly row?: Row | "delete";
}

const things = decider({
  category: "thing",
  initial: (): Thing => ({}),
  key: (command: { readonly type: "set"; readonly key: string; readonly row: Row | "delete" }) =>
    command.key,
  decide: { set: ({ row }) => [happened(Set1, { row })] },
  evolve: [evolving(Set1, (_: Thing, { row }) => ({ row: row as Row | "delete" }))],
});

const table = {
  table: "things",
  key: ["id"],
  columns: { name: "text", price: "bigint", tags: "jsonb", active: "boolean" },
};
const mirror = stateView(things, {
  ...table,
  row: ({ row }, { key }) => (row === undefined || row === "delete" ? row : { id: key, ...row }),
});
// A second view of one table: each has statements of its own.
const hits = messageView({
  table: "things",
  key: ["id"],
  columns: { hits: "integer", last_hit: "timestamptz", note: "text" },
  greatest: ["hits", "last_hit"],
  on: [
    rowsOn(Posted, ({ key, n }) => [
      {
        id: key,
        hits: n,
        last_hit: new Date(n * 1_000).toISOString(),
        ...(n === 2 ? { note: "two" } : {}),
      },
    ]),
  ],
});

const migrations = [
  {
    id: "beta/0001-things",
    sql: `create table things (id text primary key, name text, price bigint, tags jsonb, active boolean,
      hits integer, last_hit timestamptz, note text, writes integer not null default 0);
    create function counted() returns trigger language plpgsql as $$ begin new.writes = old.writes + 1; return new; end $$;
    create trigger counts before update on things for each row execute function counted();`,
  },
];

const beta = service({
  name: "beta",
  deciders: [things, ...counting().deciders.values()],
  reactions: counting().reactions,
  views: [mirror, hits],
});

function set(process: ServiceProcess, key: string, row: Row | "delete"): Promise<unknown> {
  return process.runtime.execute({
    decider: things,
    command: { type: "set", key, row } as never,
    meta: metaOf(key),
  });
}

async function rowOf(on: Stage, id: string): Promise<Record<string, unknown> | undefined> {
  return (await on.databases.query("beta", "select * from things where id = $1", [id]))[0];
}

test("a state view is what the state says: whole, with columns emptied again, and gone when it goes", async (t) => {
  const on = await stage(t, { migrations });
  const process = await on.start(beta, { alone: true });
  await set(process, "a", {
    name: 'quote " and \\ and {brace}',
    price: 2 ** 53 - 1,
    tags: { deep: ["ä", null] },
    active: false,
  });
  const first = await rowOf(on, "a");
  assert.partialDeepStrictEqual(first, {
    name: 'quote " and \\ and {brace}',
    price: "9007199254740991",
    tags: { deep: ["ä", null] },
    active: false,
  });
  await set(process, "a", { name: "", price: null, active: true });
  assert.partialDeepStrictEqual(await rowOf(on, "a"), {
    name: "",
    price: null,
    tags: null,
    active: true,
  });
  await set(process, "a", { name: "" });
  assert.partialDeepStrictEqual(await rowOf(on, "a"), { name: "", active: null });
  await set(process, "a", "delete");
  assert.equal(await rowOf(on, "a"), undefined);
});

test("a row that would be the same is not written", async (t) => {
  const on = await stage(t, { migrations });
  const process = await on.start(beta, { alone: true });
  for (let round = 0; round < 3; round++)
    await set(process, "a", { name: "same", tags: { a: [1] } });
  assert.partialDeepStrictEqual(await rowOf(on, "a"), { writes: 0 });
  await set(process, "a", { name: "same", tags: { a: [2] } });
  assert.partialDeepStrictEqual(await rowOf(on, "a"), { writes: 1, tags: { a: [2] } });
});

test("a row that comes, goes and comes within one batch is there; one that comes and goes is not", async (t) => {
  const on = await stage(t, { migrations });
  const process = await on.start(beta, { alone: true });
  await Promise.all([
    ...[{ name: "1" }, "delete" as const, { name: "2" }].map((row) => set(process, "back", row)),
    ...[{ name: "1" }, "delete" as const].map((row) => set(process, "gone", row)),
  ]);
  assert.partialDeepStrictEqual(await rowOf(on, "back"), { name: "2" });
  assert.equal(await rowOf(on, "gone"), undefined);
});

test("a message view keeps what a message does not say, and the greater of what only grows, in whatever order it comes", async (t) => {
  const on = await stage(t, { migrations });
  const producer = await on.start(producing());
  await producer.post("a", 3);
  const process = await on.start(beta, { alone: true });
  await eventually("three hits", async () => (await rowOf(on, "a"))?.["hits"] === 3);
  assert.partialDeepStrictEqual(await rowOf(on, "a"), {
    hits: 3,
    last_hit: new Date(3_000),
    note: "two",
    writes: 0,
  });
  await on.databases.query("beta", "update things set hits = 10, last_hit = to_timestamp(10)");
  await set(process, "a", { name: "named" });
  await producer.post("a");
  await eventually(
    "the fourth to be counted",
    async () => (await process.tallies(["a"])).get("a")?.count === 4,
  );
  assert.partialDeepStrictEqual(await rowOf(on, "a"), {
    name: "named",
    hits: 10,
    last_hit: new Date(10_000),
    note: "two",
  });
});

test("a view's row and what it is derived from are written together or not at all", async (t) => {
  const on = await stage(t, { migrations });
  const process = await on.start(beta, { alone: true });
  await assert.rejects(set(process, "bad", { name: "nul \u0000" }), { code: "store-refused" });
  await assert.rejects(set(process, "bad", { price: "not a number" }), { code: "store-refused" });
  assert.deepEqual(
    await on.databases.query(
      "beta",
      "select from events union all select from snapshots union all select from things",
    ),
    [],
  );
  await set(process, "bad", { name: "better" });
  assert.partialDeepStrictEqual(await rowOf(on, "bad"), { name: "better" });
});
