import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { WaybillError } from "@waybill/kit";
import { clusterDirOf } from "./cluster.ts";
import type { ServerLog } from "./cluster.ts";
import { externalServer } from "./external-server.ts";
import { attachServer, externalSecrets, joinServer, openServer } from "./open-server.ts";
import type { ServerOptions } from "./open-server.ts";
import type { PostgresServer } from "./postgres-server.ts";

/** The PostgreSQL servers of an installation: one, and further ones that have one service's database each. */
export interface Servers {
  /** Has the databases of the platform, and of every service without a server of its own. */
  readonly main: PostgresServer;
  readonly all: readonly PostgresServer[];
  /** The one with a service's database. */
  of(service: string): PostgresServer;
  /** Stops what these handles started. Safe to call twice. */
  stop(): Promise<void>;
}

export interface ServersOptions extends Omit<ServerOptions, "oneOfSeveral"> {
  /** External servers of single services. */
  readonly databaseUrls?: ReadonlyMap<string, string>;
}

/** `shared`: one embedded server has all databases. `separate`: one for each service, and the main one. */
export type Layout = "shared" | "separate";

export interface Wanted {
  /** Those that have a server of their own where servers are separate. */
  readonly services: readonly string[];
  /** The data directory's own unless told, and `shared` for a new one. */
  readonly layout?: Layout | undefined;
}

/**
 * As `openServer`, for all servers. The embedded ones of single services have data directories of their
 * own, `databases/<service>` in the installation's, each with its lock, its log and its secrets.
 *
 * @throws WaybillError `databases-layout` when the data directory is of the other layout, and what
 *   `openServer` throws
 */
export async function openServers(options: ServersOptions, wanted: Wanted): Promise<Servers> {
  const separate = layoutFor(options, wanted.layout) === "separate";
  if (separate) mkdirSync(databasesDir(options.dataDir), { recursive: true });
  const oneOfSeveral = separate;
  const main = await openServer({ ...options, oneOfSeveral });
  return withOwn(main, options, {
    embedded: separate ? wanted.services : [],
    open: (dataDir) => openServer({ dataDir, oneOfSeveral, log: naming(options.log, dataDir) }),
  });
}

/** As `attachServer`, for all servers. */
export async function attachServers(options: ServersOptions): Promise<Servers> {
  const main = await attachServer(options);
  return withOwn(main, options, {
    embedded: embeddedOnes(options),
    open: (dataDir) =>
      attachServer({ dataDir, oneOfSeveral: true, log: naming(options.log, dataDir) }),
  });
}

export interface Joining extends Omit<ServersOptions, "log"> {
  /** Services whose external servers have to answer; logs on the others are read when they can be. */
  readonly needs: (service: string) => boolean;
}

/** As `joinServer`, for all servers. */
export async function joinServers(options: Joining): Promise<Servers> {
  const main = await joinServer(options);
  return withOwn(main, options, {
    embedded: embeddedOnes(options),
    open: (dataDir) => joinServer({ dataDir }),
    needs: options.needs,
  });
}

interface Own {
  /** Services with an embedded server. */
  readonly embedded: readonly string[];
  readonly open: (dataDir: string) => Promise<PostgresServer>;
  readonly needs?: (service: string) => boolean;
}

/** The main server with the others; when one of them fails, all that were opened are stopped. */
async function withOwn(
  main: PostgresServer,
  { dataDir, secret, databaseUrls = new Map() }: Omit<ServersOptions, "log">,
  { embedded, open, needs = () => true }: Own,
): Promise<Servers> {
  const external = [...databaseUrls].map(async ([service, databaseUrl]) => {
    const server = needs(service)
      ? await joinServer({ dataDir, databaseUrl, secret })
      : externalServer(databaseUrl, externalSecrets({ dataDir, secret }));
    return [service, server] as const;
  });
  const beside = embedded
    .filter((service) => !databaseUrls.has(service))
    .map(async (service) => [service, await open(join(databasesDir(dataDir), service))] as const);
  const results = await Promise.allSettled([...external, ...beside]);
  const opened = results.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const servers = serversOf(main, new Map(opened));
  const failed = results.find((each) => each.status === "rejected");
  if (failed === undefined) return servers;
  await servers.stop().catch(() => undefined);
  throw failed.reason;
}

function serversOf(main: PostgresServer, own: ReadonlyMap<string, PostgresServer>): Servers {
  const all = [main, ...own.values()];
  return {
    main,
    all,
    of: (service) => own.get(service) ?? main,
    stop: async () => {
      const results = await Promise.allSettled(all.map((server) => server.stop()));
      const failed = results.find((each) => each.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    },
  };
}

function layoutFor({ dataDir, databaseUrl }: ServersOptions, wanted: Layout | undefined): Layout {
  if (databaseUrl !== undefined) {
    if (wanted !== "separate") return "shared";
    throw layoutError(
      "separate databases are embedded ones, and DATABASE_URL is set; set DATABASE_URL_<SERVICE> for each service instead",
    );
  }
  const found = layoutOf(dataDir);
  if (wanted === undefined || found === undefined || wanted === found) {
    return found ?? wanted ?? "shared";
  }
  throw layoutError(
    `the databases in ${dataDir} are ${found}, not ${wanted}; leave the option out, or set WAYBILL_DATA to a new directory`,
  );
}

/** Undefined for a directory that has no databases yet. */
function layoutOf(dataDir: string): Layout | undefined {
  if (existsSync(databasesDir(dataDir))) return "separate";
  return existsSync(clusterDirOf(dataDir)) ? "shared" : undefined;
}

function layoutError(message: string): WaybillError {
  return new WaybillError("databases-layout", message);
}

function embeddedOnes({ dataDir, databaseUrl }: Omit<ServersOptions, "log">): readonly string[] {
  const directory = databasesDir(dataDir);
  if (databaseUrl !== undefined || !existsSync(directory)) return [];
  return readdirSync(directory);
}

/** Says with each line which server it is of. */
function naming(log: ServerLog, dataDir: string): ServerLog {
  const server = basename(dataDir);
  return {
    info: (fields, message) => log.info({ ...fields, server }, message),
    warn: (fields, message) => log.warn({ ...fields, server }, message),
    error: (fields, message) => log.error({ ...fields, server }, message),
  };
}

function databasesDir(dataDir: string): string {
  return join(dataDir, "databases");
}
