import assert from "node:assert/strict";
import { test } from "node:test";
import {
  calling,
  counting,
  dataOf,
  eventually,
  producing,
  shared,
  type ServiceProcess,
} from "@waybill/kit/testing";
import { stage, type Stage } from "../testing/stage.ts";

const keys = Array.from({ length: 30 }, (_, index) => `key_${index}`);

async function everyKey(consumer: ServiceProcess, count: number): Promise<void> {
  await eventually(`every key to be counted ${count} times`, async () => {
    const tallies = await consumer.tallies(keys);
    return keys.every((key) => (tallies.get(key)?.count ?? 0) >= count);
  });
  for (const [key, tally] of await consumer.tallies(keys))
    assert.deepEqual([key, tally], [key, { count, last: count, disorder: 0 }]);
}

async function owners(on: Stage): Promise<Record<string, string>> {
  const rows = await on.databases.query<{ partition: number; owner: string | null }>(
    "beta",
    "select partition, owner from positions order by partition",
  );
  return Object.fromEntries(rows.map(({ partition, owner }) => [partition, owner ?? "nobody"]));
}

test("members share the partitions; one that stops leaves them at once, one that dies when its lease lapses", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const one = await on.start(counting(), { owner: "one" });
  assert.deepEqual(one.partitions, [0, 1, 2, 3]);
  const two = await on.start(counting(), { owner: "two" });
  const three = await on.start(counting(), { owner: "three" });
  await eventually("three to share", () => shared([one, two, three]));
  await Promise.all(keys.map((key) => producer.post(key)));
  await everyKey(one, 1);
  await three.stop();
  assert.ok(!Object.values(await owners(on)).includes("three"));
  await eventually("two to share", () => shared([one, two]));
  await Promise.all(keys.map((key) => producer.post(key)));
  await everyKey(one, 2);
  await two.kill();
  await Promise.all(keys.map((key) => producer.post(key)));
  await eventually("the last to have everything", () => shared([one]));
  await everyKey(one, 3);
  assert.deepEqual(new Set(Object.values(await owners(on))), new Set(["one"]));
});

test("more members than partitions leave some without, ready to step in", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const members: ServiceProcess[] = [];
  for (let index = 0; index < 5; index++)
    members.push(await on.start(counting(), { owner: `member_${index}` }));
  await eventually("four to have one each", () => shared(members.slice(0, 4)));
  assert.deepEqual(members[4]?.partitions, []);
  await Promise.all(keys.map((key) => producer.post(key)));
  await everyKey(members[0]!, 1);
  await members[1]?.stop();
  await eventually("the fifth to step in", () => shared(members.filter((_, index) => index !== 1)));
  await Promise.all(keys.map((key) => producer.post(key)));
  await everyKey(members[0]!, 2);
});

test("no two handlers are on one key at once while members come and go", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const under = new Set<string>();
  const overlapping: string[] = [];
  let calls = 0;
  const service = calling(async (message) => {
    const { key, n } = dataOf(message);
    if (under.has(key)) overlapping.push(`${key}/${n}`);
    under.add(key);
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    under.delete(key);
    return { type: "count", key, n };
  });
  const first = await on.start(service, { owner: "first" });
  let rounds = 0;
  const posting = new AbortController();
  const load = (async (): Promise<void> => {
    while (!posting.signal.aborted) {
      await Promise.all(keys.map((key) => producer.post(key)));
      rounds += 1;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })();
  const members = [first];
  for (const owner of ["second", "third"]) {
    members.push(await on.start(service, { owner }));
    await eventually("all to share", () => shared(members));
  }
  while (members.length > 1) {
    await members.splice(1, 1)[0]?.stop();
    await eventually("the rest to share", () => shared(members));
  }
  posting.abort();
  await load;
  await everyKey(first, rounds);
  assert.deepEqual(overlapping, []);
  assert.ok(rounds > 5 && calls === rounds * keys.length, `${calls} calls for ${rounds} rounds`);
});

test("a process that says that it is alone takes everything, and what another then writes is refused", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing());
  const old = await on.start(counting(), { owner: "old" });
  old.gate.pause();
  const alone = await on.start(counting(), { owner: "new", alone: true });
  assert.deepEqual(alone.partitions, [0, 1, 2, 3]);
  await Promise.all(keys.map((key) => producer.post(key)));
  await everyKey(alone, 1);
  await old.kill();
});
