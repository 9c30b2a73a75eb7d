import { spawn } from "node:child_process";
import {
  appendFileSync,
  chownSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { WaybillError } from "@waybill/kit";
import { superuser } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { launchAs, makePrivateDirectory } from "./server-user.ts";

export const settingsFileName = "waybill.conf";

export const majorVersion = "18";

/**
 * Makes the cluster when there is none. It is built aside and renamed, so that a crash in between
 * leaves nothing that looks like a cluster.
 *
 * @throws WaybillError `postgres-version-mismatch` when another major version wrote it;
 *   `postgres-initialise-failed` with initdb's own words.
 */
export async function initialiseCluster(cluster: Cluster): Promise<void> {
  if (existsSync(cluster.clusterDir)) return requireVersion(cluster);
  const aside = `${cluster.clusterDir}.initialising`;
  rmSync(aside, { recursive: true, force: true });
  makePrivateDirectory(aside, cluster.user);
  const passwordFile = join(cluster.logDir, "initdb-password");
  writeFileSync(passwordFile, `${cluster.secrets.passwordOf(superuser)}\n`, { mode: 0o600 });
  if (cluster.user !== undefined) chownSync(passwordFile, cluster.user.uid, cluster.user.gid);
  try {
    await runInitdb(cluster, [`--pgdata=${aside}`, `--pwfile=${passwordFile}`]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  appendFileSync(join(aside, "postgresql.conf"), `include '${settingsFileName}'\n`);
  renameSync(aside, cluster.clusterDir);
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
