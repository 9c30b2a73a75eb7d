import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { after } from "node:test";
import type { Migration } from "../provision/migration.ts";
import { provision } from "../provision/provision.ts";
import type { ServiceDatabase } from "../provision/provision.ts";
import { describeCluster } from "./cluster.ts";
import { initialiseCluster, majorVersion } from "./initialise.ts";
import { openServer } from "./open-server.ts";
import type { PostgresServer } from "./postgres-server.ts";
import { emptyDirectory } from "./testing/empty-directory.ts";
import { silentLog } from "./testing/silent-log.ts";

interface Shared {
  readonly server: PostgresServer;
  readonly remove: () => void;
}

let shared: Promise<Shared> | undefined;

// Here and not where it is started: there it would belong to the test that asks first.
after(async () => {
  if (shared === undefined) return;
  const { server, remove } = await shared;
  await server.stop();
  remove();
});

/**
 * One embedded server for this test process, in a temporary directory, with its durability on. It
 * ends with the test file and nothing of it stays; import this at the top of the file. The first call takes about 0.3 s: the cluster is a copy of one that an
 * earlier run has initialised under node_modules/.cache.
 */
export async function testServer(): Promise<PostgresServer> {
  shared ??= startShared();
  return (await shared).server;
}

/** A database of its own on `testServer()`, with this schema; about 60 ms. */
export async function testDatabase(
  migrations: readonly Migration[] = [],
): Promise<ServiceDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const [database] = await provision(await testServer(), [{ name, migrations }]);
  if (database === undefined) throw new Error("provision gave no database");
  return database;
}

/** A temporary data directory whose cluster is initialised; `remove` takes it away. */
export async function testDataDirectory(): Promise<{ dataDir: string; remove: () => void }> {
  const dataDir = emptyDirectory();
  copyTree(`${await template()}/.`, dataDir);
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

async function startShared(): Promise<Shared> {
  const { dataDir, remove } = await testDataDirectory();
  return { server: await openServer({ dataDir, log: silentLog }), remove };
}

/** Built aside and renamed: test files start side by side, and any of them may be the first. */
async function template(): Promise<string> {
  const cache = join(import.meta.dirname, "../../../../node_modules/.cache/waybill");
  const path = join(cache, `postgres-${majorVersion}-${process.getuid?.() ?? 0}`);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  const built = emptyDirectory();
  await initialiseCluster(await describeCluster(built, { log: silentLog }));
  const aside = join(dirname(path), `.${process.pid}-${randomBytes(4).toString("hex")}`);
  copyTree(built, aside);
  rmSync(built, { recursive: true, force: true });
  try {
    renameSync(aside, path);
  } catch {
    // Another one was faster.
    rmSync(aside, { recursive: true, force: true });
  }
  return path;
}

/** Keeps owners, which matter when tests run as root and PostgreSQL does not. */
function copyTree(from: string, to: string): void {
  execFileSync("cp", ["-a", from, to], { stdio: "pipe" });
}
