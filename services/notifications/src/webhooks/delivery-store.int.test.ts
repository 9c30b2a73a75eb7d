import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "@waybill/postgres/testing";
import pg from "pg";
import { DeliveryStore } from "./delivery-store.ts";
import { withStage, type Stage } from "./testing/webhook-stage.ts";

const now = 1_000_000;

/** Deliveries by their ids, which say of which endpoint they are and since when they are due. */
async function add(stage: Stage, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const [endpoint, dueFor] = id.split("/");
    await stage.database.query(
      `INSERT INTO webhook_deliveries (id, endpoint_id, tenant, event_id, topic, body, next_at, created_at)
       VALUES ($1, $2, 'acme', 'event', 'orders.confirmed', '{}', $3, 0)`,
      [id, endpoint, now - Number(dueFor)],
    );
  }
}

async function staged(
  use: (stage: Stage, store: DeliveryStore, url: string) => Promise<void>,
): Promise<void> {
  const { url } = await testDatabase();
  await withStage(url, (stage) => use(stage, new DeliveryStore(stage.database), url));
}

test("a claim takes what has been due longest, no more than its limit and of each endpoint no more than there is room for", async () => {
  await staged(async (stage, store) => {
    await add(stage, "a/90", "a/80", "a/70", "b/60", "b/20", "b/0", "c/99", "b/-1");
    const claim = async (limit: number, rooms: Readonly<Record<string, number>>) => {
      const taken = await store.claimDue({ now, limit, rooms: new Map(Object.entries(rooms)) });
      return taken.map(({ id, attempts }) => `${id} ${attempts}`).toSorted();
    };
    assert.deepEqual(await claim(3, { a: 2, b: 10 }), ["a/80 1", "a/90 1", "b/60 1"]);
    assert.deepEqual(await claim(50, { a: 10, b: 10 }), ["a/70 1", "b/0 1", "b/20 1"]);
    assert.deepEqual(await claim(50, { a: 10, b: 10 }), []);
    assert.deepEqual(await claim(50, {}), []);
  });
});

test("what another process is just claiming is passed over, not waited for", async () => {
  await staged(async (stage, store, url) => {
    await add(stage, "a/90", "a/80", "a/70", "a/60");
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    try {
      await other.query("BEGIN");
      await other.query("SELECT FROM webhook_deliveries WHERE next_at <= $1 FOR UPDATE", [
        now - 80,
      ]);
      const taken = await store.claimDue({ now, limit: 50, rooms: new Map([["a", 1]]) });
      assert.deepEqual(
        taken.map(({ id }) => id),
        ["a/70"],
      );
    } finally {
      await other.end();
    }
  });
});

test("each endpoint's deliveries are found by an index, however many there are of others", async () => {
  await staged(async (stage) => {
    await stage.database.query(
      `INSERT INTO webhook_deliveries (id, endpoint_id, tenant, event_id, topic, body, next_at, created_at)
       SELECT 'dlv_' || n, 'hangs', 'acme', 'event', 'orders.confirmed', '{}', n, 0 FROM generate_series(1, 5000) AS n`,
    );
    await stage.database.query("ANALYZE webhook_deliveries");
    const explained: string[] = [];
    const explain = {
      query: async (sql: string, parameters: readonly unknown[] = []) => {
        const rows = await stage.database.query<Record<string, string>>(
          `EXPLAIN ${sql}`,
          parameters,
        );
        explained.push(...rows.flatMap((row) => Object.values(row)));
        return [];
      },
    };
    const rooms = new Map([
      ["hangs", 1],
      ["answers", 10],
    ]);
    await new DeliveryStore(explain).claimDue({ now, limit: 50, rooms });
    const plan = explained.join("\n");
    assert.match(plan, /using webhook_deliveries_pending/);
    assert.doesNotMatch(plan, /Seq Scan/);
  });
});
