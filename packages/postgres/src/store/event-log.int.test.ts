import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { TwoDatabases } from "../testing/two-databases.ts";
import { ViewsDatabase } from "../views-database.ts";
import { EventLog, type EventFilter, type Look } from "./event-log.ts";

const count = 60_000;
const start = 1_800_000_000_000;
const rare = 17;

/** One event a second; one of them is of another tenant, and every hundredth of one stream. */
async function longLog(t: TestContext): Promise<EventLog> {
  const databases = await TwoDatabases.open();
  t.after(() => databases.close());
  await databases.query(
    "alpha",
    `insert into events (position, partition, stream, version, type, schema_version, tenant,
       correlation_id, causation_id, traceparent, recorded_at, data)
     select n, n % 4, case when n % 100 = 0 then 'post-hot' else 'post-' || n end,
       case when n % 100 = 0 then n / 100 else 1 end, 'Posted', 1,
       case when n = ${rare} then 'rare' else 'acme' end, 'c' || n, 'c' || n, '',
       to_timestamp(${start / 1000} + n), '{}'
     from generate_series(1, ${count}) as n`,
  );
  const config = { connectionString: databases.alpha.url };
  const database = new ViewsDatabase({ config, name: "event-log-test" });
  t.after(() => database.close());
  return new EventLog(database);
}

const acme: EventFilter = { tenant: "acme" };
const look: Look = { order: "newest", at: undefined, limit: 3, window: 20_000 };

test("a long log is looked at part by part, each bounded, until what is rare is found", async (t) => {
  const log = await longLog(t);
  let at: number | undefined;
  for (const low of [40_001, 20_001, 1]) {
    const part = await log.look({}, { tenant: "rare" }, { ...look, at });
    assert.equal(part.low, low);
    assert.deepEqual(
      part.events.map(({ position }) => position),
      low === 1 ? [rare] : [],
    );
    assert.equal(part.isEnd, low === 1);
    at = part.low;
  }
  assert.equal((await log.find("rare", rare))?.position, rare);
  assert.equal(await log.find("acme", rare), undefined);
});

test("a stream is looked at by its versions, however far apart its events are", async (t) => {
  const log = await longLog(t);
  const stream = "post-hot";
  const newest = await log.look({ stream }, acme, look);
  assert.deepEqual(
    newest.events.map(({ version }) => version),
    [600, 599, 598],
  );
  assert.equal(newest.isEnd, true);
  const oldest = await log.look({ stream }, acme, { ...look, order: "oldest", at: 10 });
  assert.deepEqual(
    oldest.events.map(({ position }) => position),
    [1_000, 1_100, 1_200],
  );
});

test("a time is found to the event, also before the first and behind the last", async (t) => {
  const log = await longLog(t);
  const at = (n: number): number => start + n * 1_000;
  const between = async (from: number, to: number): Promise<readonly number[]> => {
    const filter = { ...acme, from, to };
    const { events } = await log.look({}, filter, { ...look, order: "oldest" });
    return events.map(({ position }) => position);
  };
  assert.deepEqual(await between(at(31_000), at(31_002)), [31_000, 31_001]);
  assert.deepEqual(await between(at(-5), at(2)), [1]);
  assert.deepEqual(await between(at(count), at(count + 9)), [count]);
  assert.deepEqual(await between(at(count + 1), at(count + 9)), []);
  assert.deepEqual(await between(at(5), at(5)), []);
  const newest = await log.look({ stream: "post-hot" }, { ...acme, to: at(500) }, look);
  assert.deepEqual(
    newest.events.map(({ version }) => version),
    [4, 3, 2],
  );
});

test("partition, type and correlation narrow it down; an empty log has nothing", async (t) => {
  const log = await longLog(t);
  const one = { ...acme, partition: 3, correlationId: "c59999", types: ["Posted"] };
  assert.equal((await log.look({}, one, look)).events.length, 1);
  assert.equal((await log.look({}, { ...one, partition: 2 }, look)).events.length, 0);
  assert.equal((await log.look({}, { ...acme, types: ["Other"] }, look)).events.length, 0);
  const none = await log.look({ stream: "post-none" }, acme, look);
  assert.deepEqual([none.events.length, none.isEnd], [0, true]);
});
