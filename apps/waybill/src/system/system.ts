import { contracts } from "@waybill/contracts";
import {
  Telemetry,
  WaitingRequests,
  systemClock,
  systemIds,
  systemRandom,
  type Bus,
  type Clock,
  type Ids,
  type ServiceModule,
} from "@waybill/kit";
import type { EventLogs } from "@waybill/notifications";
import { PostgresBus, TouchIndexer, openServer, type PostgresServer } from "@waybill/postgres";
import type { Logger } from "pino";
import { Registry, collectDefaultMetrics } from "prom-client";
import type { Config } from "../config.ts";
import { nothingRecent, type Recent } from "../telemetry/recent.ts";
import { OverviewDesk } from "../ops/overview/overview.ts";
import { ApiKeys } from "../platform/api-keys.ts";
import { AuditTrail } from "../platform/audit-trail.ts";
import { Authenticator } from "../platform/authenticator.ts";
import { VerificationDesk } from "../verification/verification-desk.ts";
import { apiHost, type ApiParts } from "./api-host.ts";
import {
  closeDatabases,
  openPlatform,
  openServices,
  type PlatformDatabases,
  type ServiceConnections,
} from "./databases.ts";
import { historyOf } from "./history.ts";
import { Housekeeping } from "./housekeeping.ts";
import { listen } from "./listen.ts";
import { makeModules, type Modules } from "./modules.ts";
import { watchRuntimes } from "./runtime-metrics.ts";
import { CommitListeners, runService, type RunningService } from "./running-service.ts";

export interface System {
  readonly url: string;
  readonly databases: PlatformDatabases;
  readonly server: PostgresServer;
  readonly keys: ApiKeys;
  isKnownKey(secret: string): Promise<boolean>;
  /** Refuses new work, finishes what is under way, closes everything, stops the embedded PostgreSQL. Safe to call twice. */
  stop(): Promise<void>;
}

export interface SystemOptions {
  /** Services beside the seven. */
  readonly guests?: readonly ServiceModule[];
  readonly recent?: Recent;
}

/** Starts every service in this process, on one PostgreSQL. */
export async function startSystem(
  config: Config,
  log: Logger,
  { guests = [], recent = nothingRecent() }: SystemOptions = {},
): Promise<System> {
  const server = await openServer({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    log,
  });
  try {
    return await startOn(server, { config, log, guests, recent });
  } catch (error) {
    await server.stop();
    throw error;
  }
}

interface Start {
  readonly config: Config;
  readonly log: Logger;
  readonly guests: readonly ServiceModule[];
  readonly recent: Recent;
}

async function startOn(
  server: PostgresServer,
  { config, log, guests, recent }: Start,
): Promise<System> {
  const clock = systemClock;
  const ids = systemIds(clock);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const telemetry = new Telemetry({ log, registry });
  const databases = await openPlatform(server);
  const address: { url?: string } = {};
  const modules: Modules = await makeModules({
    databases,
    config,
    clock,
    ids,
    log,
    url: () => address.url,
    logs: logsOf(() => bus),
  });
  const services = [...modules.services, ...guests];
  const connected = await openServices(
    server,
    services.map(({ service }) => service),
  );
  const bus = busOf(connected, { clock, log, guests });
  const committed = new CommitListeners();
  const parts = { connected, bus, committed, clock, ids, telemetry, alone: server.embedded };
  const running = runAll(services, parts);
  const people = peopleOf(databases, { ids, clock, log });
  const { keys, authenticator } = people;
  const desks = desksOf({ config, databases, connected, running, clock, ids, log });
  committed.addForAll((events) => desks.overview.record(events));
  const host = apiHost({
    ...parts,
    ...people,
    ...desks,
    running,
    modules,
    log,
    registry,
    recent,
    original: originals(bus, connected),
  });
  watchRuntimes(telemetry, running);
  const background = backgroundOf(running, { connected, clock, log });
  const stop = once(async () => {
    for (const each of background) await each.stop();
    await host.close();
    await stopAll(running);
    await modules.stop();
    await bus.close();
    await closeDatabases(connected, databases);
    await server.stop();
  });
  let url: string;
  try {
    ({ url } = await listen(host, config));
    address.url = url;
    modules.listening(url);
    for (const { module, context } of running) await module.start?.(context);
    for (const { runtime } of running) await runtime.start();
  } catch (error) {
    // What is left open would keep the process alive, which nobody waits for any more.
    await stop();
    throw error;
  }
  for (const each of background) each.start();
  return { url, databases, server, keys, isKnownKey: (key) => isKnown(authenticator, key), stop };
}

async function stopAll(running: readonly RunningService[]): Promise<void> {
  for (const { module } of running) await module.stop?.();
  await Promise.all(running.map(({ runtime }) => runtime.stop()));
}

async function isKnown(authenticator: Authenticator, secret: string): Promise<boolean> {
  return (await authenticator.authenticate(secret)) !== undefined;
}

/** Who may do what, and what they did. */
function peopleOf(
  { platform }: PlatformDatabases,
  { ids, clock, log }: Pick<DeskParts, "ids" | "clock" | "log">,
) {
  const keys = new ApiKeys(platform, ids);
  const audit = new AuditTrail({ database: platform, ids, log });
  return { keys, audit, authenticator: new Authenticator(keys, clock) };
}

interface DeskParts {
  readonly config: Config;
  readonly databases: PlatformDatabases;
  readonly connected: Connected;
  readonly running: readonly RunningService[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

/** What operators look at. */
function desksOf({ config, databases, connected, running, clock, ids, log }: DeskParts) {
  const database = databases.platform;
  const verifications = new VerificationDesk({ database, place: config, ids, clock, log });
  const sources = { running, databases: connected, proof: verifications };
  return { verifications, overview: new OverviewDesk(clock, sources) };
}

/** The event at a position of a service's log. */
function originals(bus: PostgresBus, connected: Connected): ApiParts["original"] {
  return async (source, position) =>
    connected.has(source) ? bus.reader(source).at(position) : undefined;
}

type Connected = ReadonlyMap<string, ServiceConnections>;

function busOf(
  connected: Connected,
  { clock, log, guests }: Pick<Start, "log" | "guests"> & { readonly clock: Clock },
): PostgresBus {
  return new PostgresBus({
    sources: new Map([...connected].map(([name, { reader }]) => [name, reader])),
    contracts: [...contracts, ...guests.flatMap(({ service }) => [...service.events.values()])],
    clock,
    warn: (message) => {
      log.warn(message);
    },
  });
}

interface Parts {
  readonly connected: Connected;
  readonly bus: PostgresBus;
  readonly committed: CommitListeners;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly telemetry: Telemetry;
  /**
   * The lock of the data directory keeps every other process away from its databases. Nothing does
   * so for a PostgreSQL of somebody else's: there one process shares with others, and remembers nothing.
   */
  readonly alone: boolean;
}

function runAll(
  services: readonly ServiceModule[],
  { connected, bus, committed, clock, ids, telemetry, alone }: Parts,
): readonly RunningService[] {
  const platform = {
    bus: announcing(bus, committed),
    clock,
    ids,
    random: systemRandom,
    telemetry,
    owner: ids.make("own"),
    steal: alone,
    waiting: new WaitingRequests(),
  };
  return services.map((module) => {
    const connections = connected.get(module.service.name);
    if (connections === undefined) throw new Error(`no database for ${module.service.name}`);
    return runService(module, {
      platform,
      connections,
      committed,
      history: (key, part) => historyOf(bus, services, { key, part }),
    });
  });
}

interface Background {
  start(): void;
  stop(): Promise<void> | void;
}

/** What goes on beside the services: old answers leave, and where streams are moved by others, that is indexed. */
function backgroundOf(
  running: readonly RunningService[],
  { connected, clock, log }: Pick<DeskParts, "connected" | "clock" | "log">,
): readonly Background[] {
  const indexers = running.flatMap(({ module: { service }, context }) => {
    const index = connected.get(service.name)?.touches;
    const isMoved = [...service.deciders.values()].some(({ touched }) => touched);
    if (!isMoved || index === undefined) return [];
    return [new TouchIndexer({ index, clock, warn: (message) => context.log.warn(message) })];
  });
  return [new Housekeeping({ services: connected, clock, log }), ...indexers];
}

/** The bus, and those who wait in this process for what is committed. */
function announcing(bus: PostgresBus, committed: CommitListeners): Bus {
  return {
    channelOf: (event) => bus.channelOf(event),
    subscribe: (request) => bus.subscribe(request),
    committed: (source, events) => {
      bus.committed(source, events);
      committed.announce(source, events);
    },
    close: () => bus.close(),
  };
}

/** The logs of a bus that is made later, since it needs the databases of the services that read it. */
function logsOf(bus: () => PostgresBus): EventLogs {
  return {
    follow: (request) => bus().follow(request),
    head: async (source) => (await bus().reader(source).read([], Number.MAX_SAFE_INTEGER, 1)).head,
  };
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= action());
}
