/**
 * Pins what a start must survive: a killed Waybill, a killed PostgreSQL, both, a pid file that lies,
 * two starters at once, and Ctrl-C reaching the whole process group.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withClient } from "./connection.ts";
import { openServer } from "./open-server.ts";
import type { PostgresServer } from "./postgres-server.ts";
import { commandOf } from "./process-table.ts";
import { holdServer } from "./testing/held-server.ts";
import { testDataDirectory } from "./test-server.ts";
import { silentLog } from "./testing/silent-log.ts";
import { waitUntil } from "./wait-until.ts";

function run(url: string, sql: string): Promise<unknown> {
  return withClient(url, async (client) => {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return (rows[0] as unknown[] | undefined)?.[0];
  });
}

const open = (dataDir: string): Promise<PostgresServer> => openServer({ dataDir, log: silentLog });

test("after kill -9 of Waybill its PostgreSQL is taken over, with all it holds", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const held = holdServer(dataDir);
  const { pid, url } = await held.next();
  await run(String(url), "CREATE TABLE kept AS SELECT 42 AS value");
  await held.end("SIGKILL");
  assert.notEqual(commandOf(Number(pid)), undefined, "PostgreSQL outlives a killed Waybill");
  const server = await open(dataDir);
  assert.equal(server.adopted, true);
  assert.equal(server.pid, pid);
  assert.equal(await run(server.superuserUrl, "SELECT value FROM kept"), 42);
  await server.stop();
  assert.equal(commandOf(Number(pid)), undefined);
});

test("an adopted PostgreSQL that is killed is restarted too", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const held = holdServer(dataDir);
  const { pid } = await held.next();
  await held.end("SIGKILL");
  const server = await open(dataDir);
  const up = once(server.events, "up");
  process.kill(Number(pid), "SIGKILL");
  await up;
  assert.notEqual(server.pid, pid);
  assert.equal(await run(server.superuserUrl, "SELECT 1"), 1);
  await server.stop();
});

test("after kill -9 of Waybill and of PostgreSQL what was committed is there", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const held = holdServer(dataDir);
  const { pid, url } = await held.next();
  await run(String(url), "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS value");
  process.kill(Number(pid), "SIGKILL");
  await held.end("SIGKILL");
  const server = await open(dataDir);
  assert.equal(server.adopted, false);
  assert.equal(await run(server.superuserUrl, "SELECT count(*)::int FROM kept"), 1000);
  await server.stop();
});

test("kill -9 of PostgreSQL under us: it is back on the same URL, even past a backend that computes", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const server = await open(dataDir);
  const url = server.superuserUrl;
  const before = server.pid;
  const lost = run(url, "SELECT count(*) FROM generate_series(1, 10000000000)").then(
    () => assert.fail("the query ended"),
    (error: unknown) => error,
  );
  await busy(url);
  const [down, up] = [once(server.events, "down"), once(server.events, "up")];
  const killed = performance.now();
  process.kill(Number(before), "SIGKILL");
  await down;
  assert.equal(server.pid, undefined);
  await up;
  t.diagnostic(`back after ${Math.round(performance.now() - killed)} ms`);
  assert.ok((await lost) instanceof Error);
  assert.notEqual(server.pid, before);
  assert.equal(await run(url, "SELECT 1"), 1);
  await server.stop();
});

test("stop while PostgreSQL is down ends cleanly", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const server = await open(dataDir);
  const down = once(server.events, "down");
  process.kill(Number(server.pid), "SIGKILL");
  await down;
  await server.stop();
  const again = await open(dataDir);
  assert.equal(again.adopted, false);
  await again.stop();
});

test("a stale pid file does not stop a start: dead pid, reused pid, empty file", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const { uid, gid } = statSync(join(dataDir, "postgres"));
  // Of PostgreSQL's own user: the one case in which it refuses to start by itself.
  const stranger = spawn("sleep", ["60"], process.getuid?.() === 0 ? { uid, gid } : {});
  t.after(() => stranger.kill());
  const path = join(dataDir, "postgres", "postmaster.pid");
  const file = (pid: number): string =>
    `${pid}\n${join(dataDir, "postgres")}\n1700000000\n5432\n/tmp\n127.0.0.1\n  1 1\nready   \n`;
  for (const content of [file(4_194_303), file(Number(stranger.pid)), ""]) {
    writeFileSync(path, content);
    chownSync(path, uid, gid);
    const server = await open(dataDir);
    assert.equal(server.adopted, false);
    assert.equal(await run(server.superuserUrl, "SELECT 1"), 1);
    await server.stop();
  }
  assert.equal(stranger.exitCode, null, "the stranger was left alone");
});

test("of two starters at once one gets the directory, and the other is told by whom it is held", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const starters = [holdServer(dataDir), holdServer(dataDir)] as const;
  const lines = await Promise.all(starters.map((starter) => starter.next()));
  const loser = lines.findIndex((line) => line["code"] !== undefined);
  const winner = starters[1 - loser]!;
  assert.equal(lines[loser]?.["code"], "data-directory-in-use");
  const message = String(lines[loser]?.["message"]);
  assert.ok(message.includes(dataDir) && message.includes(`process ${winner.child.pid}`), message);
  assert.equal(await run(String(lines[1 - loser]?.["url"]), "SELECT 1"), 1);
  await winner.end("SIGTERM");
});

test("Ctrl-C reaches the whole process group, and PostgreSQL stays until Waybill has drained", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const held = holdServer(dataDir);
  const { pid } = await held.next();
  await held.end("SIGINT");
  assert.deepEqual(await held.next(), { drained: true });
  assert.equal(held.child.exitCode, 0);
  assert.equal(commandOf(Number(pid)), undefined);
  const log = readFileSync(join(dataDir, "postgres-logs", "start.log"), "utf8");
  assert.doesNotMatch(log, /FATAL|PANIC/);
});

/** Until the endless query is running. */
async function busy(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (;;) {
      const { rowCount } = await client.query(
        "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%10000000000%' AND pid <> pg_backend_pid()",
      );
      if (rowCount === 1) return;
      await waitUntil(() => false, 20);
    }
  });
}
