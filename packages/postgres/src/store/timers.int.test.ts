import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { decider, happened, on as evolving, service, type Contract } from "@waybill/kit";
import { eventually, metaOf, type ServiceProcess } from "@waybill/kit/testing";
import { stage } from "../testing/stage.ts";

const Armed = {
  source: "alpha",
  type: "Armed",
  topic: "alpha.armed",
  version: 1,
  schema: Type.Object({ at: Type.Integer() }),
} satisfies Contract;
const Rang = {
  source: "alpha",
  type: "Rang",
  topic: "alpha.rang",
  version: 1,
  schema: Type.Object({}),
} satisfies Contract;

interface Clock {
  readonly at?: number | undefined;
  readonly rang: number;
}

type AlarmCommand =
  | { readonly type: "arm"; readonly key: string; readonly at: number }
  | { readonly type: "ring"; readonly key: string };

const alarms = decider<Clock, AlarmCommand>({
  category: "alarm",
  initial: () => ({ rang: 0 }),
  key: (command) => command.key,
  decide: {
    arm: ({ at }) => [happened(Armed, { at })],
    ring: ({ key }, { at }, { now }) => {
      if (key.startsWith("broken")) throw new Error("it always throws");
      return at !== undefined && at <= now ? [happened(Rang, {})] : [];
    },
  },
  evolve: [
    evolving(Armed, (state: Clock, { at }) => ({ ...state, at })),
    evolving(Rang, ({ rang }: Clock) => ({ rang: rang + 1 })),
  ],
  due: ({ at }) => at,
  onDue: (key) => ({ type: "ring", key }),
});

const alpha = service({ name: "alpha", deciders: [alarms] });

function arm(process: ServiceProcess, key: string, at: number): Promise<unknown> {
  return process.runtime.execute({
    decider: alarms,
    command: { type: "arm", key, at } as never,
    meta: metaOf(key),
  });
}

test("a stream whose time has come is woken, and one whose time has not is let be", async (t) => {
  const on = await stage(t);
  const process = await on.start(alpha, { alone: true });
  await Promise.all([
    arm(process, "soon", Date.now() + 300),
    arm(process, "past", Date.now() - 60_000),
    arm(process, "later", Date.now() + 600_000),
  ]);
  await eventually(
    "two to ring",
    async () =>
      (await on.databases.query("alpha", "select from events where type = 'Rang'")).length === 2,
  );
  const rows = await on.databases.query<{ stream: string }>("alpha", "select stream from timers");
  assert.deepEqual(rows, [{ stream: "alarm-later" }]);
});

test("one that was put off is woken too early for nothing, and then at its time", async (t) => {
  const on = await stage(t);
  const process = await on.start(alpha, { alone: true });
  const at = Date.now() + 2_500;
  await arm(process, "key", Date.now() + 1_000);
  await arm(process, "key", at);
  const stored = async (): Promise<number> =>
    (
      await on.databases.query<{ due: number }>(
        "alpha",
        "select extract(epoch from due_at)::float8 * 1000 as due from timers",
      )
    )[0]!.due;
  assert.ok((await stored()) < at, "a later time was written, which costs an index entry");
  await eventually("the true time to be stored", async () => (await stored()) === at);
  assert.equal(
    (await on.databases.query("alpha", "select from events where type = 'Rang'")).length,
    0,
  );
  await eventually(
    "it to ring",
    async () =>
      (await on.databases.query("alpha", "select from events where type = 'Rang'")).length === 1,
  );
  assert.ok(Date.now() >= at);
});

test("of two processes that wake the same streams only one has an effect", async (t) => {
  const on = await stage(t);
  const processes = [await on.start(alpha), await on.start(alpha)];
  const at = Date.now() + 800;
  await Promise.all(
    Array.from({ length: 200 }, (_, index) => arm(processes[index % 2]!, `key_${index}`, at)),
  );
  const rang = (): Promise<{ stream: string; count: string }[]> =>
    on.databases.query(
      "alpha",
      "select stream, count(*) from events where type = 'Rang' group by stream",
    );
  await eventually("all to ring", async () => (await rang()).length === 200);
  await eventually(
    "nothing to be due any more",
    async () => (await on.databases.query("alpha", "select from timers")).length === 0,
  );
  assert.deepEqual(new Set((await rang()).map(({ count }) => count)), new Set(["1"]));
});

test("what was due while nobody was there is woken at the next start", async (t) => {
  const on = await stage(t);
  const first = await on.start(alpha, { owner: "first" });
  await arm(first, "key", Date.now() + 300_000);
  await first.kill();
  await on.databases.query("alpha", "update timers set due_at = now() - interval '1 hour'");
  await on.databases.query("alpha", "update events set data = '{\"at\":1}'");
  await on.start(alpha, { owner: "second" });
  await eventually(
    "it to ring",
    async () =>
      (await on.databases.query("alpha", "select from events where type = 'Rang'")).length === 1,
  );
});

test("wake-ups that are refused do not keep the others from theirs", async (t) => {
  const on = await stage(t);
  const process = await on.start(alpha, { alone: true });
  const past = Date.now() - 60_000;
  await Promise.all(
    Array.from({ length: 600 }, (_, index) => arm(process, `broken_${index}`, past)),
  );
  await arm(process, "fine", Date.now());
  await eventually(
    "the other to ring",
    async () =>
      (await on.databases.query("alpha", "select from events where type = 'Rang'")).length === 1,
  );
  assert.ok(
    process.logged.filter(({ msg }) => msg === "a timer's command was refused").length <= 600,
    "they were tried again and again",
  );
});

test("a stream that a later release has moved does not keep the others from their wake-ups", async (t) => {
  const on = await stage(t);
  const process = await on.start(alpha);
  const at = Date.now() + 1_000;
  await arm(process, "strange", at - 200);
  await on.databases.query(
    "alpha",
    "update events set schema_version = 2 where stream = 'alarm-strange'",
  );
  await Promise.all(Array.from({ length: 20 }, (_, index) => arm(process, `key_${index}`, at)));
  await eventually(
    "the others to ring",
    async () =>
      (await on.databases.query("alpha", "select from events where type = 'Rang'")).length === 20,
  );
});
