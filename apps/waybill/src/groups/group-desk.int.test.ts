import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { systemClock, type Service } from "@waybill/kit";
import { ServiceProcess, counting, eventually, producing } from "@waybill/kit/testing";
import { ConsumerAdmin, EventLog, ViewsDatabase } from "@waybill/postgres";
import { TwoDatabases, type Side } from "@waybill/postgres/testing";
import { GroupDesk, type GroupService } from "./group-desk.ts";

/** Of partition 0. */
const key = "key_1";

/** `alpha` and `beta`, whose group of the same name counts what alpha posts, with a desk over both. */
async function two(t: TestContext) {
  const databases = await TwoDatabases.open();
  t.after(() => databases.close());
  const opened = [producing(), counting()].map((service): GroupService => {
    const side = service.name as Side;
    const connection = { config: { connectionString: databases[side].url }, name: "groups-test" };
    const admin = new ConsumerAdmin(connection);
    const database = new ViewsDatabase(connection);
    t.after(async () => {
      await Promise.all([admin.close(), database.close()]);
    });
    return { service, admin, database, log: new EventLog(database) };
  });
  const start = async (service: Service): Promise<ServiceProcess> => {
    const ports = await databases.ports(service.name as Side);
    const made = new ServiceProcess({ service, ports, owner: `${service.name}-1` });
    t.after(() => made.stop());
    await made.runtime.start();
    return made;
  };
  return { desk: new GroupDesk(opened, systemClock), start, databases };
}

async function counted(process: ServiceProcess, count: number): Promise<void> {
  await eventually(`${count} to be counted`, async () => {
    return (await process.tallies([key])).get(key)?.count === count;
  });
}

test("a group is told with its members, and with its lag when nobody reads", async (t) => {
  const { desk, start } = await two(t);
  assert.deepEqual(await desk.list(), []);
  const consumer = await start(counting());
  const producer = await start(producing());
  await producer.post(key, 3);
  await counted(consumer, 3);
  const read = await desk.find("beta");
  assert.deepEqual(
    [read.state, read.kind, read.members.map(({ owner }) => owner), read.messages],
    ["active", "reactions", ["beta-1"], 0],
  );
  await consumer.stop();
  await producer.post(key, 2);
  const [left] = await desk.list();
  assert.deepEqual([left?.group, left?.state, left?.messages], ["beta", "empty", 2]);
  assert.ok((left?.seconds ?? 0) > 0);
  assert.deepEqual(
    left?.partitions.map(({ partition, messages, owner }) => [partition, messages, owner]),
    [
      [0, 2, null],
      [1, 0, null],
      [2, 0, null],
      [3, 0, null],
    ],
  );
});

test("a group that is set back handles everything again, and only once its members are gone", async (t) => {
  const { desk, start } = await two(t);
  const consumer = await start(counting());
  const producer = await start(producing());
  await producer.post(key, 3);
  await counted(consumer, 3);
  const early = await desk.plan({ group: "beta", target: { to: "earliest" } });
  assert.deepEqual(early.members, ["beta-1"]);
  await assert.rejects(desk.carryOut(early), { code: "group-active", message: /beta-1/ });
  await consumer.stop();

  const plan = await desk.plan({ group: "beta", target: { to: "earliest" } });
  assert.deepEqual(
    plan.partitions.map(({ partition, again, passedOver }) => [partition, again, passedOver]),
    [
      [0, 3, 0],
      [1, 0, 0],
      [2, 0, 0],
      [3, 0, 0],
    ],
  );
  assert.equal((await desk.find("beta")).messages, 0, "a plan changes nothing");
  await desk.carryOut(plan);
  assert.equal((await desk.find("beta")).messages, 3);
  await counted(await start(counting()), 6);
});

test("a group that is set forward never gets what lies between", async (t) => {
  const { desk, start } = await two(t);
  const consumer = await start(counting());
  const producer = await start(producing());
  await producer.post(key, 2);
  await counted(consumer, 2);
  await consumer.stop();
  await producer.post(key, 3);
  const plan = await desk.plan({ group: "beta", target: { to: "latest" } });
  const passed = plan.partitions.reduce((sum, { passedOver }) => sum + (passedOver ?? 0), 0);
  assert.equal(passed, 3);
  await desk.carryOut(plan);
  await producer.post(key);
  const again = await start(counting());
  await counted(again, 3);
});

test("a group goes to a time or a position of the log it reads", async (t) => {
  const { desk, start, databases } = await two(t);
  const consumer = await start(counting());
  const producer = await start(producing());
  await producer.post(key, 4);
  await counted(consumer, 4);
  await consumer.stop();
  await databases.query(
    "alpha",
    "update events set recorded_at = to_timestamp(1800000000) + make_interval(secs => position)",
  );
  const targets = async (target: Parameters<GroupDesk["plan"]>[0]["target"]) =>
    new Set((await desk.plan({ group: "beta", target })).partitions.map(({ to }) => to));
  const third = 1_800_000_003_000;
  assert.deepEqual(await targets({ to: "time", time: third }), new Set([2]));
  assert.deepEqual(await targets({ to: "position", position: 1 }), new Set([1]));
  await assert.rejects(targets({ to: "position", position: 5 }), {
    code: "reset-target-invalid",
    message: /the log of alpha ends at 4/,
  });
});

test("a group or a log that is not there is named with those that are", async (t) => {
  const { desk, start } = await two(t);
  const consumer = await start(counting());
  await consumer.stop();
  await assert.rejects(desk.find("gamma"), {
    code: "group-not-found",
    message: /no group gamma; there are beta/,
  });
  const target = { to: "earliest" } as const;
  await assert.rejects(desk.plan({ group: "beta", target, source: "gamma" }), {
    code: "reset-source-invalid",
    message: /--source is "gamma"; the group reads alpha/,
  });
});
