import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Terminal } from "@waybill/kit";
import { counting, eventually, producing } from "@waybill/kit/testing";
import { stage, type Stage } from "../testing/stage.ts";
import { ViewsDatabase } from "../views-database.ts";
import { DeadLetterTriage } from "./dead-letter-triage.ts";

/** Over connections of its own, as those of two servers are. */
function triageOf(on: Stage, t: TestContext): DeadLetterTriage {
  const config = { connectionString: on.databases.beta.url };
  const database = new ViewsDatabase({ config, name: "triage", connections: 3 });
  t.after(() => database.close());
  return new DeadLetterTriage(database);
}

const keys = Array.from({ length: 30 }, (_, number) => `key-${number}`);

async function broken(on: Stage, t: TestContext) {
  const state = { broken: true };
  const producer = await on.start(producing());
  const consumer = await on.start(
    counting(() => {
      if (state.broken) throw new Terminal("nonsense", "it will never do");
    }),
  );
  await Promise.all(keys.map((key) => producer.post(key)));
  const triage = triageOf(on, t);
  const group = await eventually("all to be dead", async () => {
    const [found] = await triage.groups("acme", 10);
    return found?.letters === keys.length ? found : undefined;
  });
  return { state, producer, consumer, triage, group };
}

test("two people who replay the same group at once have each message handled once", async (t) => {
  const on = await stage(t);
  const { state, producer, consumer, triage, group } = await broken(on, t);
  assert.partialDeepStrictEqual(group, { code: "nonsense", type: "Posted", keys: 30, behind: 0 });
  await producer.post("key-0");
  await eventually("one to wait behind", async () => {
    const survey = await triage.survey("acme", { cause: group });
    return survey.behind === 1 ? survey : undefined;
  });
  assert.deepEqual(await triage.groups("another", 10), []);
  assert.equal((await triage.survey("another", { cause: group })).letters, 0);
  state.broken = false;
  const order = { from: Date.now(), perSecond: 1_000 };
  const replayed = await Promise.all([
    triage.replay("acme", { cause: group }, { ...order, id: "one" }),
    triage.replay("acme", { cause: group }, { ...order, id: "two" }),
    triage.replay("another", { cause: group }, { ...order, id: "three" }),
  ]);
  assert.equal(replayed[0] + replayed[1], 30);
  assert.equal(replayed[2], 0);
  await eventually("none to be left", async () => {
    const left = await on.databases.query("beta", "select from parked");
    return left.length === 0;
  });
  const tallies = await consumer.tallies(keys);
  for (const key of keys) {
    const count = key === "key-0" ? 2 : 1;
    assert.deepEqual(tallies.get(key), { count, last: count, disorder: 0 });
  }
  const ends = await triage.replays("acme");
  assert.equal(
    ends.reduce((sum, { letters }) => sum + letters, 0),
    30,
  );
  for (const { waiting, retrying, dead } of ends)
    assert.deepEqual([waiting, retrying, dead], [0, 0, 0]);
});

test("a replay at a limited rate spreads what is due, and says how far it is", async (t) => {
  const on = await stage(t);
  const { triage, group } = await broken(on, t);
  const replay = () =>
    triage.replay("acme", { cause: group }, { id: "slow", from: Date.now(), perSecond: 2 });
  assert.equal(await replay(), 30);
  const spread = await on.databases.query<{ seconds: number }>(
    "beta",
    "select extract(epoch from max(next_at) - min(next_at))::float8 as seconds from parked where replay = 'slow' and status = 'retry'",
  );
  assert.ok((spread[0]?.seconds ?? 0) > 13, JSON.stringify(spread));
  await eventually("one to be dead again", async () => {
    const [progress] = await triage.replays("acme", "slow");
    return (progress?.dead ?? 0) > 0 && (progress?.waiting ?? 0) > 0;
  });
  assert.ok((await triage.survey("acme", { cause: group })).waiting > 0);
});

test("a selection is what was chosen: others stay, and a dropped one is not replayed", async (t) => {
  const on = await stage(t);
  const { state, consumer, triage } = await broken(on, t);
  const rows = await on.databases.query<{ id: string; key: string }>(
    "beta",
    "select id, key from parked order by id limit 2",
  );
  const [one, other] = rows.map(({ id }) => Number(id));
  assert.equal(await triage.drop("another", [one!]), 0);
  assert.equal(await triage.drop("acme", [one!]), 1);
  assert.equal(await triage.drop("acme", [one!]), 0);
  state.broken = false;
  const order = { id: "chosen", from: Date.now(), perSecond: 100 };
  assert.equal(await triage.replay("acme", { ids: [one!, other!] }, order), 1);
  await eventually("the chosen one to be handled", async () => {
    return (await consumer.tallies([rows[1]!.key])).get(rows[1]!.key)?.count === 1;
  });
  const left = await triage.groups("acme", 10);
  assert.equal(left[0]?.letters, 28);
});
