import assert from "node:assert/strict";
import { appendFileSync, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import { WaybillError } from "@waybill/kit";
import { withClient } from "./connection.ts";
import { attachServer, openServer } from "./open-server.ts";
import type { PostgresServer } from "./postgres-server.ts";
import { commandOf } from "./process-table.ts";
import { testDataDirectory, testServer } from "./test-server.ts";
import { emptyDirectory } from "./testing/empty-directory.ts";
import { silentLog } from "./testing/silent-log.ts";

const shared = await testServer();

async function one(server: PostgresServer, sql: string): Promise<unknown> {
  return withClient(server.superuserUrl, async (client) => {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return (rows[0] as unknown[] | undefined)?.[0];
  });
}

function codeIs(code: string): (error: unknown) => boolean {
  return (error) => error instanceof WaybillError && error.code === code;
}

test("the first start makes the cluster, the second finds its data", async (t) => {
  const dataDir = emptyDirectory();
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const cold = performance.now();
  const first = await openServer({ dataDir, log: silentLog });
  const coldMs = performance.now() - cold;
  await one(first, "CREATE TABLE kept AS SELECT 42 AS value");
  await first.stop();
  const warm = performance.now();
  const second = await openServer({ dataDir, log: silentLog });
  t.diagnostic(`cold ${Math.round(coldMs)} ms, warm ${Math.round(performance.now() - warm)} ms`);
  assert.equal(await one(second, "SELECT value FROM kept"), 42);
  assert.equal(second.adopted, false);
  await second.stop();
});

test("it is durable, and listens on this machine only", async () => {
  for (const name of ["fsync", "synchronous_commit", "full_page_writes"]) {
    assert.equal(await one(shared, `SHOW ${name}`), "on", name);
  }
  assert.equal(await one(shared, "SHOW listen_addresses"), "127.0.0.1");
  assert.equal((await one(shared, "SHOW server_version_num").then(Number)) >= 180_000, true);
});

test("secrets are readable by their owner only, and no handle prints them", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const server = await openServer({ dataDir, log: silentLog });
  const password = server.passwordOf("waybill");
  await server.stop();
  assert.equal(statSync(join(dataDir, "secrets.json")).mode & 0o777, 0o600);
  assert.equal(inspect(server, { depth: 9, showHidden: true }).includes(password), false);
});

test("stop ends the process and its socket, twice is once, and the directory is free again", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const server = await openServer({ dataDir, log: silentLog });
  const { pid } = server;
  const socketDir = String(await one(server, "SHOW unix_socket_directories"));
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
  assert.equal(commandOf(Number(pid)), undefined);
  assert.equal(existsSync(socketDir), false);
  const again = await openServer({ dataDir, log: silentLog });
  await again.stop();
});

test("it keeps its port, and takes another when that one is taken", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const first = await openServer({ dataDir, log: silentLog });
  const port = Number(await one(first, "SHOW port"));
  await first.stop();
  const second = await openServer({ dataDir, log: silentLog });
  assert.equal(Number(await one(second, "SHOW port")), port);
  await second.stop();
  const thief = createServer().listen(port, "127.0.0.1");
  await once(thief, "listening");
  const third = await openServer({ dataDir, log: silentLog });
  assert.notEqual(Number(await one(third, "SHOW port")), port);
  await third.stop();
  thief.close();
});

test("a tool uses the server that is up and leaves it running", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const server = await openServer({ dataDir, log: silentLog });
  const tool = await attachServer({ dataDir, log: silentLog });
  assert.equal(tool.pid, server.pid);
  assert.equal(await one(tool, "SELECT 1"), 1);
  await tool.stop();
  assert.equal(await one(server, "SELECT 1"), 1);
  await server.stop();
});

test("a tool without a server starts one for itself; a second tool waits for the first", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  const tool = await attachServer({ dataDir, log: silentLog });
  const second = attachServer({ dataDir, log: silentLog });
  assert.equal(await one(tool, "SELECT 1"), 1);
  await tool.stop();
  assert.equal(commandOf(Number(tool.pid)), undefined);
  assert.equal(await one(await second, "SELECT 1"), 1);
  await (await second).stop();
});

test("a data directory of another major version is refused by name", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "17\n");
  await assert.rejects(
    openServer({ dataDir, log: silentLog }),
    codeIs("postgres-version-mismatch"),
  );
});

test("a cluster whose configuration is broken fails with PostgreSQL's own words", async (t) => {
  const { dataDir, remove } = await testDataDirectory();
  t.after(remove);
  appendFileSync(join(dataDir, "postgres", "postgresql.conf"), "max_connections = lots\n");
  await assert.rejects(openServer({ dataDir, log: silentLog }), (error: unknown) => {
    assert.ok(error instanceof WaybillError);
    assert.equal(error.code, "postgres-start-failed");
    assert.match(error.message, /max_connections/);
    return true;
  });
});

test("an external server is used as it is, and its faults are named without the password", async (t) => {
  const dataDir = emptyDirectory();
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const open = (databaseUrl: string): Promise<PostgresServer> =>
    openServer({ dataDir, databaseUrl, log: silentLog });
  const server = await open(shared.superuserUrl);
  assert.equal(server.embedded, false);
  assert.equal(await one(server, "SELECT 1"), 1);
  await assert.rejects(open(shared.superuserUrl), codeIs("data-directory-in-use"));
  await server.stop();
  assert.equal(await one(shared, "SELECT 1"), 1);

  await assert.rejects(open("mysql://x"), codeIs("database-url-invalid"));
  await assert.rejects(open("postgres://me:hush@127.0.0.1:1/db"), (error: unknown) => {
    assert.ok(error instanceof WaybillError);
    assert.equal(error.code, "database-unreachable");
    assert.match(error.message, /127\.0\.0\.1:1 as me/);
    assert.doesNotMatch(error.message, /hush/);
    return true;
  });
  await one(shared, `CREATE ROLE weak LOGIN PASSWORD '${shared.passwordOf("weak")}'`);
  await assert.rejects(open(shared.url("postgres", "weak")), codeIs("database-role-insufficient"));
});
