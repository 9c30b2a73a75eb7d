import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { happened, type Contract } from "../concepts/contract.ts";
import { decider, on, type Decider } from "../concepts/decider.ts";
import { service } from "../concepts/service.ts";
import { metaOf } from "../testing/two-services.ts";
import { ownEvents } from "./own-event.ts";
import { Staging } from "./staging.ts";
import type { Entry } from "./stream-writes.ts";

const Moved = {
  source: "bank",
  type: "Moved",
  topic: "bank.moved",
  version: 3,
  schema: Type.Object({ to: Type.String(), amount: Type.Integer() }),
} satisfies Contract;
const now = Date.UTC(2026, 0, 1);
const untouched = {
  entries: new Map(),
  writes: { snapshots: [], timers: [], stops: [], kept: [], quiet: [] },
};

interface Account {
  readonly balance: number;
  readonly due?: number | undefined;
}

type Move = {
  readonly type: "move";
  readonly from: string;
  readonly to: string;
  readonly amount: number;
};

const accounts = decider<Account, Move>({
  category: "account",
  touched: true,
  initial: () => ({ balance: 0 }),
  key: ({ from }) => from,
  also: ({ to }) => [`account-${to}`],
  decide: {
    move: ({ to, amount }, { balance }, context) => {
      if (amount > balance) throw new Error(`only ${balance} left`);
      if (context.other<Account>(`account-${to}`).balance > 100) throw new Error("too rich");
      return amount === 0 ? [] : [happened(Moved, { to, amount }, [`account-${to}`])];
    },
  },
  evolve: [
    on(Moved, (state: Account, { to, amount }, { key, time }) => ({
      balance: state.balance + (key === to ? amount : -amount),
      due: time + state.balance,
    })),
  ],
  due: ({ due }) => due,
});
const bank = service({ name: "bank", deciders: [accounts] });

function staging(balances: Readonly<Record<string, number>>): Staging {
  const made = new Staging({
    service: bank,
    ids: { make: (prefix) => `${prefix}_1`, traceparent: () => "" },
    now,
  });
  for (const [key, balance] of Object.entries(balances)) {
    made.add(
      `account-${key}`,
      balance < 0 ? undefined : { version: 5, state: { balance }, snapshot: 5, timer: undefined },
    );
  }
  return made;
}

function move(
  from: string,
  to: string,
  amount: number,
): { readonly decider: Decider; readonly command: never } {
  return { decider: accounts, command: { type: "move", from, to, amount } as never };
}

test("an event moves its own stream and those that it touches, and is written once", () => {
  const batch = staging({ a: 10, b: -1 });
  const decided = batch.decide([move("a", "b", 4)], metaOf("c"));
  assert.deepEqual(decided, {
    stream: "account-a",
    state: { balance: 6, due: now + 10 },
    version: 6,
    firstEvent: 0,
    endEvent: 1,
  });
  assert.deepEqual(batch.outcome().writes.snapshots, [
    { stream: "account-a", replaces: 5, version: 6, state: { balance: 6, due: now + 10 } },
    { stream: "account-b", replaces: 0, version: 1, state: { balance: 4, due: now } },
  ]);
  assert.equal(batch.events.length, 1);
  const [recorded, next] = ownEvents("bank", 41, [...batch.events, ...batch.events]);
  assert.equal(next?.position, 42);
  assert.partialDeepStrictEqual(recorded, {
    source: "bank",
    position: 41,
    stream: "account-a",
    version: 6,
    schemaVersion: 3,
    touches: ["account-b"],
  });
});

test("a unit of which one command is refused leaves no trace of the others, and those before it stand", () => {
  const batch = staging({ a: 10, b: 0, c: 0 });
  batch.decide([move("a", "b", 4)], metaOf("c"));
  const before = structuredClone([batch.events, batch.outcome()]);
  assert.throws(
    () => batch.decide([move("a", "c", 3), move("b", "c", 1), move("a", "b", 99)], metaOf("c")),
    /only 3 left/,
  );
  assert.deepEqual([batch.events, batch.outcome()], before);
  assert.equal(batch.decide([move("a", "c", 6)], metaOf("c")).firstEvent, 1);
});

test("a unit whose answer cannot be made leaves no trace either", () => {
  const batch = staging({ a: 10, b: 0 });
  assert.throws(() =>
    batch.decide([move("a", "b", 4)], metaOf("c"), () => {
      throw new Error("no answer");
    }),
  );
  assert.deepEqual([batch.events, batch.outcome()], [[], untouched]);
});

test("a decision sees what earlier units of its batch did", () => {
  const batch = staging({ a: 10, b: 99, c: 5 });
  batch.decide([move("a", "b", 4)], metaOf("c"));
  assert.throws(() => batch.decide([move("c", "b", 1)], metaOf("c")), /too rich/);
});

test("a stream that nobody named cannot be read", () => {
  assert.throws(
    () => staging({ a: 10 }).decide([move("a", "b", 1)], metaOf("c")),
    /account-b is not loaded/,
  );
});

test("an event that touches a stream whose decider does not say so is refused", () => {
  const alone = { ...accounts, touched: false } as unknown as Decider;
  const batch = new Staging({
    service: service({ name: "bank", deciders: [alone] }),
    ids: { make: String, traceparent: () => "" },
    now,
  });
  batch.add("account-a", { version: 1, state: { balance: 9 }, snapshot: 1, timer: undefined });
  batch.add("account-b", undefined);
  assert.throws(
    () => batch.decide([{ ...move("a", "b", 1), decider: alone }], metaOf("c")),
    /Moved touches account-b; its decider has to say `touched`/,
  );
  assert.deepEqual([batch.events, batch.outcome()], [[], untouched]);
});

test("what changes nothing writes nothing", () => {
  const batch = staging({ a: 10, b: 0 });
  batch.decide([move("a", "b", 0)], metaOf("c"));
  assert.deepEqual([batch.events, batch.outcome()], [[], untouched]);
});

test("streams are written in one order, whatever the order of the commands", () => {
  const batch = staging({ z: 10, m: 10, a: 10 });
  batch.decide([move("z", "m", 1), move("m", "a", 1)], metaOf("c"));
  assert.deepEqual(
    batch.outcome().writes.snapshots.map(({ stream }) => stream),
    ["account-a", "account-m", "account-z"],
  );
});

const dues: readonly [
  what: string,
  stored: number | undefined,
  asks: number | undefined,
  rearm: boolean,
  written: number | undefined,
][] = [
  ["no time before: the one that the state asks for", undefined, 500, false, 500],
  ["an earlier one", 900, 500, false, 500],
  ["a later one: the stored one stays", 300, 500, false, 300],
  ["none: it goes", 300, undefined, false, undefined],
  ["a later one after a wake-up: it is set", 300, 500, true, 500],
];

for (const [what, stored, asks, rearm, written] of dues) {
  test(`the due time that is stored when a state asks for ${what}`, () => {
    const timed = decider({
      category: "timed",
      initial: (): { due?: number | undefined } => ({}),
      key: (command: { readonly type: "touch"; readonly key: string }) => command.key,
      decide: { touch: () => [happened(Moved, { to: "", amount: 0 })] },
      evolve: [on(Moved, () => ({ due: asks }))],
      due: ({ due }) => due,
    }) as unknown as Decider;
    const batch = new Staging({
      service: service({ name: "bank", deciders: [timed] }),
      ids: { make: String, traceparent: () => "" },
      now,
    });
    const timer = stored === undefined ? undefined : { due: stored, revision: 1 };
    batch.add("timed-k", { version: 1, state: { due: stored }, snapshot: 0, timer });
    batch.decide([{ decider: timed, command: { type: "touch", key: "k" } as never }], metaOf("c"));
    if (rearm) batch.rearm("timed-k");
    const { entries, writes } = batch.outcome();
    assert.equal(entries.get("timed-k")?.timer?.due, written);
    const stream = "timed-k";
    const set = { stream, tenant: "acme", due: written, replaces: stored === undefined ? 0 : 1 };
    assert.deepEqual(writes.timers, written === undefined || written === stored ? [] : [set]);
    assert.deepEqual(writes.stops, written === undefined ? [{ stream, revision: 1 }] : []);
    assert.deepEqual(writes.kept, written === stored ? [{ stream, revision: 1 }] : []);
    assert.deepEqual([writes.snapshots, writes.quiet], [[], []]);
  });
}

test("the timer of a stream that was woken is set though nothing happened, unless it does not exist", () => {
  const batch = staging({ b: -1 });
  const timer = { due: now, revision: 3 };
  batch.add("account-a", { version: 5, state: { balance: 1, due: now + 9 }, snapshot: 5, timer });
  batch.rearm("account-a");
  batch.rearm("account-b");
  assert.deepEqual(batch.outcome().writes, {
    ...untouched.writes,
    timers: [{ stream: "account-a", tenant: "", due: now + 9, replaces: 3 }],
    quiet: [{ stream: "account-a", version: 5 }],
  });
});

test("a stream that only its own events move has a snapshot every sixteen of them", () => {
  const posts = decider({
    category: "post",
    initial: () => 0,
    key: () => "k",
    decide: { post: () => [happened(Moved, { to: "", amount: 1 })] },
    evolve: [on(Moved, (count: number) => count + 1)],
  }) as unknown as Decider;
  let entry: Entry | undefined;
  const written: number[] = [];
  for (let version = 1; version <= 33; version++) {
    const one = new Staging({
      service: service({ name: "bank", deciders: [posts] }),
      ids: { make: String, traceparent: () => "" },
      now,
    });
    one.add("post-k", entry);
    one.decide([{ decider: posts, command: { type: "post" } }], metaOf("c"));
    const { entries, writes } = one.outcome();
    entry = entries.get("post-k");
    written.push(...writes.snapshots.map((snapshot) => snapshot.version));
  }
  assert.deepEqual(written, [16, 32]);
  const rest = { timer: undefined, tenant: "acme" };
  assert.deepEqual(entry, { version: 33, state: 33, snapshot: 32, isTerminal: false, ...rest });
});

test("on a stream that is taken for new only a decision that writes counts, for only that is checked", () => {
  const taken = (): Staging => {
    const batch = staging({ b: 0, c: 200 });
    batch.assume("account-a");
    return batch;
  };
  const stale = { code: "stale-write" };
  assert.throws(() => taken().decide([move("a", "b", 0)], metaOf("c")), stale);
  assert.throws(() => taken().decide([move("a", "b", 1)], metaOf("c")), stale, "refused");
  const batch = taken();
  assert.equal(batch.decide([move("a", "b", -1)], metaOf("c")).version, 1);
  assert.throws(() => batch.decide([move("a", "c", 1)], metaOf("c")), /too rich/);
});

test("a command of one tenant does not reach a stream of another, and leaves no trace of its tenant", () => {
  const batch = staging({ b: 5 });
  const mine = { ...metaOf("c"), tenant: "acme" };
  const theirs = { ...mine, tenant: "other" };
  const entry = {
    version: 1,
    state: { balance: 9 },
    snapshot: 0,
    timer: undefined,
    tenant: "acme",
  };
  batch.add("account-a", entry);
  assert.throws(() => batch.decide([move("a", "b", 1)], theirs), { code: "other-tenant" });
  assert.throws(() => batch.decide([move("a", "b", 0)], theirs), { code: "other-tenant" });
  assert.equal(batch.decide([move("a", "b", 1)], mine).version, 2);
});

test("an event that is still written as the release before knows it moves the state as it will be read", () => {
  const Said = {
    source: "talk",
    type: "Said",
    topic: "talk.said",
    version: 2,
    schema: Type.Object({ words: Type.Array(Type.String()) }),
    upcasts: { 1: ({ text }: { readonly text: string }) => ({ words: text.split(" ") }) },
  } satisfies Contract;
  const SaidBefore = { ...Said, version: 1, schema: Type.Object({ text: Type.String() }) };
  const lines = decider<readonly string[], { readonly type: "say"; readonly text: string }>({
    category: "line",
    initial: () => [],
    key: () => "k",
    decide: { say: ({ text }) => [happened(SaidBefore, { text })] },
    evolve: [on(Said, (state: readonly string[], { words }) => [...state, ...words])],
  });
  const talk = service({ name: "talk", deciders: [lines] });
  const noIds = { make: () => "", traceparent: () => "" };
  const made = new Staging({ service: talk, ids: noIds, now });
  made.add("line-k", undefined);
  const command = { type: "say", text: "to be" };
  made.decide([{ decider: lines, command }], metaOf("acme"));
  assert.deepEqual(made.state("line-k"), ["to", "be"]);
  assert.deepEqual(
    made.events.map(({ schemaVersion, data }) => ({ schemaVersion, data })),
    [{ schemaVersion: 1, data: { text: "to be" } }],
  );
});
