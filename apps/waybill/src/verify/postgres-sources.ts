import type { ServiceLog, Sources } from "@waybill/checker";
import { systemClock, type Service } from "@waybill/kit";
import { countLog, EventLog, ViewsDatabase } from "@waybill/postgres";
import { acknowledgedOrders, consignments, orderClaims, providerAccounts } from "./ledgers.ts";
import { PostgresServiceLog, type ByBytes, type LogNow } from "./service-log.ts";
import { Snapshot } from "./snapshot.ts";

/** URL by which the owner of a database named `waybill_<name>` connects. */
export type DatabaseUrl = (name: string) => string;

/** The simulated outside world's own databases. */
const provider = "provider";
const carrier = "carrier";

/**
 * Snapshots of all databases, taken one right after the other in the order of `services`: see
 * docs/decisions on verifying while running for what that order is good for.
 *
 * @throws {Retryable} `store-unavailable`, after closing what was opened
 */
export async function openSources(
  services: readonly Service[],
  urlOf: DatabaseUrl,
  { opened = () => undefined }: { readonly opened?: (snapshot: Snapshot) => void } = {},
): Promise<Sources> {
  const taken = new Map<string, Snapshot>();
  try {
    for (const name of [...services.map((each) => each.name), provider, carrier]) {
      const snapshot = await Snapshot.take(urlOf(name), name);
      taken.set(name, snapshot);
      opened(snapshot);
    }
    const takenAt = systemClock.now();
    return await sourcesOf(services, { taken, urlOf, takenAt });
  } catch (error) {
    await closeAll(taken);
    throw error;
  }
}

interface Taken {
  readonly taken: ReadonlyMap<string, Snapshot>;
  readonly urlOf: DatabaseUrl;
  readonly takenAt: number;
}

async function sourcesOf(
  services: readonly Service[],
  { taken, urlOf, takenAt }: Taken,
): Promise<Sources> {
  const of = (name: string): Snapshot => {
    const snapshot = taken.get(name);
    if (snapshot === undefined) throw new Error(`no snapshot of ${name} was taken`);
    return snapshot;
  };
  const logs = new Map<string, ServiceLog>();
  let running = false;
  for (const service of services) {
    const { name } = service;
    const snapshot = of(name);
    const from = { snapshot, byBytes: await sorting(snapshot), now: logNow(urlOf(name), name) };
    logs.set(name, new PostgresServiceLog(service, from));
    running ||= await isLeased(snapshot);
  }
  return {
    logs,
    acknowledged: (keys) => acknowledgedOrders(of("orders"), keys),
    claims: (keys) => orderClaims(of("orders"), keys),
    provider: (keys) => providerAccounts(of(provider), keys),
    carrier: (keys) => consignments(of(carrier), keys),
    running,
    takenAt,
    close: () => closeAll(taken),
  };
}

/**
 * The embedded server's databases sort text by bytes already, so the indexes serve. Elsewhere it is
 * sorted anew, which is right and slower.
 */
async function sorting(snapshot: Snapshot): Promise<ByBytes> {
  const [row] = await snapshot.rows({
    text: `select case when datlocprovider = 'c' then datcollate else to_jsonb(db) ->> 'datlocale' end
           from pg_database as db where datname = current_database()`,
  });
  const bytewise = ["C", "POSIX", "C.UTF-8", "C.UTF8"].includes(row?.[0] ?? "");
  return bytewise ? (column) => column : (column) => `${column} collate "C"`;
}

/** Somebody holds a lease: a Waybill is up, or was until a few seconds ago. */
async function isLeased(snapshot: Snapshot): Promise<boolean> {
  const [row] = await snapshot.rows({
    text: "select exists (select from members where lease_until > now())",
  });
  return row?.[0] === "t";
}

/** Over a connection that is opened for each look: there are few of them. */
function logNow(url: string, name: string): LogNow {
  const config = { connectionString: url };
  const looking = async <T>(look: (database: ViewsDatabase) => Promise<T>): Promise<T> => {
    const database = new ViewsDatabase({ config, name: `waybill verify ${name}`, connections: 1 });
    try {
      return await look(database);
    } finally {
      await database.close();
    }
  };
  return {
    head: () => looking((database) => new EventLog(database).head()),
    unread: (spans) =>
      looking(async (database) => {
        const upTo = await new EventLog(database).head();
        const counts = await countLog(
          database,
          spans.map((span) => ({ ...span, upTo })),
        );
        return counts.reduce((sum, { events }) => sum + events, 0);
      }),
  };
}

async function closeAll(taken: ReadonlyMap<string, Snapshot>): Promise<void> {
  await Promise.all([...taken.values()].map((snapshot) => snapshot.close()));
}
