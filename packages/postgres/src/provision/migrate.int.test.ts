import assert from "node:assert/strict";
import { test } from "node:test";
import { Retryable, WaybillError } from "@waybill/kit";
import { withClient } from "../server/connection.ts";
import { testDatabase } from "../server/test-server.ts";
import { migrate } from "./migrate.ts";
import type { Migration } from "./migration.ts";

const table: Migration = { id: "0001-table", sql: "CREATE TABLE orders (id int)" };
const column: Migration = { id: "0002-note", sql: "ALTER TABLE orders ADD COLUMN note text" };
const quick = { lockTimeoutMs: 50, patienceMs: 30_000 };

function codeIs(code: string, words: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof WaybillError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  };
}

test("several processes that migrate at once apply each migration once", async () => {
  const { url } = await testDatabase();
  const slow = { id: table.id, sql: `${table.sql}; SELECT pg_sleep(0.3)` };
  const applied = await Promise.all(
    [1, 2, 3, 4].map(() => withClient(url, (client) => migrate(client, [slow, column], quick))),
  );
  assert.deepEqual(applied.flat(), [table.id, column.id]);
});

test("an applied migration whose content changed is refused by name; its line ends do not count", async () => {
  const { url } = await testDatabase([{ id: table.id, sql: "CREATE TABLE orders (\n id int)" }]);
  await withClient(url, async (client) => {
    const crlf = { id: table.id, sql: "CREATE TABLE orders (\r\n id int)" };
    assert.deepEqual(await migrate(client, [crlf]), []);
    const changed = { id: table.id, sql: "CREATE TABLE orders (id bigint)" };
    await assert.rejects(
      migrate(client, [changed]),
      codeIs("migration-changed", /0001-table\.sql/),
    );
  });
});

test("an older version starts beside a newer one", async () => {
  const { url } = await testDatabase([table, column]);
  assert.deepEqual(await withClient(url, (client) => migrate(client, [table])), []);
});

test("a migration that fails leaves nothing behind and says why", async () => {
  const { url } = await testDatabase([table]);
  const broken = { id: "0002-broken", sql: "CREATE TABLE half (id int); SELECT 1 / 0" };
  await withClient(url, async (client) => {
    const migrating = migrate(client, [table, broken]);
    await assert.rejects(migrating, codeIs("migration-failed", /0002-broken.*division by zero/));
    const { rows } = await client.query("SELECT to_regclass('half') AS half");
    assert.equal(rows[0].half, null);
  });
});

test("behind a long transaction a migration lets others pass, tries again, and gets through", async () => {
  const { url } = await testDatabase([table]);
  await withClient(url, async (holder) => {
    await holder.query("BEGIN; INSERT INTO orders VALUES (1)");
    let done = false;
    const migrating = withClient(url, (client) => migrate(client, [table, column], quick)).finally(
      () => (done = true),
    );
    await attempts(url, 2);
    // A reader is held up as long as one attempt waits for its lock, not until the transaction ends.
    await withClient(url, async (other) => {
      await other.query("SET lock_timeout = '10s'");
      await other.query("SELECT * FROM orders");
    });
    assert.equal(done, false);
    await holder.query("COMMIT");
    assert.deepEqual(await migrating, [column.id]);
  });
});

test("a migration gives up when its locks cannot be had in time, and may be started again", async () => {
  const { url } = await testDatabase([table]);
  await withClient(url, async (holder) => {
    await holder.query("BEGIN; INSERT INTO orders VALUES (1)");
    const limits = { lockTimeoutMs: 50, patienceMs: 300 };
    await withClient(url, async (client) => {
      await assert.rejects(migrate(client, [table, column], limits), (error: unknown) => {
        assert.ok(error instanceof Retryable);
        return codeIs("migration-blocked", /0002-note/)(error);
      });
      await holder.query("COMMIT");
      assert.deepEqual(await migrate(client, [table, column], limits), [column.id]);
    });
  });
});

/** Until this many transactions have been seen waiting for a lock. */
async function attempts(url: string, count: number): Promise<void> {
  const seen = new Set<number>();
  const deadline = performance.now() + 30_000;
  await withClient(url, async (client) => {
    while (seen.size < count) {
      assert.ok(performance.now() < deadline, `${seen.size} attempts in 30 s`);
      const { rows } = await client.query<{ started: number }>(
        `SELECT extract(epoch FROM xact_start)::float8 AS started FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      for (const { started } of rows) seen.add(started);
    }
  });
}
