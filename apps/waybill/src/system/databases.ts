import type { Service } from "@waybill/kit";
import { simulatedCarrierMigrations } from "@waybill/fulfilment";
import { providerMigrations } from "@waybill/payments";
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
  provision,
  readMigrations,
  runtimeMigrations,
  writeOutSoon,
  type ConnectionOptions,
  type PostgresServer,
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

export async function openPlatform(server: PostgresServer): Promise<PlatformDatabases> {
  const made = await provision(server, platformSchemas);
  const [platform, provider, carrier] = made.map(({ url, name }) => {
    const options = {
      config: { connectionString: url },
      name: `waybill ${name}`,
      connections: 2,
      prepare: name !== "platform",
    };
    return new ViewsDatabase(options);
  });
  if (platform === undefined || provider === undefined || carrier === undefined) {
    throw new Error("a database of the platform was not made");
  }
  return { platform, provider, carrier };
}

export async function openServices(
  server: PostgresServer,
  services: readonly Service[],
): Promise<ReadonlyMap<string, ServiceConnections>> {
  const made = await provision(server, services.map(schemaOf));
  if (made.some(({ applied }) => applied.length > 0)) writeOutSoon(server);
  const byName = new Map(services.map((service) => [service.name, service]));
  return new Map(
    made.map((database) => [
      database.name,
      open(database, byName.get(database.name)?.events ?? new Map()),
    ]),
  );
}

function open(
  { name, url, readerUrl }: ServiceDatabase,
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
    reader: { config: { connectionString: readerUrl }, name: `waybill ${name} reader` },
    own: { config, name: `waybill ${name}` },
  };
}

export async function closeDatabases(
  services: ReadonlyMap<string, ServiceConnections>,
  { platform, provider, carrier }: PlatformDatabases,
): Promise<void> {
  const all = [...services.values()].flatMap(({ store, states, views }) => [store, states, views]);
  await Promise.all([...all, platform, provider, carrier].map((each) => each.close()));
}
