import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { WaybillError, errorMessage } from "@waybill/kit";
import { superuser } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { appendDurably, syncDirectory } from "./durable-file.ts";
import { pidsRunning, signal } from "./process-table.ts";
import { launchAs, makePrivateDirectory } from "./server-user.ts";
import { waitUntil } from "./wait-until.ts";

export const settingsFileName = "waybill.conf";

export const majorVersion = "18";

/**
 * Makes the cluster when there is none. It is built aside and renamed, so that a crash or a power
 * cut in between leaves nothing that looks like a cluster. Aside means a directory that no other attempt has: when
 * its Waybill is killed, initdb goes on and writes by path, also into what a successor makes anew
 * under the same name.
 *
 * @throws WaybillError `postgres-version-mismatch` when another major version wrote it;
 *   `postgres-initialise-failed` with initdb's own words.
 */
export async function initialiseCluster(cluster: Cluster): Promise<void> {
  await clearUnfinished(cluster);
  if (existsSync(cluster.clusterDir)) return requireVersion(cluster);
  const aside = `${cluster.clusterDir}${unfinishedSuffix}-${randomBytes(6).toString("hex")}`;
  makePrivateDirectory(aside, cluster.user);
  // Beside the cluster, not in it: initdb wants its directory empty. Every attempt has its own, so
  // that none takes away what another has yet to read.
  const passwordFile = `${aside}.password`;
  writeFileSync(passwordFile, `${cluster.secrets.passwordOf(superuser)}\n`, { mode: 0o600 });
  if (cluster.user !== undefined) chownSync(passwordFile, cluster.user.uid, cluster.user.gid);
  try {
    await runInitdb(cluster, [`${pgdata}${aside}`, `--pwfile=${passwordFile}`]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  // initdb has synced what it made, and nobody syncs this file later: a power cut soon after the
  // first start would leave it without its end, and then PostgreSQL refuses to start.
  appendDurably(join(aside, "postgresql.conf"), `include '${settingsFileName}'\n`);
  renameSync(aside, cluster.clusterDir);
  syncDirectory(cluster.dataDir);
}

const unfinishedSuffix = ".initialising";
const pgdata = "--pgdata=";
/** After SIGTERM initdb ends the step at hand and removes what it has made. */
const initdbEndMs = 2_000;

/**
 * Removes what attempts that were killed have left, and ends an initdb that is still at it: its
 * command line names the directory, which is nobody else's. One that cannot be seen or ended (it
 * is in another container) disturbs nobody; what it leaves goes at a later start.
 */
async function clearUnfinished(cluster: Cluster): Promise<void> {
  const prefix = basename(`${cluster.clusterDir}${unfinishedSuffix}`);
  for (const name of readdirSync(cluster.dataDir)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(cluster.dataDir, name);
    await endInitdb(cluster, path);
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      cluster.log.warn({ path, error: errorMessage(error) }, "an unfinished cluster is left");
    }
  }
}

async function endInitdb(cluster: Cluster, path: string): Promise<void> {
  const left = (): readonly number[] => pidsRunning("initdb", `${pgdata}${path}`);
  for (const name of ["SIGTERM", "SIGKILL"] as const) {
    const pids = left();
    if (pids.length === 0) return;
    cluster.log.warn({ pids, signal: name }, "ending the initdb of a Waybill that was killed");
    for (const pid of pids) signal(pid, name);
    if (await waitUntil(() => left().length === 0, initdbEndMs)) return;
  }
}

async function runInitdb(cluster: Cluster, where: readonly string[]): Promise<void> {
  const options = [
    `--username=${superuser}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // Sorts by code point on every machine: an update of the system's C library or ICU cannot
    // silently break an index.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
  ];
  const paths = [cluster.clusterDir, cluster.logDir];
  const launch = launchAs(cluster.user, cluster.binaries.initdb, [...where, ...options]);
  const child = spawn(launch.command, launch.args, {
    ...launch,
    cwd: "/",
    env: serverEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [code, words] = await Promise.all([ended, text(child.stderr)]);
  if (code === 0) return;
  throw new WaybillError(
    "postgres-initialise-failed",
    `initdb failed (exit ${code}) for ${paths[0]}: ${words.trim()}`,
  );
}

/** Ours without the variables that would steer PostgreSQL. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

function requireVersion(cluster: Cluster): void {
  const path = join(cluster.clusterDir, "PG_VERSION");
  const found = existsSync(path) ? readFileSync(path, "utf8").trim() : "unknown";
  if (found === majorVersion) return;
  throw new WaybillError(
    "postgres-version-mismatch",
    `${cluster.clusterDir} was written by PostgreSQL ${found}, this Waybill brings ${majorVersion}; dump it with the old version and restore it into a new data directory`,
  );
}
