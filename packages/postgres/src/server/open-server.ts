import { EventEmitter } from "node:events";
import { realpathSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { WaybillError } from "@waybill/kit";
import { clusterDirOf, describeCluster, superuser } from "./cluster.ts";
import type { ServerLog } from "./cluster.ts";
import { databaseUrl } from "./connection.ts";
import { makeDataDirectory } from "./data-directory.ts";
import { lockDataDirectory, lockHolder } from "./data-lock.ts";
import type { DataLock, LockPurpose } from "./data-lock.ts";
import { runEmbedded } from "./embedded-server.ts";
import { useExternal } from "./external-server.ts";
import { isPostmasterOf, readPostmasterFile } from "./postmaster-file.ts";
import type { PostgresServer, ServerEvents } from "./postgres-server.ts";
import { loadSecrets, secretsFrom, type Secrets } from "./secrets.ts";

export interface ServerOptions {
  /** Made when it is missing. Holds the lock, the secrets, and the embedded server's files. */
  readonly dataDir: string;
  /** A role that may make databases and roles; without it the embedded server is used. */
  readonly databaseUrl?: string | undefined;
  /** What the passwords of an external server's roles are made from; without it the data directory's own. */
  readonly secret?: string | undefined;
  /** The embedded server is one of several on this machine: it takes less memory and disk. */
  readonly oneOfSeveral?: boolean;
  readonly log: ServerLog;
}

/**
 * Takes the data directory and gives a PostgreSQL that answers: the external one, one that an
 * earlier Waybill left running, or one started now. An embedded server that dies is restarted.
 *
 * @throws WaybillError `data-directory-in-use` when another Waybill holds the directory;
 *   `postgres-start-failed` and the other codes of this package.
 */
export function openServer(options: ServerOptions): Promise<PostgresServer> {
  return openLocked(options, "server");
}

/**
 * The same for a command-line tool: uses the server of a Waybill that is up without taking the
 * directory, and its `stop` then leaves it alone. Otherwise it starts one, which `stop` ends.
 * Behind another tool that started the server for itself, it waits up to 60 s for that to end.
 */
export async function attachServer(options: ServerOptions): Promise<PostgresServer> {
  if (options.databaseUrl !== undefined) {
    return useExternal(options.databaseUrl, externalSecrets(options));
  }
  const deadline = performance.now() + toolWaitMs;
  for (;;) {
    try {
      return await openLocked(options, "tool");
    } catch (error) {
      if (!isInUse(error) || performance.now() > deadline) throw error;
    }
    const holder = lockHolder(options.dataDir);
    const borrowed = holder?.purpose === "server" ? borrow(options.dataDir) : undefined;
    if (borrowed !== undefined) return borrowed;
    await delay(toolPollMs);
  }
}

/**
 * The same for a process that is one of several: it uses the server that another one looks after, and
 * never starts any.
 *
 * @throws WaybillError `database-unreachable`, which is worth trying again
 */
export async function joinServer(options: Omit<ServerOptions, "log">): Promise<PostgresServer> {
  if (options.databaseUrl !== undefined) {
    return useExternal(options.databaseUrl, externalSecrets(options));
  }
  makeDataDirectory(options.dataDir);
  const borrowed = borrow(options.dataDir);
  if (borrowed !== undefined) return borrowed;
  throw new WaybillError(
    "database-unreachable",
    `no PostgreSQL runs on ${options.dataDir}; start \`waybill up\` there, or set DATABASE_URL`,
    { retryable: true },
  );
}

/** With a secret nothing of the data directory is needed: a container may have none. */
export function externalSecrets({
  dataDir,
  secret,
}: Pick<ServerOptions, "dataDir" | "secret">): Secrets {
  if (secret !== undefined) return secretsFrom(secret);
  makeDataDirectory(dataDir);
  return loadSecrets(dataDir);
}

const toolWaitMs = 60_000;
const toolPollMs = 100;

function isInUse(error: unknown): boolean {
  return error instanceof WaybillError && error.code === "data-directory-in-use";
}

async function openLocked(options: ServerOptions, purpose: LockPurpose): Promise<PostgresServer> {
  makeDataDirectory(options.dataDir);
  const dataDir = realpathSync(options.dataDir);
  const lock = lockDataDirectory(dataDir, purpose);
  try {
    if (options.databaseUrl === undefined) {
      return await runEmbedded(await describeCluster(dataDir, options), lock);
    }
    return releasing(await useExternal(options.databaseUrl, externalSecrets(options)), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function releasing(server: PostgresServer, lock: DataLock): PostgresServer {
  return Object.assign(server, {
    stop: () => {
      lock.release();
      return Promise.resolve();
    },
  });
}

/**
 * The server of a Waybill that holds the lock; undefined while it is not ready. Only once it is
 * are there secrets to read: making them is the holder's.
 */
function borrow(dataDir: string): PostgresServer | undefined {
  const realDir = realpathSync(dataDir);
  const clusterDir = clusterDirOf(realDir);
  const file = readPostmasterFile(clusterDir);
  if (file?.status !== "ready" || !isPostmasterOf(file.pid, clusterDir)) return undefined;
  const secrets = loadSecrets(realDir);
  const url = (database: string, role: string): string =>
    databaseUrl(file, { role, database, password: secrets.passwordOf(role) });
  return {
    embedded: true,
    adopted: true,
    pid: file.pid,
    superuserUrl: url("postgres", superuser),
    events: new EventEmitter<ServerEvents>(),
    passwordOf: (role) => secrets.passwordOf(role),
    url,
    stop: () => Promise.resolve(),
  };
}
