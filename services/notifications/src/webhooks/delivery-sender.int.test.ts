import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "@waybill/kit";
import { testDatabase } from "@waybill/postgres/testing";
import { clockWithoutLater, withStage, type Stage } from "./testing/webhook-stage.ts";

const maxInFlight = 50;
const maxInFlightEach = 10;

async function staged(use: (stage: Stage) => Promise<void>, clock?: Clock): Promise<void> {
  const { url } = await testDatabase();
  await withStage(url, use, clock);
}

test("an endpoint that hangs has ten calls under way, whatever waits for it, and holds up no other", async () => {
  await staged(async (stage) => {
    const { database, logs, received, until } = stage;
    const calls = (path: string) => received.filter((each) => each.path === path).length;
    await stage.register("whk_1", { path: "/hang" });
    const dispatcher = stage.dispatcher();
    await dispatcher.start();
    for (let count = 0; count < 60; count++) logs.confirm();
    await until(() => calls("/hang") >= maxInFlightEach);
    await stage.register("whk_2", { path: "/hook" });
    await dispatcher.refresh();
    for (let count = 0; count < 30; count++) logs.confirm();
    await until(() => calls("/hook") === 30);
    assert.equal(calls("/hang"), maxInFlightEach);
    const [claimed] = await database.query<{ attempts: number }>(
      "SELECT sum(attempts)::int AS attempts FROM webhook_deliveries WHERE endpoint_id = 'whk_1'",
    );
    assert.equal(claimed?.attempts, maxInFlightEach);
  });
});

test("every call under way has a socket, also where all endpoints are at one host", async () => {
  await staged(async (stage) => {
    for (let count = 0; count < 6; count++)
      await stage.register(`whk_${count}`, { path: `/hang/${count}` });
    await stage.dispatcher().start();
    for (let count = 0; count < maxInFlightEach; count++) stage.logs.confirm();
    await stage.until(() => stage.received.length === maxInFlight);
  });
});

test("the next call begins as soon as one has ended", async () => {
  await staged(async (stage) => {
    await stage.register("whk_1");
    await stage.dispatcher().start();
    for (let count = 0; count < 200; count++) stage.logs.confirm();
    await stage.until(() => stage.received.length === 200);
  }, clockWithoutLater);
});
