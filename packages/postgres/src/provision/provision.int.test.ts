import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { partitionCount, WaybillError } from "@waybill/kit";
import { runtimeMigrations } from "../index.ts";
import { sqlState, withClient } from "../server/connection.ts";
import { openServer } from "../server/open-server.ts";
import { testServer } from "../server/test-server.ts";
import { emptyDirectory } from "../server/testing/empty-directory.ts";
import { silentLog } from "../server/testing/silent-log.ts";
import { provision } from "./provision.ts";

const server = await testServer();
const migrations = [
  { id: "0001-events", sql: "CREATE TABLE events (id int); INSERT INTO events VALUES (7)" },
  { id: "0002-secret", sql: "CREATE TABLE secret (id int)" },
];
const pair = [
  { name: "iso_a", migrations },
  { name: "iso_b", migrations },
];
const [a, b] = await provision(server, pair);
assert.ok(a !== undefined && b !== undefined);

function run(url: string, sql: string): Promise<readonly unknown[]> {
  return withClient(url, async (client) => (await client.query(sql)).rows);
}

const refused = (error: unknown): boolean => sqlState(error) === "42501";

test("a service's role can use its own database", async () => {
  await run(a.url, "CREATE TABLE more (id int); DROP TABLE more");
  assert.deepEqual(await run(a.url, "SELECT id FROM events"), [{ id: 7 }]);
});

test("a service's role can connect to no other database", async () => {
  for (const database of [b.database, "postgres", "template1"]) {
    await assert.rejects(run(server.url(database, a.role), "SELECT 1"), refused, database);
  }
});

test("a reader reads the events, and can neither write them nor read another table", async () => {
  assert.deepEqual(await run(a.readerUrl, "SELECT id FROM events"), [{ id: 7 }]);
  const forbidden = [
    "INSERT INTO events VALUES (8)",
    "UPDATE events SET id = 8",
    "DELETE FROM events",
    "SELECT * FROM secret",
    "SELECT * FROM schema_migrations",
    "CREATE TABLE mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
  ];
  for (const sql of forbidden) await assert.rejects(run(a.readerUrl, sql), refused, sql);
  await assert.rejects(run(server.url(b.database, a.readerRole), "SELECT 1"), refused);
});

test("a release that counts the partitions of a log otherwise is refused", async () => {
  const service = { name: "iso_partitions", migrations: runtimeMigrations };
  const [made] = await provision(server, [service]);
  assert.ok(made !== undefined);
  assert.deepEqual(await run(made.url, "SELECT partitions FROM log_layout"), [
    { partitions: partitionCount },
  ]);
  await run(made.url, "UPDATE log_layout SET partitions = 8");
  await assert.rejects(provision(server, [service]), {
    code: "partitions-differ",
    message: /log of iso_partitions has 8 partitions, and this release counts 4/,
  });
});

test("provisioning again changes nothing", async () => {
  const again = await provision(server, pair);
  assert.deepEqual(
    again.map(({ applied }) => applied),
    [[], []],
  );
  assert.deepEqual({ ...again[0], applied: a.applied }, a);
});

test("four processes at once provision the same services without a clash", async () => {
  const services = ["many_a", "many_b"].map((name) => ({ name, migrations }));
  const all = await Promise.all([1, 2, 3, 4].map(() => provision(server, services)));
  const applied = all.flat().flatMap((database) => database.applied);
  assert.deepEqual([...applied].sort(), [
    "0001-events",
    "0001-events",
    "0002-secret",
    "0002-secret",
  ]);
});

test("processes that find a right lacking at once give it once, and none clashes", async () => {
  const [place] = await provision(server, [{ name: "rights", migrations }]);
  const { url = "", readerRole = "", readerUrl = "" } = place ?? {};
  for (let round = 0; round < 10; round++) {
    await run(url, `REVOKE SELECT ON events FROM ${readerRole}`);
    const services = [{ name: "rights", migrations }];
    await Promise.all(Array.from({ length: 8 }, () => provision(server, services)));
    assert.deepEqual(await run(readerUrl, "SELECT id FROM events"), [{ id: 7 }]);
  }
});

test("on an external server a role that is no superuser is enough, and lost passwords are replaced", async (t) => {
  const dataDir = emptyDirectory();
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  await run(
    server.superuserUrl,
    `CREATE ROLE builder LOGIN CREATEDB CREATEROLE PASSWORD '${server.passwordOf("builder")}';
     GRANT CONNECT ON DATABASE postgres TO builder`,
  );
  const databaseUrl = server.url("postgres", "builder");
  const services = [{ name: "outside", migrations }];
  for (let round = 0; round < 2; round += 1) {
    const external = await openServer({ dataDir, databaseUrl, log: silentLog });
    const [outside] = await provision(external, services);
    assert.deepEqual(await run(String(outside?.readerUrl), "SELECT id FROM events"), [{ id: 7 }]);
    await external.stop();
    rmSync(`${dataDir}/secrets.json`);
  }
});

test("a name that is no name for a database is refused", async () => {
  for (const name of ["", "a-b", "A", 'x"; DROP', "a".repeat(41)]) {
    await assert.rejects(
      provision(server, [{ name, migrations: [] }]),
      (error: unknown) => error instanceof WaybillError && error.code === "service-name-invalid",
    );
  }
});

test("a database that was made before and is not there is missed, not made anew", async () => {
  const lost = { name: "iso_lost", migrations, made: true };
  await assert.rejects(
    provision(server, [{ ...pair[0]!, made: true }, lost]),
    (error) =>
      error instanceof WaybillError &&
      error.code === "database-missing" &&
      /waybill_iso_lost .* DATABASE_URL_ISO_LOST/.test(error.message),
  );
  const [made] = await provision(server, [{ ...lost, made: false }]);
  assert.deepEqual(made?.applied, ["0001-events", "0002-secret"]);
  // As a dump restores it.
  await run(server.superuserUrl, "COMMENT ON DATABASE waybill_iso_lost IS NULL");
  await provision(server, [lost]);
});
