import { closeSync, fchmodSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WaybillError, errorMessage } from "@waybill/kit";

/** `server`: stays until it is told to stop. `tool`: a command that ends by itself. */
export type LockPurpose = "server" | "tool";

export interface LockHolder {
  readonly pid: number;
  readonly purpose: LockPurpose;
}

export interface DataLock {
  /** Safe to call twice. */
  release(): void;
}

/**
 * Lock files of this process. The kernel lets go of all that a process has locked in a file when it closes the file,
 * however often it has it open: one that is locked is not opened a second time.
 */
const held = new Set<string>();

/** Two starters at the same instant must not both step back: each waits this long for the other. */
const contentionMs = 300;

/**
 * Takes a data directory for this process.
 *
 * The lock is the kernel's (`fcntl`, through SQLite, which brings the only file lock Node has). It
 * dies with the process whatever kills it, so there is no stale lock to recognise, and no race
 * between two that would both take one over. A pid in a file could not promise either. It also
 * holds between containers that share a volume and do not see each other's processes.
 *
 * @throws WaybillError `data-directory-in-use` naming the directory and the pid that holds it.
 */
export function lockDataDirectory(dataDir: string, purpose: LockPurpose): DataLock {
  const database = tryLock(dataDir);
  if (database === undefined) throw inUse(dataDir, lockHolder(dataDir));
  const holder: LockHolder = { pid: process.pid, purpose };
  writeFileSync(holderPath(dataDir), JSON.stringify(holder));
  return {
    release: () => {
      if (!database.isOpen) return;
      database.close();
      held.delete(lockPath(dataDir));
    },
  };
}

/** Who holds, or last held, the lock. Written just after the lock is taken, so briefly out of date. */
export function lockHolder(dataDir: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(holderPath(dataDir), "utf8")) as LockHolder;
  } catch {
    return undefined;
  }
}

function tryLock(dataDir: string): DatabaseSync | undefined {
  mkdirSync(dataDir, { recursive: true });
  const path = lockPath(dataDir);
  if (held.has(path)) return undefined;
  // Another user who may read the file could lock it.
  try {
    const file = openSync(path, "a", 0o600);
    fchmodSync(file, 0o600);
    closeSync(file);
  } catch (error) {
    throw unusable(path, error);
  }
  const database = new DatabaseSync(path, { timeout: contentionMs });
  try {
    database.exec("BEGIN EXCLUSIVE");
    held.add(path);
    return database;
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw unusable(path, error);
  }
}

function unusable(path: string, cause: unknown): WaybillError {
  const message = `cannot lock ${path}: ${errorMessage(cause)}; set WAYBILL_DATA to a directory that is this user's`;
  return new WaybillError("data-directory-unusable", message, { cause });
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
}

function lockPath(dataDir: string): string {
  return join(dataDir, "waybill.lock");
}

function holderPath(dataDir: string): string {
  return join(dataDir, "waybill.pid");
}

function inUse(dataDir: string, holder: LockHolder | undefined): WaybillError {
  const by = holder === undefined ? "another process" : `process ${holder.pid}`;
  return new WaybillError(
    "data-directory-in-use",
    `the data directory ${dataDir} is in use by ${by}; stop that Waybill or set WAYBILL_DATA to another directory`,
    { details: { dataDir, pid: holder?.pid } },
  );
}
