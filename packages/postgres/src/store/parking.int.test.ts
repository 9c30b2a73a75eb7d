import assert from "node:assert/strict";
import { test } from "node:test";
import { Retryable, Terminal, messageView, rowsOn } from "@waybill/kit";
import {
  Posted,
  counting,
  dataOf,
  eventually,
  producing,
  type ServiceProcess,
} from "@waybill/kit/testing";
import { Operator } from "../testing/operator.ts";
import { stage, type Stage } from "../testing/stage.ts";

interface ParkedRow extends Record<string, unknown> {
  readonly id: string;
  readonly key: string;
  readonly n: number;
  readonly status: string;
  readonly attempts: number;
  readonly code: string;
}

function parkedRows(on: Stage): Promise<ParkedRow[]> {
  return on.databases.query<ParkedRow>(
    "beta",
    "select id, key, (message->'data'->>'n')::int as n, status, attempts, code from parked order by id",
  );
}

async function reaches(consumer: ServiceProcess, key: string, count: number): Promise<void> {
  const tally = await eventually(`${key} to be counted ${count} times`, async () => {
    const found = (await consumer.tallies([key])).get(key);
    return found !== undefined && found.count >= count ? found : undefined;
  });
  assert.deepEqual(tally, { count, last: count, disorder: 0 });
}

test("a failure that may pass parks its key; the others flow, and its own messages keep their order", async (t) => {
  const on = await stage(t);
  let broken = true;
  const service = counting(({ data }) => {
    if (broken && data.key === "bad") throw new Retryable("dependency-down", "not now");
  });
  const consumer = await on.start(service);
  const producer = await on.start(producing());
  // All in one commit, so in one batch of the consumer: what follows the failure in it has to wait, too.
  await Promise.all(["bad", "good", "bad", "good", "bad", "good"].map((key) => producer.post(key)));
  await reaches(consumer, "good", 3);
  await producer.post("bad", 2);
  await eventually("all of the key to wait", async () => (await parkedRows(on)).length === 5);
  const rows = await parkedRows(on);
  assert.deepEqual(
    rows.map(({ n, status }) => `${n} ${status}`),
    ["1 retry", "2 queued", "3 queued", "4 queued", "5 queued"],
  );
  assert.equal(rows[0]?.code, "dependency-down");
  await eventually("a few retries", async () => ((await parkedRows(on))[0]?.attempts ?? 0) >= 3);
  assert.deepEqual(
    (await parkedRows(on)).slice(1).map((row) => row.attempts),
    [0, 0, 0, 0],
    "one was tried before its turn",
  );
  broken = false;
  await reaches(consumer, "bad", 5);
  await producer.post("bad");
  await reaches(consumer, "bad", 6);
  assert.deepEqual(await parkedRows(on), []);
});

test("each further attempt waits longer, and the last makes a dead letter", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  await on.start(
    counting(() => {
      throw new Error("a bug");
    }),
  );
  await producer.post("key");
  const seen = new Map<number, number>();
  await eventually("the fifth attempt", async () => {
    const [row] = await on.databases.query<{ attempts: number; wait: number }>(
      "beta",
      "select attempts, extract(epoch from next_at - parked_at)::float8 as wait from parked",
    );
    if (row !== undefined) seen.set(row.attempts, row.wait);
    return (row?.attempts ?? 0) >= 5;
  });
  const waits = [...seen].toSorted(([one], [other]) => one - other).map(([, wait]) => wait);
  assert.deepEqual(
    waits,
    waits.toSorted((one, other) => one - other),
  );
  await on.databases.query("beta", "update parked set attempts = 9, next_at = now()");
  await eventually("a dead letter", async () => (await parkedRows(on))[0]?.status === "dead");
  assert.deepEqual((await parkedRows(on))[0]?.attempts, 10);
});

test("a dead letter holds its key back until it is replayed, and replay twice counts once", async (t) => {
  const on = await stage(t);
  let broken = true;
  const producer = await on.start(producing());
  const consumer = await on.start(
    counting((message) => {
      if (broken && dataOf(message).n === 2) throw new Terminal("nonsense", "it will never do");
    }),
  );
  await producer.post("key", 4);
  await reaches(consumer, "key", 1);
  await eventually("the rest to wait behind it", async () => (await parkedRows(on)).length === 3);
  const letters = new Operator(on);
  const [letter, ...others] = await letters.list({ tenant: "acme", all: false, limit: 10 });
  assert.deepEqual(
    [letter?.status, letter?.code, letter?.behind, others],
    ["dead", "nonsense", 2, []],
  );
  assert.deepEqual(await letters.list({ tenant: "another", all: true, limit: 10 }), []);
  assert.equal(await letters.replay("another", letter!.id), false);
  broken = false;
  const replays = await Promise.all([
    letters.replay("acme", letter!.id),
    letters.replay("acme", letter!.id),
  ]);
  assert.deepEqual(replays.toSorted(), [false, true]);
  await reaches(consumer, "key", 4);
  assert.equal(await letters.replay("acme", letter!.id), false);
  await producer.post("key");
  await reaches(consumer, "key", 5);
  assert.deepEqual(await parkedRows(on), []);
});

test("a dead letter that is dropped lets those behind it go on, those too that came meanwhile", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const consumer = await on.start(
    counting((message) => {
      if (dataOf(message).n === 1) throw new Terminal("nonsense", "it will never do");
    }),
  );
  await producer.post("key", 2);
  await eventually("a dead letter", async () => (await parkedRows(on)).length === 2);
  const letters = new Operator(on);
  const [letter] = await letters.list({ tenant: "acme", all: false, limit: 10 });
  // The consumer is told nothing, so these queue behind what is on its way out.
  const [dropped] = await Promise.all([
    letters.drop("acme", letter!.id),
    ...Array.from({ length: 5 }, () => producer.post("key")),
  ]);
  assert.equal(dropped, true);
  assert.equal(await letters.drop("acme", letter!.id), false);
  await eventually(
    "all others to be counted",
    async () => (await consumer.tallies(["key"])).get("key")?.last === 7,
  );
  assert.deepEqual((await consumer.tallies(["key"])).get("key"), {
    count: 6,
    last: 7,
    disorder: 1,
  });
  assert.deepEqual(await parkedRows(on), []);
  assert.deepEqual(await letters.list({ tenant: "acme", all: true, limit: 10 }), []);
});

const small = messageView({
  table: "small_numbers",
  key: ["key", "n"],
  columns: { key: "text", n: "integer" },
  on: [rowsOn(Posted, ({ key, n }) => [{ key, n }])],
});
const smallNumbers = [
  {
    id: "beta/0001-small",
    sql: "create table small_numbers (key text, n integer check (n < 5), primary key (key, n))",
  },
];

test("a message that the database refuses is found among those of its batch and becomes a dead letter", async (t) => {
  const on = await stage(t, { migrations: smallNumbers });
  const producer = await on.start(producing());
  await Promise.all(
    ["a", "b", "bad", "c", "d"].map((key) => producer.post(key, key === "bad" ? 6 : 4)),
  );
  const consumer = await on.start(counting(undefined, [small]));
  for (const key of ["a", "b", "c", "d", "bad"]) await reaches(consumer, key, 4);
  await eventually(
    "the refused one and the one behind it to be parked",
    async () => (await parkedRows(on)).length === 2,
  );
  assert.deepEqual(
    (await parkedRows(on)).map(({ key, n, status, code }) => [key, n, status, code]),
    [
      ["bad", 5, "dead", "store-refused"],
      ["bad", 6, "queued", ""],
    ],
  );
  await producer.post("a");
  await eventually("another one to be refused", async () => (await parkedRows(on)).length === 3);
  // A restart knows as much.
  await consumer.stop();
  const next = await on.start(counting(undefined, [small]));
  await producer.post("b", 0);
  await producer.post("e", 4);
  await reaches(next, "e", 4);
  await producer.post("bad");
  await eventually(
    "what comes later to wait as well",
    async () => (await parkedRows(on)).filter(({ key }) => key === "bad").length === 3,
  );
  // The cause is mended; the same process has refused it before and must not hold that against it.
  await on.databases.query(
    "beta",
    "alter table small_numbers drop constraint small_numbers_n_check",
  );
  const letters = new Operator(on);
  for (const { id } of await letters.list({ tenant: "acme", all: false, limit: 10 }))
    await letters.replay("acme", id);
  await reaches(next, "bad", 7);
  await reaches(next, "a", 5);
  assert.deepEqual(await parkedRows(on), []);
});

test("a retry that the database refuses is found, and its process forgives it when it is replayed", async (t) => {
  const on = await stage(t, { migrations: smallNumbers });
  let broken = true;
  const producer = await on.start(producing());
  const service = counting(
    (message) => {
      if (broken && dataOf(message).n === 5) throw new Retryable("dependency-down", "not now");
    },
    [small],
  );
  const consumer = await on.start(service);
  await Promise.all(["bad", "worse"].map((key) => producer.post(key, 6)));
  await eventually("both keys to be parked", async () => (await parkedRows(on)).length === 4);
  broken = false;
  await eventually(
    "two dead letters",
    async () => (await parkedRows(on)).filter(({ status }) => status === "dead").length === 2,
  );
  await producer.post("good", 4);
  await reaches(consumer, "good", 4);
  await on.databases.query(
    "beta",
    "alter table small_numbers drop constraint small_numbers_n_check",
  );
  const letters = new Operator(on);
  for (const { id } of await letters.list({ tenant: "acme", all: false, limit: 10 }))
    await letters.replay("acme", id);
  await reaches(consumer, "bad", 6);
  await reaches(consumer, "worse", 6);
});

test("what is parked is still parked, and still in order, after a crash", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  let broken = true;
  const service = counting(({ data }) => {
    if (broken && data.key === "bad") throw new Retryable("dependency-down", "not now");
  });
  const first = await on.start(service, { owner: "first" });
  await producer.post("bad", 3);
  await eventually("it to be parked", async () => (await parkedRows(on)).length === 3);
  await first.kill();
  await on.databases.lapse("first");
  const second = await on.start(service, { owner: "second" });
  await producer.post("bad", 2);
  await eventually("the later ones to wait, too", async () => (await parkedRows(on)).length === 5);
  broken = false;
  await reaches(second, "bad", 5);
});

test("retries get their turn though messages never stop coming", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  let broken = true;
  const consumer = await on.start(
    counting(({ data }) => {
      if (broken && data.key === "bad") throw new Retryable("dependency-down", "not now");
    }),
  );
  await producer.post("bad");
  await eventually("it to be parked", async () => (await parkedRows(on)).length === 1);
  const posting = new AbortController();
  const load = (async (): Promise<void> => {
    while (!posting.signal.aborted)
      await Promise.all(Array.from({ length: 20 }, (_, index) => producer.post(`key_${index}`)));
  })();
  broken = false;
  await reaches(consumer, "bad", 1).finally(() => {
    posting.abort();
  });
  await load;
});

test("a message of a version that nobody here knows parks its key, and is handled after the upgrade", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  await producer.post("new");
  await on.databases.query(
    "alpha",
    'update events set schema_version = 2, data = \'{"key":"new","n":1}\'',
  );
  await producer.post("old");
  const consumer = await on.start(counting());
  await reaches(consumer, "old", 1);
  await eventually("the unknown one to be parked", async () => (await parkedRows(on)).length === 1);
  const [row] = await on.databases.query<{ version: number; error: string }>(
    "beta",
    "select message->'schemaVersion' as version, error from parked",
  );
  assert.equal(row?.version, 2);
  assert.match(row?.error ?? "", /version 2 is newer than version 1/);
  // Stands for the upgrade: the contract of this process now has that version.
  await on.databases.query(
    "beta",
    "update parked set message = jsonb_set(message::jsonb, '{schemaVersion}', '1')",
  );
  await reaches(consumer, "new", 1);
});

test("a pause ends though the clock was set back during it", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  let broken = true;
  const consumer = await on.start(
    counting(() => {
      if (broken) throw new Retryable("dependency-down", "not now");
    }),
  );
  const keys = Array.from({ length: 60 }, (_, index) => `key_${index}`);
  await Promise.all(keys.map((key) => producer.post(key)));
  const [inbox] = consumer.runtime.inboxes;
  await eventually("it to pause", () => inbox?.isPaused);
  broken = false;
  consumer.gate.clock.now = () => Date.now() - 500;
  await eventually(
    "everything to be counted",
    async () => (await consumer.tallies(keys)).size === keys.length,
  );
});

test("a consumer most of whose messages fail pauses itself, keeps its backlog, and goes on by itself", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  let broken = true;
  let handled = 0;
  const consumer = await on.start(
    counting(() => {
      handled += 1;
      if (broken) throw new Retryable("dependency-down", "not now");
    }),
  );
  const [inbox] = consumer.runtime.inboxes;
  await Promise.all(Array.from({ length: 60 }, (_, index) => producer.post(`key_${index}`)));
  await eventually("it to pause", () => inbox?.isPaused);
  const before = handled;
  await Promise.all(Array.from({ length: 300 }, (_, index) => producer.post(`later_${index}`)));
  assert.ok(inbox?.isPaused, "the pause is over already, so this shows nothing");
  assert.equal(handled, before);
  assert.ok(
    consumer.logged.some(({ msg }) => msg === "most messages fail: the consumer pauses itself"),
  );
  broken = false;
  await eventually("everything to be counted", async () => {
    const tallies = await consumer.tallies(
      [...Array(60).keys()]
        .map((index) => `key_${index}`)
        .concat([...Array(300).keys()].map((index) => `later_${index}`)),
    );
    return [...tallies.values()].length === 360;
  });
  assert.deepEqual(await parkedRows(on), []);
});
