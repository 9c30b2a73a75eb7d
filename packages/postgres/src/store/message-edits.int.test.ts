import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Terminal, type Recorded } from "@waybill/kit";
import { counting, dataOf, eventually, producing } from "@waybill/kit/testing";
import { Operator } from "../testing/operator.ts";
import { stage, type Stage } from "../testing/stage.ts";
import { ViewsDatabase } from "../views-database.ts";
import type { DeadLetterStory } from "./dead-letters.ts";
import { MessageEdits, type Edit } from "./message-edits.ts";

function editsOf(on: Stage, t: TestContext): MessageEdits {
  const config = { connectionString: on.databases.beta.url };
  const database = new ViewsDatabase({ config, name: "edits", connections: 3 });
  t.after(() => database.close());
  return new MessageEdits(database);
}

/** A key whose first message is dead, with one behind it. */
async function broken(t: TestContext) {
  const on = await stage(t);
  const producer = await on.start(producing());
  const handled: unknown[] = [];
  await on.start(
    counting((message) => {
      if (dataOf(message).n === 1) throw new Terminal("nonsense", "no ones, ana@example.com");
      handled.push(message.data);
    }),
  );
  await producer.post("key", 2);
  const operator = new Operator(on);
  const letter = await eventually("a dead letter", async () => {
    const [found] = await operator.list({ tenant: "acme", all: false, limit: 1 });
    return found?.behind === 1 ? operator.find("acme", found.id) : undefined;
  });
  // What waits behind it was looked at already, in the batch in which its turn did not come.
  handled.length = 0;
  return { on, handled, operator, letter, edits: editsOf(on, t) };
}

function edit(letter: DeadLetterStory, n: number, more: Partial<Edit> = {}): Edit {
  const message: Recorded = { ...letter.message, data: { key: "key", n } };
  const before = letter.message.data;
  return {
    letter: letter.id,
    edits: letter.edits,
    message,
    before,
    by: "ana",
    reason: "a typo",
    at: Date.now(),
    replay: `rpl_${n}`,
    ...more,
  };
}

test("an edited message is handled once, in its place, and what it said before is kept", async (t) => {
  const { on, handled, operator, letter, edits } = await broken(t);
  assert.deepEqual(
    letter.failures.map(({ number, code, error, stack }) => [number, code, error, stack]),
    [[1, "nonsense", "no ones, [e-mail]", []]],
  );
  assert.equal(await edits.apply("another", edit(letter, 7)), false);
  assert.equal(await edits.apply("acme", edit(letter, 7)), true);
  await eventually("both to be handled", () => handled.length === 2);
  assert.deepEqual(handled, [
    { key: "key", n: 7 },
    { key: "key", n: 2 },
  ]);
  await eventually("none to be left", async () => {
    const left = await operator.list({ tenant: "acme", all: true, limit: 1 });
    return left.length === 0;
  });
  const [kept, ...others] = await edits.of("acme", "key");
  assert.deepEqual(others, []);
  assert.partialDeepStrictEqual(kept, {
    consumer: "beta",
    source: "alpha",
    position: 1,
    edit: 1,
    before: { key: "key", n: 1 },
    data: { key: "key", n: 7 },
    by: "ana",
    reason: "a typo",
  });
  assert.deepEqual(await edits.of("another", "key"), []);
  const log = await on.databases.query<{ data: string }>(
    "alpha",
    "select data from events order by position limit 1",
  );
  assert.deepEqual(JSON.parse(log[0]!.data), { key: "key", n: 1 });
});

test("of two who edit the same letter one is heard; an edit of what is not dead any more does nothing", async (t) => {
  const { handled, operator, letter, edits } = await broken(t);
  const both = await Promise.all([
    edits.apply("acme", edit(letter, 7)),
    edits.apply("acme", edit(letter, 8)),
  ]);
  assert.deepEqual(both.toSorted(), [false, true]);
  assert.equal(await operator.replay("acme", letter.id), false);
  await eventually("both to be handled", () => handled.length === 2);
  assert.equal(await edits.apply("acme", edit(letter, 9)), false);
  assert.equal((await edits.of("acme", "key")).length, 1);
});

test("what fails again after an edit can be edited again, from what it said last, and keeps its history", async (t) => {
  const { handled, operator, letter, edits } = await broken(t);
  assert.equal(await edits.apply("acme", edit(letter, 1)), true);
  const again = await eventually("it to be dead again", async () => {
    const found = await operator.find("acme", letter.id);
    return found?.status === "dead" && found.failures.length === 2 ? found : undefined;
  });
  assert.deepEqual([again.edits, again.failures.map(({ number }) => number)], [1, [1, 1]]);
  assert.equal(await edits.apply("acme", edit(letter, 5)), false, "based on the first version");
  assert.equal(await edits.apply("acme", edit(again, 5, { replay: "second" })), true);
  await eventually("both to be handled", () => handled.length === 2);
  assert.deepEqual(handled[0], { key: "key", n: 5 });
  assert.deepEqual(
    (await edits.of("acme", "key")).map(({ edit: number, data }) => [number, data]),
    [
      [1, { key: "key", n: 1 }],
      [2, { key: "key", n: 5 }],
    ],
  );
});

test("of many attempts the first ten and the last ten are kept", async (t) => {
  const { on, operator, letter } = await broken(t);
  const failure = (at: number) => ({ ...letter.failures[0], at });
  const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
  await on.databases.query("beta", "update parked set attempt_log = $1 where id = $2", [
    JSON.stringify(numbers.map(failure)),
    letter.id,
  ]);
  await operator.replay("acme", letter.id);
  const failures = await eventually("it to be dead again", async () => {
    const found = await operator.find("acme", letter.id);
    return found?.status === "dead" && found.failures.at(-1)?.at !== 20
      ? found.failures
      : undefined;
  });
  assert.deepEqual(
    failures.slice(0, -1).map(({ at }) => at),
    numbers.filter((at) => at !== 11),
  );
});
