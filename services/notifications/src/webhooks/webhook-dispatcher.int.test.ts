import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyWebhook } from "@waybill/kit";
import { testDatabase } from "@waybill/postgres/testing";
import { secret, withStage, type Stage } from "./testing/webhook-stage.ts";

async function staged(use: (stage: Stage) => Promise<void>): Promise<void> {
  const { url } = await testDatabase();
  await withStage(url, use);
}

interface Stored {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly log: readonly { status?: number; error?: string }[];
}

const deliveries = ({ database }: Stage) =>
  database.query<Stored>("SELECT id, status, attempts, log FROM webhook_deliveries ORDER BY id");
const allAre = async (stage: Stage, status: string) => {
  const rows = await deliveries(stage);
  return rows.length > 0 && rows.every((row) => row.status === status);
};

test("without an endpoint nothing is read; from the first registration on every event is delivered, signed", async () => {
  await staged(async (stage) => {
    const { logs, received, until } = stage;
    const dispatcher = stage.dispatcher();
    await dispatcher.start();
    for (let count = 0; count < 5; count++) logs.confirm();
    assert.equal(logs.open, 0);

    await dispatcher.beforeRegistration();
    await stage.register("whk_1");
    const meanwhile = logs.confirm();
    await dispatcher.refresh();
    logs.confirm("another-tenant");
    const next = logs.confirm();

    await until(() => allAre(stage, "delivered"));
    await until(() => received.length === 2);
    for (const { headers, body } of received)
      verifyWebhook({ headers, body, now: Date.now() }, [secret]);
    const told = received.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id);
    assert.deepEqual(told.toSorted(), [`${meanwhile.stream}/2`, `${next.stream}/2`].toSorted());

    await stage.database.query("DELETE FROM webhook_endpoints");
    await dispatcher.refresh();
    assert.equal(logs.open, 0);
  });
});

test("a delivery that is refused is tried again under the same id, with every attempt written down", async () => {
  await staged(async (stage) => {
    stage.answers.push(500, 302);
    await stage.register("whk_1");
    await stage.dispatcher().start();
    stage.logs.confirm();
    await stage.until(() => allAre(stage, "delivered"));
    const [delivery] = await deliveries(stage);
    assert.deepEqual(
      delivery?.log.map((attempt) => attempt.status),
      [500, 302, 204],
    );
    assert.deepEqual(
      stage.received.map(({ headers }) => headers["webhook-id"]),
      [delivery?.id, delivery?.id, delivery?.id],
    );
  });
});

test("a delivery fails after its last attempt, and can be replayed", async () => {
  await staged(async (stage) => {
    stage.answers.push(500, 500, 500);
    await stage.register("whk_1");
    const dispatcher = stage.dispatcher();
    await dispatcher.start();
    stage.logs.confirm();
    await stage.until(() => allAre(stage, "failed"));
    await stage.database.query(
      "UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_at = 0",
    );
    dispatcher.wake();
    await stage.until(() => allAre(stage, "delivered"));
    assert.equal((await deliveries(stage))[0]?.log.length, 4);
  });
});

test("an endpoint that only fails is disabled, and what waits for it is given up", async () => {
  await staged(async (stage) => {
    stage.answers.push(500, 500, 500);
    await stage.register("whk_1");
    await stage.dispatcher({ disableAfterMs: 1, retryDelaysMs: [20, 60_000] }).start();
    stage.logs.confirm();
    await stage.until(() => stage.executed.length > 0);
    const expected = { type: "disable", endpointId: "whk_1" };
    assert.partialDeepStrictEqual(stage.executed[0]?.command, expected);
    assert.equal(stage.executed[0]?.meta.tenant, "acme");
    await stage.until(() => allAre(stage, "failed"));
  });
});

test("an endpoint that says it is gone is disabled at once", async () => {
  await staged(async (stage) => {
    stage.answers.push(410);
    await stage.register("whk_1");
    await stage.dispatcher().start();
    stage.logs.confirm();
    await stage.until(() => stage.executed.length > 0);
    assert.equal(stage.received.length, 1);
  });
});

test("two processes deliver each event once to each endpoint that wants it", async () => {
  await staged(async (stage) => {
    await stage.register("whk_1", { path: "/all" });
    await stage.register("whk_2", { path: "/confirmed", topics: ["orders.confirmed"] });
    await stage.register("whk_3", { path: "/payments", topics: ["payments.*"] });
    await Promise.all([stage.dispatcher().start(), stage.dispatcher().start()]);
    for (let count = 0; count < 50; count++) stage.logs.confirm();
    await stage.until(() => stage.received.length === 100);
    await stage.until(() => allAre(stage, "delivered"));
    const calls = stage.received.map(({ path, body }) => `${path} ${body.toString()}`);
    assert.equal(new Set(calls).size, 100);
    assert.ok(calls.every((each) => !each.startsWith("/payments")));
  });
});

test("a webhook never goes into a private network unless that is allowed", async () => {
  await staged(async (stage) => {
    await stage.register("whk_1");
    await stage.dispatcher({ allowPrivate: false }).start();
    stage.logs.confirm();
    await stage.until(() => allAre(stage, "failed"));
    assert.deepEqual(stage.received, []);
    assert.match((await deliveries(stage))[0]?.log[0]?.error ?? "", /private network/);
  });
});

test("what is no event in a log keeps no webhook back", async () => {
  await staged(async (stage) => {
    const { logs, received, until } = stage;
    const dispatcher = stage.dispatcher();
    await dispatcher.beforeRegistration();
    await stage.register("whk_1");
    await dispatcher.start();
    for (const changes of [{ data: null }, { meta: undefined }, { time: 1e18 }, { stream: 5 }])
      logs.confirm("acme", changes);
    const next = logs.confirm();
    await until(() => received.length === 1);
    const [{ body } = { body: "" }] = received;
    assert.equal((JSON.parse(String(body)) as { id: string }).id, `${next.stream}/2`);
  });
});
