import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { WaybillError } from "@waybill/kit";
import { placeOf, provision } from "../provision/provision.ts";
import { sqlState, withClient } from "./connection.ts";
import { attachServers, joinServers, openServers, type Layout } from "./servers.ts";
import { testServer } from "./test-server.ts";
import { emptyDirectory } from "./testing/empty-directory.ts";
import { silentLog } from "./testing/silent-log.ts";

const shared = await testServer();
const services = ["left", "right"];

function directory(t: { after(end: () => void): void }): string {
  const dataDir = emptyDirectory();
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

const refusal =
  (code: string, words = /./) =>
  (error: unknown): boolean =>
    error instanceof WaybillError && error.code === code && words.test(error.message);

async function one(url: string, sql: string): Promise<unknown> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  });
}

test("separate servers: tools and further processes find them by the data directory, and it stays so", async (t) => {
  const dataDir = directory(t);
  const options = { dataDir, log: silentLog };
  const servers = await openServers(options, { services, layout: "separate" });
  assert.equal(new Set(servers.all.map(({ pid }) => pid)).size, 3);
  assert.equal(servers.of("a-guest"), servers.main);
  const migrations = [{ id: "0001-events", sql: "create table events as select 7 as id" }];
  for (const name of services) await provision(servers.of(name), [{ name, migrations }]);

  const joined = await joinServers({ dataDir, needs: () => true });
  const attached = await attachServers(options);
  for (const each of [joined, attached]) {
    const { readerUrl } = placeOf(each.of("left"), "left");
    assert.equal(await one(readerUrl, "select id from events"), 7);
    // The other's database is not there at all.
    const elsewhere = each.of("left").url("waybill_right", "waybill_left");
    await assert.rejects(one(elsewhere, "select 1"), (error) => sqlState(error) === "3D000");
    await each.stop();
  }
  assert.equal(await one(servers.of("right").superuserUrl, "show shared_buffers"), "64MB");
  await Promise.all([servers.stop(), servers.stop()]);

  await assert.rejects(
    openServers(options, { services, layout: "shared" }),
    refusal("databases-layout", /are separate, not shared/),
  );
  const again = await openServers(options, { services });
  assert.equal(again.all.length, 3);
  await again.stop();
});

test("a data directory with one server is not split up, nor is one of somebody else's", async (t) => {
  const dataDir = directory(t);
  const open = (layout: Layout | undefined, databaseUrl?: string) =>
    openServers({ dataDir, databaseUrl, log: silentLog }, { services, layout });
  const servers = await open(undefined);
  assert.deepEqual(servers.all, [servers.main]);
  await servers.stop();
  await assert.rejects(open("separate"), refusal("databases-layout", /are shared, not separate/));
  await assert.rejects(
    open("separate", shared.superuserUrl),
    refusal("databases-layout", /set DATABASE_URL_<SERVICE>/),
  );
  assert.equal(existsSync(join(dataDir, "databases")), false);
});

test("when one server does not start, those that did are stopped", async (t) => {
  const dataDir = directory(t);
  const options = { dataDir, log: silentLog };
  const first = await openServers(options, { services, layout: "separate" });
  await first.stop();
  rmSync(join(dataDir, "databases", "left", "postgres", "global"), { recursive: true });
  await assert.rejects(openServers(options, { services }), refusal("postgres-start-failed"));
  rmSync(join(dataDir, "databases", "left", "postgres"), { recursive: true });
  const again = await openServers(options, { services });
  assert.equal(again.of("right").adopted, false);
  await again.stop();
});

test("external servers of single services: of those that a process does not need the address is enough", async (t) => {
  const dataDir = join(directory(t), "nothing-here");
  const secret = "the-same-text-in-every-container-of-it";
  const nowhere = "postgres://127.0.0.1:1/";
  const databaseUrls = new Map([
    ["left", nowhere],
    ["right", shared.superuserUrl],
  ]);
  const joinNeeding = (needed: string) =>
    joinServers({
      dataDir,
      databaseUrl: shared.superuserUrl,
      databaseUrls,
      secret,
      needs: (service) => service === needed,
    });
  await assert.rejects(joinNeeding("left"), refusal("database-unreachable", /127\.0\.0\.1:1 /));
  const servers = await joinNeeding("right");
  const [made] = await provision(servers.of("right"), [{ name: "right", migrations: [] }]);
  assert.equal(await one(String(made?.url), "select current_user"), "waybill_right");
  const { host, username } = new URL(placeOf(servers.of("left"), "left").readerUrl);
  assert.deepEqual([host, username], ["127.0.0.1:1", "waybill_left_reader"]);
  // Passwords come from the secret: two processes agree, and no directory is needed.
  const other = await joinNeeding("right");
  assert.equal(other.of("left").passwordOf("x"), servers.of("right").passwordOf("x"));
  assert.equal(existsSync(dataDir), false);
  assert.deepEqual(readdirSync(join(dataDir, "..")), []);
});
