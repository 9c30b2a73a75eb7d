import type { ServiceModule } from "@waybill/kit";
import { openServers, type Layout, type Servers } from "@waybill/postgres";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { EventRates } from "../ops/overview/event-rates.ts";
import type { ApiKeys } from "../platform/api-keys.ts";
import type { Authenticator } from "../platform/authenticator.ts";
import { nothingRecent, type Recent } from "../telemetry/recent.ts";
import { apiHost } from "./api-host.ts";
import { assemble, once, startAll, stopAll } from "./assembly.ts";
import { backgroundOf } from "./background.ts";
import { originals } from "./bus.ts";
import type { PlatformDatabases } from "./databases.ts";
import { desksOf } from "./desks.ts";
import { listen } from "./listen.ts";
import { watchRuntimes } from "./runtime-metrics.ts";
import { serviceNames } from "./service-names.ts";

export interface System {
  readonly url: string;
  readonly databases: PlatformDatabases;
  readonly keys: ApiKeys;
  isKnownKey(secret: string): Promise<boolean>;
  /** Refuses new work, finishes what is under way, closes everything, stops the embedded PostgreSQL. Safe to call twice. */
  stop(): Promise<void>;
}

export interface SystemOptions {
  /** Services beside the seven. */
  readonly guests?: readonly ServiceModule[];
  readonly recent?: Recent;
  /** Whether each service has a PostgreSQL of its own. */
  readonly layout?: Layout | undefined;
}

/** Starts every service in this process. */
export async function startSystem(
  config: Config,
  log: Logger,
  { guests = [], recent = nothingRecent(), layout }: SystemOptions = {},
): Promise<System> {
  const servers = await openServers({ ...config, log }, { services: serviceNames, layout });
  try {
    return await startOn(servers, { config, log, guests, recent });
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

interface Start {
  readonly config: Config;
  readonly log: Logger;
  readonly guests: readonly ServiceModule[];
  readonly recent: Recent;
}

async function startOn(servers: Servers, { config, log, guests, recent }: Start): Promise<System> {
  const address: { url?: string } = {};
  const assembly = await assemble(servers, {
    config,
    log,
    guests,
    url: () => address.url,
    // The lock of the data directory keeps every other process away from its databases. Nothing does
    // so for a PostgreSQL of somebody else's: there one process shares with others, and remembers nothing.
    alone: servers.all.every(({ embedded }) => embedded),
  });
  const { clock, databases, connected, modules, bus, committed, running, authenticator } = assembly;
  const rates = new EventRates();
  const desks = desksOf({ ...assembly, config, log, watched: running, rates });
  committed.addForAll((events) => {
    rates.record(events);
    desks.overview.record(events);
  });
  const original = originals(bus, connected);
  const host = apiHost({ ...assembly, ...desks, watched: running, log, recent, original });
  watchRuntimes(assembly.telemetry, running);
  const background = backgroundOf(running, { connected, clock, log });
  const stop = once(async () => {
    for (const each of background) await each.stop();
    await host.close();
    await stopAll(running);
    await assembly.close();
    await servers.stop();
  });
  let url: string;
  try {
    ({ url } = await listen(host, config));
    address.url = url;
    modules.listening(url);
    await startAll(running);
  } catch (error) {
    // What is left open would keep the process alive, which nobody waits for any more.
    await stop();
    throw error;
  }
  for (const each of background) each.start();
  const isKnownKey = (key: string): Promise<boolean> => isKnown(authenticator, key);
  return { url, databases, keys: assembly.keys, isKnownKey, stop };
}

async function isKnown(authenticator: Authenticator, secret: string): Promise<boolean> {
  return (await authenticator.authenticate(secret)) !== undefined;
}
