import type { Service } from "@waybill/kit";
import { simulatedCarrierMigrations } from "@waybill/fulfilment";
import { providerMigrations } from "@waybill/payments";
import { madeBefore, rememberMade } from "./made-databases.ts";
import {
  ConsumerPositions,
  DeadLetterTriage,
  DeadLetters,
  MessageEdits,
  EventLog,
  PostgresStore,
  StateReader,
  TouchIndex,
  ViewsDatabase,
  placeOf,
  provision,
  readMigrations,
  runtimeMigrations,
  writeOutSoon,
  type ConnectionOptions,
  type Servers,
  type ServiceDatabase,
  type ServiceSchema,
} from "@waybill/postgres";

/** A service's database, opened for each of its uses. */
export interface ServiceConnections {
  readonly store: PostgresStore;
  readonly states: StateReader;
  readonly views: ViewsDatabase;
  readonly deadLetters: DeadLetters;
  readonly triage: DeadLetterTriage;
  readonly edits: MessageEdits;
  readonly log: EventLog;
  readonly touches: TouchIndex;
  readonly positions: ConsumerPositions;
  readonly reader: ConnectionOptions;
  /** For what needs a connection of its own for a while. */
  readonly own: ConnectionOptions;
}

/** Databases beside those of the services. */
export interface PlatformDatabases {
  /** API keys and what else an installation shares. */
  readonly platform: ViewsDatabase;
  /** The simulated outside world's own stores. */
  readonly provider: ViewsDatabase;
  readonly carrier: ViewsDatabase;
}

const platformSchemas: readonly ServiceSchema[] = [
  {
    name: "platform",
    migrations: readMigrations(new URL("../../platform-migrations/", import.meta.url), "platform"),
  },
  { name: "provider", migrations: readMigrations(providerMigrations, "provider") },
  { name: "carrier", migrations: readMigrations(simulatedCarrierMigrations, "carrier") },
];

/** What a service's database is made of: the runtime's tables and those of its views. */
function schemaOf({ name, migrations }: Pick<Service, "name" | "migrations">): ServiceSchema {
  const own = migrations === undefined ? [] : readMigrations(migrations, name);
  return { name, migrations: [...runtimeMigrations, ...own] };
}

type PlatformName = keyof PlatformDatabases;

/** @param used those that this process uses; it neither makes nor connects to the others */
export async function openPlatform(
  { main: server }: Servers,
  used: readonly PlatformName[] = ["platform", "provider", "carrier"],
): Promise<PlatformDatabases> {
  await provision(
    server,
    platformSchemas.filter(({ name }) => used.some((each) => each === name)),
  );
  // Nothing connects before its first query.
  const opened = (name: PlatformName): ViewsDatabase =>
    new ViewsDatabase({
      config: { connectionString: placeOf(server, name).url },
      name: `waybill ${name}`,
      connections: 2,
      prepare: name !== "platform",
    });
  return {
    platform: opened("platform"),
    provider: opened("provider"),
    carrier: opened("carrier"),
  };
}

/**
 * Makes and migrates the databases of services, and opens them.
 * @throws what `provision` throws
 */
export async function openServices(
  servers: Servers,
  services: readonly Service[],
  { platform }: Pick<PlatformDatabases, "platform">,
): Promise<ReadonlyMap<string, ServiceConnections>> {
  const before = await madeBefore(platform);
  const schemas = services.map(schemaOf).map((each) => ({ ...each, made: before.has(each.name) }));
  const byServer = Map.groupBy(schemas, ({ name }) => servers.of(name));
  const made = await Promise.all(
    [...byServer].map(async ([server, group]) => {
      const databases = await provision(server, group);
      if (databases.some(({ applied }) => applied.length > 0)) writeOutSoon(server);
      return databases;
    }),
  );
  const fresh = made.flat().flatMap(({ name }) => (before.has(name) ? [] : [name]));
  if (fresh.length > 0) await rememberMade(platform, fresh);
  return connect(servers, services);
}

/** Opens databases of services that their own processes make; nothing connects before its first query. */
export function connect(
  servers: Servers,
  services: readonly Service[],
): ReadonlyMap<string, ServiceConnections> {
  return new Map(
    services.map(({ name, events }) => [name, open(placeOf(servers.of(name), name), events)]),
  );
}

function open(
  { name, url, readerUrl }: Omit<ServiceDatabase, "applied">,
  contracts: Service["events"],
): ServiceConnections {
  const config = { connectionString: url };
  const views = new ViewsDatabase({ config, name: `waybill ${name} views`, connections: 2 });
  return {
    store: new PostgresStore({ config, name: `waybill ${name} store` }),
    states: new StateReader({ config, name: `waybill ${name} states` }),
    views,
    deadLetters: new DeadLetters(views),
    triage: new DeadLetterTriage(views),
    edits: new MessageEdits(views),
    log: new EventLog(views),
    touches: new TouchIndex({ database: views, log: { source: name, contracts } }),
    positions: new ConsumerPositions(views),
    reader: readerOf({ name, readerUrl }),
    own: { config, name: `waybill ${name}` },
  };
}

/** How to read the logs of services, whether their databases are there yet or not. */
export function readersOf(
  servers: Servers,
  services: readonly Pick<Service, "name">[],
): ReadonlyMap<string, ConnectionOptions> {
  return new Map(services.map(({ name }) => [name, readerOf(placeOf(servers.of(name), name))]));
}

function readerOf({
  name,
  readerUrl,
}: Pick<ServiceDatabase, "name" | "readerUrl">): ConnectionOptions {
  return { config: { connectionString: readerUrl }, name: `waybill ${name} reader` };
}

export async function closeDatabases(
  services: ReadonlyMap<string, ServiceConnections>,
  { platform, provider, carrier }: PlatformDatabases,
): Promise<void> {
  const all = [...services.values()].flatMap(({ store, states, views }) => [store, states, views]);
  await Promise.all([...all, platform, provider, carrier].map((each) => each.close()));
}
