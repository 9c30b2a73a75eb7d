import assert from "node:assert/strict";
import { test } from "node:test";
import { WaybillError, decider, happened, on, service } from "@waybill/kit";
import { Posted, eventually, metaOf, producing } from "@waybill/kit/testing";
import { stage } from "../testing/stage.ts";

test("two processes that hammer the same streams lose and repeat nothing", async (t) => {
  const on = await stage(t);
  const processes = [await on.start(producing()), await on.start(producing())];
  const keys = ["hot", "warm", "cold"];
  const results = await Promise.all(
    Array.from({ length: 40 }, async (_, round) => {
      const done = await Promise.all(
        processes.flatMap((process) =>
          keys.map((key) => process.post(key, 1, `${round}-${process === processes[0]}-${key}`)),
        ),
      );
      return done.map((each) => each.events.length);
    }),
  );
  assert.deepEqual(new Set(results.flat()), new Set([1]));
  const rows = await on.databases.query<{
    stream: string;
    count: string;
    last: number;
    distinct: string;
  }>(
    "alpha",
    `select stream, count(*), max(version) as last, count(distinct data::json->>'n') as distinct from events group by stream order by stream`,
  );
  assert.deepEqual(
    rows.map((row) => [row.stream, row.count, row.last, row.distinct]),
    keys.toSorted().map((key) => [`post-${key}`, "80", 80, "80"]),
  );
});

test("of 50 identical requests at once to two processes one is carried out, and all get its answer", async (t) => {
  const on = await stage(t);
  const processes = [await on.start(producing()), await on.start(producing())];
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      processes[index % 2]!.post("order", 1, "the same key"),
    ),
  );
  assert.deepEqual(new Set(answers.map(({ answer }) => JSON.stringify(answer))).size, 1);
  assert.equal(answers.filter(({ replayed }) => !replayed).length, 1);
  const rows = await on.databases.query("alpha", "select stream from events");
  assert.deepEqual(rows, [{ stream: "post-order" }]);
});

test("a decision that writes nothing sees what another process has written", async (t) => {
  const on = await stage(t);
  const one = await on.start(producing());
  const other = await on.start(producing());
  await one.post("key");
  await other.post("key", 2);
  assert.equal((await one.post("key", 0)).version, 3);
});

test("who sees that something is claimed sees the answer that was committed with it", async (t) => {
  const { databases } = await stage(t);
  const store = databases.store("alpha");
  t.after(() => store.close());
  const other = await databases.client("alpha", "other");
  await other.query("begin; lock table claims in access exclusive mode");
  const looked = store.lookup(["key"], ["claim"]);
  const waits = "select from pg_locks where relation = 'claims'::regclass and not granted";
  await eventually("the lookup to wait", async () => (await other.query(waits)).rowCount === 1);
  await other.query(`
    insert into answers values ('key', 'f', '{"status":202}', now());
    insert into claims values ('claim', 'order-1');
    commit`);
  const { answers, claims } = await looked;
  assert.deepEqual([...claims], [["claim", "order-1"]]);
  assert.deepEqual([...answers.keys()], ["key"]);
});

test("the same key with another request is refused and writes nothing", async (t) => {
  const on = await stage(t);
  const process = await on.start(producing());
  await process.post("order", 1, "k");
  await assert.rejects(process.post("order", 2, "k"), { code: "idempotency-key-reused" });
  assert.equal((await on.databases.query("alpha", "select from events")).length, 1);
});

test("a key that a process has never seen, for another has answered it, gets that answer, and the rest of its batch goes on", async (t) => {
  const on = await stage(t);
  const first = await on.start(producing());
  const before = await first.post("order", 1, "k");
  const second = await on.start(producing());
  const [again, fresh, other] = await Promise.allSettled([
    second.post("order", 1, "k"),
    second.post("another", 1, "k2"),
    second.post("order", 2, "k"),
  ]);
  assert.deepEqual(settled(again).answer, before.answer);
  assert.equal(settled(again).replayed, true);
  assert.equal(settled(fresh).replayed, false);
  assert.equal(other.status === "rejected" && other.reason.code, "idempotency-key-reused");
  const rows = await on.databases.query("alpha", "select stream, version from events");
  assert.deepEqual(rows, [
    { stream: "post-order", version: 1 },
    { stream: "post-another", version: 1 },
  ]);
});

test("a request that comes again after a restart gets its answer, also when it had claimed a value", async (t) => {
  const on = await stage(t);
  const request = {
    decider: producing().deciders.get("post") as never,
    command: { type: "post", key: "order", count: 1 } as never,
    meta: metaOf("c"),
    idempotency: { key: "acme/k", fingerprint: "f" },
    claims: ["reference:acme/web-1"],
    respond: () => ({ status: 202, body: "first" }),
  };
  const first = await on.start(producing());
  await first.runtime.execute(request);
  await first.stop();
  const second = await on.start(producing());
  const again = await second.runtime.execute(request);
  assert.deepEqual([again.replayed, again.answer?.body], [true, "first"]);
});

test("the answer to a request that changed nothing is kept, too", async (t) => {
  const on = await stage(t);
  const process = await on.start(producing());
  const first = await process.post("order", 0, "k");
  assert.deepEqual(first.answer?.body, { key: "order", version: 0 });
  await process.post("order", 1);
  const again = await process.post("order", 0, "k");
  assert.deepEqual([again.replayed, again.answer], [true, first.answer]);
});

test("of two processes that claim one value at once one gets it, and the other hears who has it", async (t) => {
  const on = await stage(t);
  const processes = [await on.start(producing()), await on.start(producing())];
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      processes[index % 2]!.runtime.execute({
        decider: producing().deciders.get("post") as never,
        command: { type: "post", key: `order_${index}` } as never,
        meta: metaOf("c"),
        claims: ["reference:acme/web-1"],
      }),
    ),
  );
  const winners = results.filter((each) => each.status === "fulfilled");
  assert.equal(winners.length, 1);
  const holder = (winners[0] as PromiseFulfilledResult<{ stream: string }>).value.stream.slice(
    "post-".length,
  );
  for (const each of results) {
    if (each.status === "rejected")
      assert.deepEqual([each.reason.code, each.reason.holder], ["claim-taken", holder]);
  }
  assert.equal((await on.databases.query("alpha", "select from events")).length, 1);
});

test("a request that the database refuses is refused alone; those of its batch are carried out", async (t) => {
  const on = await stage(t);
  const process = await on.start(producing());
  const results = await Promise.allSettled([
    ...Array.from({ length: 20 }, (_, index) => process.post(`fine_${index}`)),
    process.post("nul \u0000"),
    ...Array.from({ length: 20 }, (_, index) => process.post(`good_${index}`)),
  ]);
  const refused = results
    .map((each, index) => (each.status === "rejected" ? `${index} ${each.reason.code}` : ""))
    .filter(Boolean);
  assert.deepEqual(refused, ["20 store-refused"]);
  assert.equal((await on.databases.query("alpha", "select from events")).length, 40);
});

function settled<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === "rejected") throw result.reason;
  return result.value;
}

/** Posts, or refuses, as an order is placed or refused by its prices. */
const desk = decider({
  category: "post",
  initial: () => 0,
  key: (command: { readonly type: "post" | "refuse"; readonly key: string }) => command.key,
  decide: {
    post: ({ key }, n) => [happened(Posted, { key, n: n + 1 })],
    refuse: () => {
      throw new WaybillError("unknown-sku", "there is no MUG", { status: 422, details: { at: 1 } });
    },
  },
  evolve: [on(Posted, (_: number, { n }) => n)],
});
const shop = service({ name: "alpha", deciders: [desk] });

function request(type: "post" | "refuse", key: string) {
  return {
    decider: desk as never,
    command: { type, key } as never,
    meta: metaOf("c"),
    idempotency: { key: "acme/k", fingerprint: "f" },
    respond: () => ({ status: 202, body: "posted" }),
  };
}

test("a refusal is an answer: the same request gets it again, in every process", async (t) => {
  const on = await stage(t);
  const [first, second] = [await on.start(shop), await on.start(shop)];
  const refused = { code: "unknown-sku", status: 422, details: { at: 1 } };
  await assert.rejects(first.runtime.execute(request("refuse", "a")), refused);
  await assert.rejects(first.runtime.execute(request("post", "b")), refused);
  await assert.rejects(second.runtime.execute(request("post", "c")), refused);
  assert.equal((await on.databases.query("alpha", "select from events")).length, 0);
});

test("an attempt that is still on its way is not carried out when a later one was refused meanwhile", async (t) => {
  const on = await stage(t);
  const [late, prompt] = [await on.start(shop), await on.start(shop)];
  const { promise: told, resolve: tell } = Promise.withResolvers<void>();
  let isHeld = false;
  late.gate.onCommit = async (commit, proceed) => {
    if (commit.events.length > 0) {
      isHeld = true;
      await told;
    }
    return proceed();
  };
  const first = late.runtime.execute(request("post", "a"));
  await eventually("the first attempt to be on its way", async () => isHeld);
  await assert.rejects(prompt.runtime.execute(request("refuse", "b")), { code: "unknown-sku" });
  tell();
  await assert.rejects(first, { code: "unknown-sku" });
  assert.equal((await on.databases.query("alpha", "select from events")).length, 0);
});
