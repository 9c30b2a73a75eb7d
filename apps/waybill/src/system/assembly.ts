import {
  Telemetry,
  WaitingRequests,
  systemClock,
  systemIds,
  systemRandom,
  type Clock,
  type Ids,
  type ServiceModule,
} from "@waybill/kit";
import type { PostgresBus, Servers } from "@waybill/postgres";
import type { Logger } from "pino";
import { Registry, collectDefaultMetrics } from "prom-client";
import type { Config } from "../config.ts";
import { ApiKeys } from "../platform/api-keys.ts";
import { AuditTrail } from "../platform/audit-trail.ts";
import { Authenticator } from "../platform/authenticator.ts";
import type { Broker, Brokered } from "./broker.ts";
import { announcing, busOf, logsOf } from "./bus.ts";
import {
  closeDatabases,
  connect,
  openPlatform,
  openServices,
  readersOf,
  type PlatformDatabases,
  type ServiceConnections,
} from "./databases.ts";
import { historyOf } from "./history.ts";
import { makeModules, type Modules } from "./modules.ts";
import { CommitListeners, runService, type RunningService } from "./running-service.ts";

export interface AssemblyOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Services beside the seven. */
  readonly guests?: readonly ServiceModule[];
  /** The only service of this process, and the broker that it is to use; all of them, by their logs, unless told. */
  readonly only?: { readonly service: string; readonly broker: Broker | undefined };
  /** Where the whole API is, once that is known. */
  readonly url: () => string | undefined;
  /** No other process can be alive on these databases: this one takes all leases, and keeps states in memory. */
  readonly alone: boolean;
  /** It leaves it to others to make and migrate the databases of services. */
  readonly onlyConnects?: boolean;
}

/** What processes of every kind are put together from. Nothing in it has begun to work. */
export interface Assembly {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly registry: Registry;
  readonly telemetry: Telemetry;
  readonly databases: PlatformDatabases;
  readonly connected: ReadonlyMap<string, ServiceConnections>;
  readonly modules: Modules;
  readonly bus: PostgresBus;
  readonly committed: CommitListeners;
  /** Where the only service of this process publishes its log, when it does. */
  readonly publisher: Brokered["publisher"] | undefined;
  readonly running: readonly RunningService[];
  readonly keys: ApiKeys;
  readonly authenticator: Authenticator;
  readonly audit: AuditTrail;
  /** Closes the modules, the bus and all connections; what runs is stopped before. */
  close(): Promise<void>;
}

/** @throws what opening databases throws */
export async function assemble(
  servers: Servers,
  { config, log, guests = [], only, url, alone, onlyConnects = false }: AssemblyOptions,
): Promise<Assembly> {
  const clock = systemClock;
  const ids = systemIds(clock);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const telemetry = new Telemetry({ log, registry });
  const databases = await openPlatform(servers, only && usedBy(only.service));
  const logs = logsOf(() => bus);
  const modules = await makeModules({ databases, config, clock, ids, log, url, logs });
  const services = [...modules.services, ...guests];
  const own = services.filter(({ service }) => only === undefined || service.name === only.service);
  const theirs = own.map(({ service }) => service);
  const connected = onlyConnects
    ? connect(servers, theirs)
    : await openServices(servers, theirs, databases);
  const readers = readersOf(
    servers,
    services.map(({ service }) => service),
  );
  const bus = busOf({ sources: readers, clock, log, guests });
  const committed = new CommitListeners();
  const keys = new ApiKeys(databases.platform, ids);
  const common = { clock, ids, telemetry, databases, connected, modules, bus, committed };
  const brokered = only?.broker?.on({ service: only.service, log: bus, clock, logger: log });
  return {
    ...common,
    registry,
    publisher: brokered?.publisher,
    running: putOnDatabases({ own, services, alone, brokered }, common),
    keys,
    authenticator: new Authenticator(keys, clock),
    audit: new AuditTrail({ database: databases.platform, ids, log }),
    close: async () => {
      await modules.stop();
      await brokered?.publisher.close();
      await (brokered?.bus ?? bus).close();
      await closeDatabases(connected, databases);
    },
  };
}

/** The simulated provider and carrier have books of their own, which nobody else opens. */
function usedBy(service: string): readonly (keyof PlatformDatabases)[] {
  if (service === "payments") return ["platform", "provider"];
  return service === "fulfilment" ? ["platform", "carrier"] : ["platform"];
}

function putOnDatabases(
  of: {
    readonly own: readonly ServiceModule[];
    readonly services: readonly ServiceModule[];
    readonly alone: boolean;
    readonly brokered: Brokered | undefined;
  },
  {
    connected,
    bus,
    committed,
    clock,
    ids,
    telemetry,
  }: Pick<Assembly, "connected" | "bus" | "committed" | "clock" | "ids" | "telemetry">,
): readonly RunningService[] {
  const platform = {
    bus: announcing(of.brokered?.bus ?? bus, committed),
    ...(of.brokered === undefined ? {} : { publisher: of.brokered.publisher }),
    clock,
    ids,
    random: systemRandom,
    telemetry,
    owner: ids.make("own"),
    steal: of.alone,
    waiting: new WaitingRequests(),
  };
  return of.own.map((module) => {
    const connections = connected.get(module.service.name);
    if (connections === undefined) throw new Error(`no database for ${module.service.name}`);
    return runService(module, {
      platform,
      connections,
      committed,
      history: (key, part) => historyOf(bus, of.services, { key, part }),
    });
  });
}

/** Begins to take messages and requests. */
export async function startAll(running: readonly RunningService[]): Promise<void> {
  for (const { module, context } of running) await module.start?.(context);
  for (const { runtime } of running) await runtime.start();
}

/** Finishes what is under way. */
export async function stopAll(running: readonly RunningService[]): Promise<void> {
  for (const { module } of running) await module.stop?.();
  await Promise.all(running.map(({ runtime }) => runtime.stop()));
  for (const { module } of running) module.close?.();
}

export function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= action());
}
