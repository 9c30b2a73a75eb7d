import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "@waybill/postgres/testing";
import { withStage } from "./testing/webhook-stage.ts";

test("an endpoint misses nothing that another process takes in before it knows the endpoint", async () => {
  const { url } = await testDatabase();
  await withStage(url, async (stage) => {
    const { logs, received, until } = stage;
    await stage.register("whk_1", { path: "/first" });
    await stage.dispatcher().start();
    // By way of a second process, which alone looks at once which endpoints there are.
    await stage.register("whk_2", { path: "/second" });
    logs.confirm();
    await until(() => received.some(({ path }) => path === "/first"));
    await stage.dispatcher().start();
    await until(() => received.some(({ path }) => path === "/second"));
  });
});

test("what was taken while the database failed is taken again before anything later", async () => {
  const { url } = await testDatabase();
  await withStage(url, async (stage) => {
    const { database, logs, received, until } = stage;
    await stage.register("whk_1");
    await stage.dispatcher().start();
    await database.query("ALTER TABLE webhook_positions RENAME TO away");
    const first = logs.confirm();
    await until(() => stage.warnings.some((each) => each.startsWith("webhooks wait")));
    await database.query("ALTER TABLE away RENAME TO webhook_positions");
    const second = logs.confirm();
    await until(() => received.length === 2);
    const told = received.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id);
    assert.deepEqual(told.toSorted(), [`${first.stream}/2`, `${second.stream}/2`].toSorted());
  });
});
