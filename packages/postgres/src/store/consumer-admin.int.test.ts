import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { ConsumerAdmin, type PositionReset } from "./consumer-admin.ts";
import { TwoDatabases } from "../testing/two-databases.ts";

const rows: readonly [channel: string, partition: number, position: number, current: boolean][] = [
  ["alpha", 0, 30, true],
  ["alpha", 1, 40, true],
  ["alpha/alpha.posted", 0, 20, false],
];

/** A consumer with positions of its own making, on beta's database. */
async function consumer(t: TestContext) {
  const databases = await TwoDatabases.open();
  t.after(() => databases.close());
  const admin = new ConsumerAdmin({
    config: { connectionString: databases.beta.url },
    name: "consumer-admin-test",
  });
  t.after(() => admin.close());
  const query = (text: string, values: readonly unknown[] = []) =>
    databases.query("beta", text, values);
  for (const row of rows) {
    await query(
      `insert into positions (consumer, source, partition, position, current, epoch, owner)
       values ('beta', $1, $2, $3, $4, 5, 'killed')`,
      row,
    );
  }
  for (const [id, position] of [25, 35, 45].entries()) {
    await query(
      `insert into parked (consumer, source, partition, position, key, tenant, message, status, attempts, code, error)
       values ('beta', 'alpha', $2, $3, $1, 'acme', '{}', 'dead', 1, 'unexpected', '')`,
      [`key-${id}`, id % 2, position],
    );
  }
  const positions = async () =>
    (await admin.stand()).rows.map(({ channel, partition, position }) => [
      channel,
      partition,
      position,
    ]);
  const join = () =>
    query(
      `insert into members (consumer, owner, joined_at, lease_until)
       values ('beta', 'other', now(), now() + interval '1 minute')`,
    );
  return { admin, query, positions, join };
}

const allTo = (to: number): readonly PositionReset[] =>
  rows.map(([channel, partition, from]) => ({ channel, partition, from, to }));

test("a reset moves all that is named, takes the leases, and lets go what comes again", async (t) => {
  const { admin, query, positions } = await consumer(t);
  assert.deepEqual(await admin.messagesBehind("beta", [{ source: "alpha", position: 25 }]), {
    parked: 2,
    edited: 0,
  });
  // What is parked at 25 itself stays: only what stands behind it comes again.
  assert.equal(await admin.reset("beta", allTo(25)), 2);
  assert.deepEqual(await positions(), [
    ["alpha", 0, 25],
    ["alpha", 1, 25],
    ["alpha/alpha.posted", 0, 25],
  ]);
  const left = await query("select position::int from parked");
  assert.deepEqual(left, [{ position: 25 }]);
  const leases = await query("select distinct owner, epoch::int from positions");
  assert.deepEqual(leases, [{ owner: null, epoch: 6 }]);
});

test("what is parked stays when a consumer goes forward", async (t) => {
  const { admin, query } = await consumer(t);
  assert.equal(await admin.reset("beta", allTo(44)), 0);
  assert.equal((await query("select from parked")).length, 3);
});

test("nothing moves while a process is a member, or when a position is not what it was", async (t) => {
  const { admin, positions, join } = await consumer(t);
  const before = await positions();
  const [first, ...others] = allTo(10);
  assert.ok(first !== undefined);
  const stale = [{ ...first, from: first.from - 1 }, ...others];
  await assert.rejects(admin.reset("beta", stale), { code: "group-changed", retryable: true });
  assert.deepEqual(await positions(), before);
  await join();
  await assert.rejects(admin.reset("beta", allTo(10)), { code: "group-changed" });
  assert.deepEqual(await positions(), before);
});

test("only those that are alive are members", async (t) => {
  const { admin, query, join } = await consumer(t);
  await join();
  assert.deepEqual(
    (await admin.stand()).members.map(({ consumer: of, owner }) => [of, owner]),
    [["beta", "other"]],
  );
  await query("update members set lease_until = now() - interval '1 second'");
  assert.deepEqual((await admin.stand()).members, []);
});

test("what stands still and what is paused is told by consumer", async (t) => {
  const { admin, query } = await consumer(t);
  await query(
    "insert into pauses (consumer, tenant, paused_by, reason, since) values ('gamma', 'acme', 'op', 'a move', now())",
  );
  const { parkedKeys, pauses } = await admin.stand();
  assert.equal(parkedKeys.get("beta"), 3);
  assert.equal(pauses.get("gamma"), "a move");
});
