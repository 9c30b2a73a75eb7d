import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Client } from "pg";
import { Retryable, StoreUnavailable, WaybillError } from "@waybill/kit";
import { failureOf } from "../connection.ts";
import { sqlState, withClient } from "../server/connection.ts";
import type { PostgresServer } from "../server/postgres-server.ts";
import { requireSamePartitions } from "./log-layout.ts";
import { defaultLimits, migrate } from "./migrate.ts";
import type { MigrateLimits } from "./migrate.ts";
import type { Migration } from "./migration.ts";

export interface ServiceSchema {
  /** Lower-case letters, digits and `_`; at most 40. */
  readonly name: string;
  readonly migrations: readonly Migration[];
  /** It was made before: when it is not there it is lost, or somewhere else, and is not made anew. */
  readonly made?: boolean;
}

/** What a service, and the consumers of its events, connect with. URLs hold passwords. */
export interface ServiceDatabase {
  readonly name: string;
  readonly database: string;
  /** Owns the database and can connect to no other of ours. */
  readonly role: string;
  readonly url: string;
  /** May read the table `events` of this database, and nothing else anywhere. */
  readonly readerRole: string;
  readonly readerUrl: string;
  /** Ids of the migrations that this call applied. */
  readonly applied: readonly string[];
}

/**
 * Makes a database `waybill_<name>` and its two roles for each service, and migrates it. What is
 * there already is left as it is, so it runs at every start; several processes may run it at once.
 * Services are migrated side by side.
 *
 * @throws WaybillError `service-name-invalid`, `database-missing`, `partitions-differ`, `store-unavailable` when the server goes away
 *   meanwhile, and what `migrate` throws.
 */
export async function provision(
  server: PostgresServer,
  services: readonly ServiceSchema[],
  limits: MigrateLimits = defaultLimits,
): Promise<readonly ServiceDatabase[]> {
  try {
    return await provisionAll(server, services, limits);
  } catch (error) {
    if (error instanceof WaybillError) throw error;
    const failure = failureOf(error);
    throw failure instanceof StoreUnavailable ? failure : error;
  }
}

async function provisionAll(
  server: PostgresServer,
  services: readonly ServiceSchema[],
  limits: MigrateLimits,
): Promise<readonly ServiceDatabase[]> {
  const plans = services.map(({ name, ...schema }) => ({ ...placeOf(server, name), ...schema }));
  await withClient(server.superuserUrl, async (client) => {
    await makeMissing(client, { server, plans });
  });
  // All are waited for, so that none is still working after this call has thrown.
  const results = await Promise.allSettled(
    plans.map(({ migrations, ...plan }) => bringForward(server, plan, { migrations, limits })),
  );
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

async function bringForward(
  server: PostgresServer,
  plan: Plan,
  what: { readonly migrations: readonly Migration[]; readonly limits: MigrateLimits },
): Promise<ServiceDatabase> {
  const applied = await openAsOwner(server, plan, async (client) => {
    const ids = await migrate(client, what.migrations, what.limits);
    await requireSamePartitions(client, plan.name);
    await grantReading(client, plan);
    return ids;
  });
  return { ...plan, applied };
}

interface Plan extends Omit<ServiceDatabase, "applied"> {
  readonly made?: boolean;
}

/**
 * Names and URLs of a service's database, whether it exists or not.
 * @throws WaybillError `service-name-invalid`
 */
export function placeOf(
  server: Pick<PostgresServer, "url">,
  name: string,
): Omit<ServiceDatabase, "applied"> {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(name)) {
    throw new WaybillError(
      "service-name-invalid",
      `"${name}" cannot name a database; use a-z, 0-9 and _, at most 40 characters`,
    );
  }
  const database = `waybill_${name}`;
  const readerRole = `${database}_reader`;
  return {
    name,
    database,
    role: database,
    readerRole,
    url: server.url(database, database),
    readerUrl: server.url(database, readerRole),
  };
}

interface Work {
  readonly server: PostgresServer;
  readonly plans: readonly Plan[];
}

/** "wbpr" in ASCII. */
const advisoryLock = 0x77627072;
const lockWaitMs = 60_000;
const lockPollMs = 50;

async function makeMissing(client: Client, work: Work): Promise<void> {
  const wanted = await missing(client, work.plans);
  if (wanted.length === 0) return;
  await refuseLost(client, wanted);
  await lockProvisioning(client);
  try {
    if (work.server.embedded) {
      await client.query("REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC");
    }
    for (const plan of await missing(client, work.plans)) await make(client, work.server, plan);
  } finally {
    await unlockProvisioning(client);
  }
}

/** One that was restored is there, and only lacks the mark. */
async function refuseLost(client: Client, wanted: readonly Plan[]): Promise<void> {
  for (const { name, database } of wanted.filter(({ made }) => made)) {
    if (await isThere(client, database)) continue;
    throw new WaybillError(
      "database-missing",
      `the database ${database} was made before and is not on this PostgreSQL; set DATABASE_URL_${name.toUpperCase()} or DATABASE_URL to the server that has it, or restore it`,
    );
  }
}

async function isThere(client: Client, database: string): Promise<boolean> {
  const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
  return found.rowCount === 1;
}

/** For the database that the client is connected to. Polls: a statement that waits for the lock would hold its snapshot meanwhile. */
async function lockProvisioning(client: Client): Promise<void> {
  const deadline = performance.now() + lockWaitMs;
  for (;;) {
    const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS ok", [advisoryLock]);
    if (rows[0]?.ok === true) return;
    if (performance.now() > deadline) {
      throw new Retryable(
        "provision-blocked",
        `another process has been provisioning the databases for ${lockWaitMs} ms; wait for it or end it`,
      );
    }
    await delay(lockPollMs);
  }
}

async function unlockProvisioning(client: Client): Promise<void> {
  await client.query("SELECT pg_advisory_unlock($1)", [advisoryLock]).catch(() => undefined);
}

/** A database is made last and its rights right after; the comment marks it as finished. */
async function missing(client: Client, plans: readonly Plan[]): Promise<readonly Plan[]> {
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE shobj_description(oid, 'pg_database') = $1`,
    [finishedMark],
  );
  const finished = new Set(rows.map(({ datname }) => datname));
  return plans.filter(({ database }) => !finished.has(database));
}

const finishedMark = "waybill: provisioned";

async function make(client: Client, server: PostgresServer, plan: Plan): Promise<void> {
  const { database, role, readerRole } = plan;
  for (const login of [role, readerRole]) await makeRole(client, server, login);
  if (!(await isThere(client, database))) {
    // Our encoding even where an administrator's template has another.
    await client.query(
      `CREATE DATABASE ${database} OWNER ${role} TEMPLATE template0 ENCODING 'UTF8'`,
    );
  }
  await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${readerRole}`);
  await client.query(`COMMENT ON DATABASE ${database} IS ${pg.escapeLiteral(finishedMark)}`);
}

async function makeRole(client: Client, server: PostgresServer, role: string): Promise<void> {
  const found = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
  if (found.rowCount === 0) await client.query(`CREATE ROLE ${role}`);
  await setPassword(client, server, role);
  const { rows } = await client.query("SELECT current_setting('is_superuser') AS superuser");
  // Without being a superuser, only a member of a role may make a database for it.
  if (rows[0]?.superuser !== "on") await client.query(`GRANT ${role} TO CURRENT_USER`);
}

async function setPassword(client: Client, server: PostgresServer, role: string): Promise<void> {
  const password = pg.escapeLiteral(server.passwordOf(role));
  await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${password}`);
}

const wrongPassword = "28P01";

/** Connects as the service. If the roles have other passwords (another secrets.json), they get ours. */
async function openAsOwner<T>(
  server: PostgresServer,
  plan: Plan,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  try {
    return await withClient(plan.url, use);
  } catch (error) {
    if (sqlState(error) !== wrongPassword) throw error;
  }
  await withClient(server.superuserUrl, async (client) => {
    for (const role of [plan.role, plan.readerRole]) await setPassword(client, server, role);
  });
  return withClient(plan.url, use);
}

/**
 * After the migrations, because one of them makes the table. One process at a time: PostgreSQL refuses one of two that
 * change the rights of one thing at once.
 */
async function grantReading(client: Client, { readerRole }: Plan): Promise<void> {
  if (!(await lacksReading(client, readerRole))) return;
  await lockProvisioning(client);
  try {
    if (!(await lacksReading(client, readerRole))) return;
    await client.query(`GRANT USAGE ON SCHEMA public TO ${readerRole}`);
    await client.query(`GRANT SELECT ON public.events TO ${readerRole}`);
  } finally {
    await unlockProvisioning(client);
  }
}

async function lacksReading(client: Client, readerRole: string): Promise<boolean> {
  const { rows } = await client.query<{ lacks: boolean }>(
    `SELECT to_regclass('public.events') IS NOT NULL
            AND NOT has_table_privilege($1, 'public.events', 'SELECT') AS lacks`,
    [readerRole],
  );
  return rows[0]?.lacks === true;
}
