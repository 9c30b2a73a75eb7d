import assert from "node:assert/strict";
import { test } from "node:test";
import { Terminal, partitionOf, type Decider } from "@waybill/kit";
import { counting, eventually, producing } from "@waybill/kit/testing";
import { Operator } from "../testing/operator.ts";
import { stage, type Stage } from "../testing/stage.ts";
import { reaches } from "../testing/outside.ts";

interface Row {
  readonly key: string;
  readonly type?: string;
  readonly data?: string;
  readonly schemaVersion?: number;
  readonly partition?: number;
  readonly tenant?: string;
  readonly time?: string;
}

/** Appends as somebody would who can write into the table and knows nothing of contracts. */
async function intrude(on: Stage, row: Row): Promise<void> {
  const { key, type = "Posted", schemaVersion = 1, tenant = "acme", time = "now" } = row;
  const { data = JSON.stringify({ key, n: 1 }), partition = partitionOf(key) } = row;
  await on.databases.query(
    "alpha",
    `insert into events (position, partition, stream, version, type, schema_version, tenant,
                         correlation_id, causation_id, traceparent, recorded_at, data)
     select coalesce(max(position), 0) + 1, $1, $2, 1, $3, $4, $5, 'c', 'c', 't', $6::timestamptz, $7
     from events`,
    [partition, `foreign-${key}`, type, schemaVersion, tenant, time, data],
  );
}

const deep = `{"key":"deep","n":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;

/** Each with the cause that its dead letter has to show. */
const foreign: readonly (readonly [row: Row, cause: RegExp])[] = [
  [{ key: "text", data: "\u0001\u0002 not JSON {" }, /its data must be object/],
  [{ key: "empty", data: "" }, /its data must be object/],
  [{ key: "null", data: "null" }, /its data must be object/],
  [{ key: "wrong", data: '{"key":"wrong","n":"one"}' }, /its data at \/n must be integer/],
  [{ key: "huge", data: '{"key":"huge","n":1e999}' }, /its data at \/n must be integer/],
  [{ key: "nul", data: '{"key":5,"n":1,"\\u0000":"\\ud800"}' }, /its data at \/key must be string/],
  [{ key: "deep", data: deep }, /its data at \/n must be integer/],
  [{ key: "past", schemaVersion: -1 }, /-1 is no version of a schema/],
  [{ key: "nowhere", partition: 7 }, /partition 7 is not that of its key/],
  [{ key: "nobody", tenant: "" }, /it names no tenant/],
  [{ key: "never", time: "infinity" }, /Infinity is no time/],
];
const keys = foreign.map(([{ key }]) => key);

test("what a stranger writes into a log holds up its keys only, is listed with its cause, and ends by being dropped", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const consumer = await on.start(counting());
  await intrude(on, { key: "ignored", type: "Shredded" });
  for (const [row] of foreign) await intrude(on, row);
  await Promise.all([...keys, "ignored", "good"].map((key) => producer.post(key)));
  await reaches(consumer, "good", 1);
  await reaches(consumer, "ignored", 1);
  const letters = new Operator(on);
  const list = () => letters.list({ tenant: "acme", all: false, limit: 100 });
  await eventually("all of them to be listed", async () => (await list()).length === keys.length);
  const listed = new Map((await list()).map((letter) => [letter.key, letter]));
  for (const [{ key }, cause] of foreign) {
    const letter = listed.get(key);
    assert.deepEqual([letter?.code, letter?.behind], ["message-malformed", 1], key);
    assert.match(letter?.error ?? "", cause);
  }
  assert.equal((await consumer.tallies(keys)).size, 0, "something was carried out");
  // A restart reads what is parked, and reads on where it was.
  await consumer.stop();
  const next = await on.start(counting());
  await producer.post("good");
  await reaches(next, "good", 2);
  for (const { id } of listed.values()) assert.equal(await letters.drop("acme", id), true);
  for (const key of keys) await reaches(next, key, 1);
  assert.deepEqual(await on.databases.query("beta", "select from parked"), []);
});

test("a version that no release has is tried a while and then listed; a replay changes nothing", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const consumer = await on.start(counting());
  await intrude(on, { key: "newer", schemaVersion: 99 });
  await Promise.all(["newer", "good"].map((key) => producer.post(key)));
  await reaches(consumer, "good", 1);
  const status = async () =>
    (
      await on.databases.query<{ status: string }>("beta", "select status from parked order by id")
    )[0]?.status;
  const letters = new Operator(on);
  const tryTheLast = async (): Promise<void> => {
    await eventually("it to be tried again", async () => (await status()) === "retry");
    await on.databases.query(
      "beta",
      "update parked set attempts = 9, next_at = now() where status = 'retry'",
    );
    await eventually("a dead letter", async () => (await status()) === "dead");
  };
  await tryTheLast();
  const [letter] = await letters.list({ tenant: "acme", all: false, limit: 10 });
  assert.deepEqual([letter?.code, letter?.behind], ["version-unknown", 1]);
  assert.equal(await letters.replay("acme", letter!.id), true);
  await tryTheLast();
  assert.equal(await letters.drop("acme", letter!.id), true);
  await reaches(consumer, "newer", 1);
});

test("a consumer does not pause for messages that are no messages, however many there are", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const bad = Array.from({ length: 80 }, (_, index) => `bad_${index}`);
  for (const key of bad) await intrude(on, { key, data: "{}" });
  await producer.post("good");
  const consumer = await on.start(counting());
  await reaches(consumer, "good", 1);
  await eventually("all of them to be parked", async () => {
    const parked = await on.databases.query("beta", "select from parked where status = 'dead'");
    return parked.length === bad.length;
  });
  assert.equal(consumer.runtime.inboxes[0]?.isPaused, false);
  assert.deepEqual(
    consumer.logged.filter(({ msg }) => /pauses/.test(String(msg))),
    [],
  );
});

test("a command that names no stream fails alone, and its batch goes on at once", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  await Promise.all(["a", "b", "bad", "c"].map((key) => producer.post(key)));
  const { deciders, reactions, ...rest } = counting();
  const nameless = [...deciders.values()].map((each): Decider => ({
    ...each,
    key(command, tenant) {
      const key = each.key(command, tenant);
      if (key === "bad") throw new Terminal("nonsense", "it names no stream");
      return key;
    },
  }));
  const consumer = await on.start({
    ...rest,
    deciders: new Map(nameless.map((each) => [each.category, each])),
    reactions: reactions.map((each) => ({ ...each, to: nameless[0] ?? each.to })),
  });
  for (const key of ["a", "b", "c"]) await reaches(consumer, key, 1);
  const codes = await on.databases.query("beta", "select key, code from parked");
  assert.deepEqual(codes, [{ key: "bad", code: "nonsense" }]);
  assert.deepEqual(
    consumer.logged.filter(({ msg }) => /batch did not/.test(String(msg))),
    [],
  );
});
