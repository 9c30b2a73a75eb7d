import type { ChildProcess } from "node:child_process";
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { WaybillError } from "@waybill/kit";
import { superuser } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { databaseUrl, sqlState, withClient } from "./connection.ts";
import type { ServerAddress } from "./connection.ts";
import { settingsFileName } from "./initialise.ts";
import { endOrphans, endPostmaster, removeStalePidFile, spawnPostmaster } from "./postmaster.ts";
import { watchForeign } from "./postmaster.ts";
import type { Listening, Postmaster } from "./postmaster.ts";
import { isPostmasterOf, readPostmasterFile } from "./postmaster-file.ts";

/** Crash recovery reads up to `max_wal_size` of log; on a slow disk that takes minutes. */
const startTimeoutMs = 300_000;
/** For what only time mends: a process that still has the shared memory of a dead server. */
const blockedMs = 30_000;
const pollMs = 10;
const reportMs = 10_000;

/**
 * Starts PostgreSQL and waits until it answers; recovery after a crash is part of that. Whatever an
 * earlier server left behind is cleared first. The caller holds the data directory's lock.
 *
 * @throws WaybillError `postgres-start-failed` with the last lines of its log.
 */
export async function startPostmaster(cluster: Cluster, wanted: Listening): Promise<Postmaster> {
  const blockedUntil = performance.now() + blockedMs;
  let listening = wanted;
  for (let backoffMs = 50; ; backoffMs = Math.min(backoffMs * 2, 2_000)) {
    const started = await tryStart(cluster, listening);
    if (typeof started !== "string") return started;
    if (listening.tcp && /could not create any TCP\/IP sockets/.test(started)) {
      cluster.log.warn({ port: listening.port }, "the TCP port is taken; going on with the socket");
      listening = { ...listening, tcp: false };
    } else if (!/shared memory|lock file/.test(started) || performance.now() > blockedUntil) {
      throw startFailed(cluster, started);
    }
    await delay(backoffMs);
  }
}

/** The server, or what it said before it ended. */
async function tryStart(cluster: Cluster, listening: Listening): Promise<Postmaster | string> {
  await endOrphans(cluster);
  removeStalePidFile(cluster);
  clearSockets(cluster, listening.socketDir);
  const since = Date.now();
  const child = spawnPostmaster(cluster, listening);
  const exited = exitOf(child);
  if (child.pid === undefined || !(await becameReady(cluster, child))) {
    return lastWords(cluster, since);
  }
  const address = { port: listening.port, socketDir: listening.socketDir };
  try {
    await requireAnswer(cluster, address);
  } catch (error) {
    await endPostmaster(cluster, child.pid);
    throw error;
  }
  return { pid: child.pid, address, exited };
}

/**
 * Takes over a server that an earlier Waybill left running on this directory; undefined when there
 * is none that answers, and then none is running any more.
 */
export async function adoptPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const deadline = performance.now() + startTimeoutMs;
  for (let unanswered = 0; ;) {
    const file = readPostmasterFile(cluster.clusterDir);
    if (file === undefined || !isPostmasterOf(file.pid, cluster.clusterDir)) return undefined;
    if (file.status === "ready") {
      const address = { port: file.port, socketDir: file.socketDir };
      if (await answers(cluster, address)) {
        return { pid: file.pid, address, exited: watchForeign(file.pid, cluster.clusterDir) };
      }
      unanswered += 1;
    }
    // Stopped with SIGSTOP, or its socket is gone: it is no use to anyone.
    if (unanswered >= 2 || performance.now() > deadline) {
      cluster.log.warn({ pid: file.pid }, "PostgreSQL is running and does not answer; ending it");
      await endPostmaster(cluster, file.pid, "immediate");
      return undefined;
    }
    await delay(pollMs);
  }
}

/** Socket and port for a server that is about to start; the port of the last time if it is free. */
export async function chooseListening(cluster: Cluster): Promise<Listening> {
  const last = lastListening(cluster);
  if (last.socketDir !== undefined) removeSocketDir(last.socketDir);
  const port = (await freePort(last.port)) ?? (await freePort(0));
  if (port === undefined) {
    throw new WaybillError("postgres-start-failed", "there is no free TCP port on 127.0.0.1");
  }
  // Not under the data directory: a socket's path has at most 107 bytes, and mounted volumes may
  // not take sockets. TMPDIR may be deep too.
  const base = tmpdir().length > 60 ? "/tmp" : tmpdir();
  const socketDir = mkdtempSync(join(base, socketDirPrefix));
  if (cluster.user !== undefined) chownSync(socketDir, cluster.user.uid, cluster.user.gid);
  return { port, tcp: true, socketDir };
}

const socketDirPrefix = "waybill-pg-";

/** Only ever removes a directory that this module made. */
export function removeSocketDir(path: string): void {
  if (basename(path).startsWith(socketDirPrefix)) rmSync(path, { recursive: true, force: true });
}

/** True once the server says it is ready, false when it ended before. */
async function becameReady(cluster: Cluster, child: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + startTimeoutMs;
  let reportAt = performance.now() + reportMs;
  while (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const file = readPostmasterFile(cluster.clusterDir);
    if (file?.pid === child.pid && file.status === "ready") return true;
    const now = performance.now();
    if (now > deadline) await endPostmaster(cluster, child.pid);
    if (now > reportAt) {
      cluster.log.info({ pid: child.pid }, "PostgreSQL is still recovering");
      reportAt = now + reportMs;
    }
    await delay(pollMs);
  }
  return false;
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
}

/** False when nothing answers there; throws when it refuses us: ending it would not help. */
async function answers(cluster: Cluster, address: ServerAddress): Promise<boolean> {
  try {
    await requireAnswer(cluster, address);
    return true;
  } catch (error) {
    if (error instanceof WaybillError) throw error;
    return false;
  }
}

async function requireAnswer(cluster: Cluster, address: ServerAddress): Promise<void> {
  const password = cluster.secrets.passwordOf(superuser);
  const url = databaseUrl(address, { role: superuser, password, database: "postgres" });
  const found = await withClient(url, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    return rows[0]?.data_directory;
  }).catch((error: unknown) => {
    throw sqlState(error) === wrongPassword ? passwordRefused(cluster, error) : error;
  });
  if (found !== cluster.clusterDir) {
    throw new WaybillError(
      "postgres-start-failed",
      `the server on port ${address.port} is that of ${found}, not of ${cluster.clusterDir}`,
    );
  }
}

const wrongPassword = "28P01";

function passwordRefused(cluster: Cluster, cause: unknown): WaybillError {
  return new WaybillError(
    "secrets-unreadable",
    `the PostgreSQL of ${cluster.dataDir} refuses the password from its secrets.json; restore that file from a backup`,
    { cause },
  );
}

/** A socket's lock file names a pid, and a stale one may name somebody else's by now. */
function clearSockets(cluster: Cluster, socketDir: string): void {
  mkdirSync(socketDir, { recursive: true, mode: 0o700 });
  if (cluster.user !== undefined) chownSync(socketDir, cluster.user.uid, cluster.user.gid);
  for (const name of readdirSync(socketDir)) {
    if (name.startsWith(".s.PGSQL.")) rmSync(join(socketDir, name), { force: true });
  }
}

function lastListening(cluster: Cluster): {
  port: number | undefined;
  socketDir: string | undefined;
} {
  let settings = "";
  try {
    settings = readFileSync(join(cluster.clusterDir, settingsFileName), "utf8");
  } catch {
    // The first start.
  }
  const port = /^port = '(\d+)'/m.exec(settings)?.[1];
  return {
    port: port === undefined ? undefined : Number(port),
    socketDir: /^unix_socket_directories = '([^']+)'/m.exec(settings)?.[1],
  };
}

async function freePort(wanted: number | undefined): Promise<number | undefined> {
  if (wanted === undefined) return undefined;
  const probe = createServer();
  const port = await new Promise<number | undefined>((resolve) => {
    probe.once("error", () => resolve(undefined));
    probe.listen({ port: wanted, host: "127.0.0.1" }, () => {
      const address = probe.address();
      resolve(typeof address === "object" && address !== null ? address.port : undefined);
    });
  });
  if (port !== undefined) await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** What the server said in this start: first on its output, then in its own log. */
function lastWords(cluster: Cluster, since: number): string {
  const logs = readdirSync(cluster.logDir)
    .filter((name) => name.endsWith(".log"))
    .map((name) => join(cluster.logDir, name))
    // File times may be a clock tick behind ours.
    .filter((path) => statSync(path).mtimeMs >= since - 20);
  return logs.map((path) => lastLines(readFileSync(path, "utf8"))).join("\n");
}

function lastLines(log: string): string {
  const start = Math.max(0, log.lastIndexOf("starting PostgreSQL"));
  return log.slice(start).trim().split("\n").slice(-8).join("\n");
}

function startFailed(cluster: Cluster, words: string): WaybillError {
  return new WaybillError(
    "postgres-start-failed",
    `PostgreSQL did not start on ${cluster.clusterDir}; its log in ${cluster.logDir} ends: ${words.trim().slice(-1_500)}`,
  );
}
