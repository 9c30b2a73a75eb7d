import { contracts } from "@waybill/contracts";
import { openServers, type Layout } from "@waybill/postgres";
import type { Logger } from "pino";
import { Autoscaler, type AutoscaleOptions } from "../autoscale/autoscaler.ts";
import { LagWatch } from "../autoscale/lag-watch.ts";
import type { Config } from "../config.ts";
import { assemble, once, type Assembly } from "../system/assembly.ts";
import { serviceNames } from "../system/service-names.ts";
import type { System } from "../system/system.ts";
import { Processes } from "./processes.ts";

export interface SplitOptions {
  /** How many processes each service has at the start. */
  readonly replicas: ReadonlyMap<string, number>;
  /** Which services have as many as their lag asks for; undefined: the numbers stay. */
  readonly autoscale: AutoscaleOptions | undefined;
  /** Whether each service has a PostgreSQL of its own. */
  readonly layout?: Layout | undefined;
  /** Takes the lines of all processes, as they were written. */
  readonly line: (line: string) => void;
  /** Gives the lines of this process on, to be shown with those of the others. */
  readonly ownLines: (show: (line: string) => void) => void;
  /** Ends the start; what has been started until then is stopped. */
  readonly signal: AbortSignal;
}

/**
 * Runs every service as processes of its own, and the gateway before them: for development and drills. In
 * a cluster the cluster does this. Each process ends by itself when this one is gone.
 * @throws what keeps it from starting, and the signal's reason; nothing is left running then
 */
export async function startSplit(
  config: Config,
  log: Logger,
  options: SplitOptions,
): Promise<System> {
  const { signal, layout } = options;
  const servers = await openServers({ ...config, log }, { services: serviceNames, layout });
  const processes = new Processes({ ...options, config, log });
  options.ownLines((line) => processes.link.line(line));
  let assembly: Assembly | undefined;
  let autoscaler: Autoscaler | undefined;
  const stop = once(async () => {
    await autoscaler?.stop();
    await processes.stop();
    await assembly?.close();
    await servers.stop();
  });
  try {
    signal.throwIfAborted();
    // Makes and migrates the databases, which the processes would else do all at once.
    assembly = await assemble(servers, { config, log, url: () => undefined, alone: false });
    const { databases, keys, authenticator } = assembly;
    const isKnownKey = async (key: string): Promise<boolean> =>
      (await authenticator.authenticate(key)) !== undefined;
    autoscaler = autoscalerOf(options.autoscale, { assembly, processes, log });
    signal.throwIfAborted();
    const url = await processes.start(options.replicas);
    autoscaler?.start();
    return { url, databases, keys, isKnownKey, stop };
  } catch (error) {
    // What is left open would keep this process alive.
    await stop();
    throw error;
  }
}

function autoscalerOf(
  options: AutoscaleOptions | undefined,
  {
    assembly,
    processes,
    log,
  }: { readonly assembly: Assembly; readonly processes: Processes; readonly log: Logger },
): Autoscaler | undefined {
  if (options === undefined) return undefined;
  const listeners = assembly.running.map(({ runtime }) => ({
    name: runtime.service.name,
    inboxes: runtime.inboxes,
  }));
  return new Autoscaler(options, {
    listeners,
    lags: new LagWatch(assembly.connected, contracts),
    processes,
    log,
  });
}
