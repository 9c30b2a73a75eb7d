import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { Retryable, WaybillError, errorMessage } from "@waybill/kit";
import { sqlState } from "../server/connection.ts";
import { checksumOf } from "./migration.ts";
import type { Migration } from "./migration.ts";

export interface MigrateLimits {
  /** How long a statement may wait for a lock, and so hold up everyone behind it. */
  readonly lockTimeoutMs: number;
  /** For all attempts at one migration together. */
  readonly patienceMs: number;
}

export const defaultLimits: MigrateLimits = { lockTimeoutMs: 1_000, patienceMs: 60_000 };

const lockNotAvailable = "55P03";
const deadlockDetected = "40P01";
/** Any number that nothing else in a service's database uses: "wbmi" in ASCII. */
const advisoryLock = 0x77626d69;
const firstBackoffMs = 100;
const lastBackoffMs = 5_000;

/**
 * Brings a database forward: applies the migrations it does not have, in the order given, each in a
 * transaction of its own. Safe to run from several processes at once and beside older or newer
 * versions: ids it does not know are a newer version's and are left alone.
 *
 * A migration that waits for a lock lets go after `lockTimeoutMs`, so that the queries queueing
 * behind it go on, and comes back later.
 *
 * @returns ids applied by this call.
 * @throws WaybillError `migration-changed` when an applied file's content is another now;
 *   `migration-failed` with PostgreSQL's words, nothing of that migration applied;
 *   Retryable `migration-blocked` when its locks could not be had within `patienceMs`.
 */
export async function migrate(
  client: Client,
  migrations: readonly Migration[],
  limits: MigrateLimits = defaultLimits,
): Promise<readonly string[]> {
  requireUnique(migrations);
  if ((await pending(client, migrations)).length === 0) return [];
  await withPatience("the lock of another process that migrates", limits, async () => {
    await client.query(`SET lock_timeout = ${limits.lockTimeoutMs}`);
    await client.query("SELECT pg_advisory_lock($1)", [advisoryLock]);
  });
  try {
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
         id text PRIMARY KEY,
         checksum text NOT NULL,
         applied_at timestamptz NOT NULL DEFAULT now()
       )`,
    );
    const toApply = await pending(client, migrations);
    for (const migration of toApply) {
      await withPatience(migration.id, limits, () => apply(client, migration));
    }
    return toApply.map(({ id }) => id);
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [advisoryLock]).catch(() => undefined);
    await client.query("RESET lock_timeout").catch(() => undefined);
  }
}

/** Those not applied yet, after checking those that are. */
async function pending(
  client: Client,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const table = await client.query("SELECT to_regclass('schema_migrations') AS name");
  if (table.rows[0]?.name === null) return migrations;
  const { rows } = await client.query<{ id: string; checksum: string }>(
    "SELECT id, checksum FROM schema_migrations",
  );
  const applied = new Map(rows.map(({ id, checksum }) => [id, checksum]));
  return migrations.filter((migration) => {
    const checksum = applied.get(migration.id);
    if (checksum !== undefined && checksum !== checksumOf(migration)) throw changed(migration.id);
    return checksum === undefined;
  });
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query("INSERT INTO schema_migrations (id, checksum) VALUES ($1, $2)", [
      migration.id,
      checksumOf(migration),
    ]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    if (isBlocked(error)) throw error;
    throw new WaybillError(
      "migration-failed",
      `the migration ${migration.id} failed and nothing of it is applied: ${errorMessage(error)}`,
      { cause: error },
    );
  }
}

/** Tries again while a lock is held by somebody else, waiting longer each time. */
async function withPatience(
  what: string,
  limits: MigrateLimits,
  attempt: () => Promise<void>,
): Promise<void> {
  const deadline = performance.now() + limits.patienceMs;
  for (let backoffMs = firstBackoffMs; ; backoffMs = Math.min(backoffMs * 2, lastBackoffMs)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBlocked(error)) throw error;
      if (performance.now() + backoffMs > deadline) throw blocked(what, limits, error);
    }
    await delay(backoffMs);
  }
}

function isBlocked(error: unknown): boolean {
  const state = sqlState(error);
  return state === lockNotAvailable || state === deadlockDetected;
}

function requireUnique(migrations: readonly Migration[]): void {
  const ids = new Set<string>();
  for (const { id } of migrations) {
    if (ids.has(id)) {
      throw new WaybillError("migration-invalid", `the migration ${id} is listed twice`);
    }
    ids.add(id);
  }
}

function changed(id: string): WaybillError {
  return new WaybillError(
    "migration-changed",
    `the migration ${id}.sql is applied and its file has changed since; restore the file, and put the change into a new one`,
  );
}

function blocked(what: string, limits: MigrateLimits, cause: unknown): Retryable {
  return new Retryable(
    "migration-blocked",
    `waited ${limits.patienceMs} ms for the locks of ${what}; end the long transaction that holds them (pg_stat_activity shows it) and start again`,
    { cause },
  );
}
