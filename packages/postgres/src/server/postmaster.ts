import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chownSync, closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ServerAddress } from "./connection.ts";
import type { Cluster } from "./cluster.ts";
import { serverEnvironment, settingsFileName } from "./initialise.ts";
import { isPostmasterOf, postmasterFilePath, readPostmasterFile } from "./postmaster-file.ts";
import { pidsTitled, signal } from "./process-table.ts";
import { launchAs } from "./server-user.ts";
import { settingsFile } from "./settings.ts";
import { waitUntil } from "./wait-until.ts";

/** A PostgreSQL server process that was ready when this was made. */
export interface Postmaster {
  readonly pid: number;
  readonly address: ServerAddress;
  /** Settles when the process is gone, whoever ended it. Does not keep our process alive. */
  readonly exited: Promise<void>;
}

export interface Listening {
  readonly port: number;
  readonly tcp: boolean;
  readonly socketDir: string;
}

/** Looking costs a file read on Linux, a process elsewhere. */
const watchMs = process.platform === "linux" ? 200 : 1_000;

/** Writes the settings and starts the process; `exited` is all there is to wait for besides the file. */
export function spawnPostmaster(cluster: Cluster, listening: Listening): ChildProcess {
  const settings = settingsFile({ ...listening, ...cluster });
  const settingsPath = join(cluster.clusterDir, settingsFileName);
  writeFileSync(settingsPath, settings, { mode: 0o600 });
  if (cluster.user !== undefined) chownSync(settingsPath, cluster.user.uid, cluster.user.gid);
  const launch = launchAs(cluster.user, cluster.binaries.postgres, ["-D", cluster.clusterDir]);
  const output = openSync(startLogPath(cluster), "w", 0o600);
  try {
    const child = spawn(launch.command, launch.args, {
      ...launch,
      cwd: "/",
      env: serverEnvironment(),
      // A session of its own: Ctrl-C goes to the whole foreground group, and PostgreSQL has to
      // stay until we have drained.
      detached: true,
      stdio: ["ignore", output, output],
    });
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

/** Where the process writes until its own log takes over. */
function startLogPath(cluster: Cluster): string {
  return join(cluster.logDir, "start.log");
}

/** Resolves when process `pid` of this cluster is gone; does not keep our process alive. */
export async function watchForeign(pid: number, clusterDir: string): Promise<void> {
  while (isPostmasterOf(pid, clusterDir)) await delay(watchMs, undefined, { ref: false });
}

const fastStopMs = 30_000;
const immediateStopMs = 5_000;
const killMs = 5_000;

/**
 * Ends a server process and waits until it is gone: fast shutdown (SIGINT: open transactions are
 * rolled back, a checkpoint is written); if that hangs, immediate (SIGQUIT) and SIGKILL, after
 * which PostgreSQL recovers from its log. Nothing committed is lost in any of them. `immediate`
 * leaves out the first step, for one that does not answer anyway.
 */
export async function endPostmaster(
  cluster: Cluster,
  pid: number,
  how: "fast" | "immediate" = "fast",
): Promise<void> {
  const gone = (): boolean => !isPostmasterOf(pid, cluster.clusterDir);
  const steps = [
    ["SIGINT", how === "fast" ? fastStopMs : 0],
    ["SIGQUIT", immediateStopMs],
    ["SIGKILL", killMs],
  ] as const;
  for (const [name, timeoutMs] of steps) {
    if (timeoutMs === 0) continue;
    if (gone() || !signal(pid, name) || (await waitUntil(gone, timeoutMs))) break;
    cluster.log.warn({ pid, signal: name, timeoutMs }, "PostgreSQL did not stop in time");
  }
  await endOrphans(cluster);
}

/**
 * Waits until no process of this cluster is left: a server killed with -9 leaves its backends,
 * which notice within moments, but not while they compute. They share memory with no successor
 * and cannot commit, so after a while they are ended.
 */
export async function endOrphans(cluster: Cluster): Promise<void> {
  const left = (): readonly number[] => pidsTitled(`postgres: ${cluster.clusterName}: `);
  const steps = [
    [undefined, 2_000],
    ["SIGQUIT", 3_000],
    ["SIGKILL", killMs],
  ] as const;
  for (const [name, timeoutMs] of steps) {
    if (name !== undefined) {
      cluster.log.warn({ pids: left(), signal: name }, "ending processes of a dead PostgreSQL");
      for (const pid of left()) signal(pid, name);
    }
    if (await waitUntil(() => left().length === 0, timeoutMs)) return;
  }
}

/**
 * Removes the pid file of a server that is not running. PostgreSQL does that itself unless another
 * program of the same user has the pid by now, or a crash left the file empty; then it refuses.
 */
export function removeStalePidFile(cluster: Cluster): void {
  const file = readPostmasterFile(cluster.clusterDir);
  if (file !== undefined && isPostmasterOf(file.pid, cluster.clusterDir)) return;
  rmSync(postmasterFilePath(cluster.clusterDir), { force: true });
}
