import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { WaybillError } from "@waybill/kit";
import { openServers, type Layout } from "@waybill/postgres";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { assemble, once, type Assembly } from "../system/assembly.ts";
import { serviceNames } from "../system/service-names.ts";
import type { System } from "../system/system.ts";
import { Child } from "./child.ts";

const readyMs = 140_000;
/** Where it cannot be written it is not used. */
const compileCache = fileURLToPath(
  new URL("../../../../node_modules/.cache/waybill/", import.meta.url),
);
const pollMs = 100;
const probeMs = 2_000;

export interface SplitOptions {
  /** How many processes each service has. */
  readonly replicas: ReadonlyMap<string, number>;
  /** Whether each service has a PostgreSQL of its own. */
  readonly layout?: Layout | undefined;
  /** Takes the lines of all processes, as they were written. */
  readonly line: (line: string) => void;
}

/**
 * Runs every service as processes of its own, and the gateway before them: for development and drills. In
 * a cluster the cluster does this. Each process ends by itself when this one is gone.
 */
export async function startSplit(
  config: Config,
  log: Logger,
  options: SplitOptions,
): Promise<System> {
  const { layout } = options;
  const servers = await openServers({ ...config, log }, { services: serviceNames, layout });
  const processes = new Processes(config, log, options);
  let assembly: Assembly | undefined;
  const stop = once(async () => {
    await processes.stop();
    await assembly?.close();
    await servers.stop();
  });
  try {
    // Makes and migrates the databases, which the processes would else do all at once.
    assembly = await assemble(servers, { config, log, url: () => undefined, alone: false });
    const { databases, keys, authenticator } = assembly;
    const isKnownKey = async (key: string): Promise<boolean> =>
      (await authenticator.authenticate(key)) !== undefined;
    const url = await processes.start();
    return { url, databases, keys, isKnownKey, stop };
  } catch (error) {
    // What is left open would keep this process alive.
    await stop();
    throw error;
  }
}

/** The gateway and the processes of the services. */
class Processes {
  readonly #config: Config;
  readonly #log: Logger;
  readonly #options: SplitOptions;
  readonly #services: Child[] = [];
  readonly #urls = new Map<Child, string>();
  #gateway: Child | undefined;
  #gatewayUrl: string | undefined;

  constructor(config: Config, log: Logger, options: SplitOptions) {
    this.#config = config;
    this.#log = log;
    this.#options = options;
  }

  /** Resolves when calls of every service are served. @returns the address of the gateway */
  async start(): Promise<string> {
    const deadline = performance.now() + readyMs;
    const gateway = this.#child("gateway", "gateway", (url) => {
      if (url !== undefined) this.#gatewayUrl = url;
      this.#tellGateway();
    });
    this.#gateway = gateway;
    // The services have to know where it is.
    const url = await until(
      deadline,
      async () => {
        // What keeps it from starting, such as a port in use, would do so again.
        if (gateway.ends > 0) throw notReady(`the gateway did not start: ${gateway.lastLine}`);
        return this.#gatewayUrl;
      },
      () => gateway.lastLine,
    );
    for (const service of serviceNames) {
      const count = this.#options.replicas.get(service) ?? 1;
      for (let number = 1; number <= count; number++) this.#startService(service, number);
    }
    let said = "";
    await until(
      deadline,
      async () => {
        const answer = await probe(url);
        said = answer.text;
        return answer.ok ? true : undefined;
      },
      () => said,
    );
    return url;
  }

  async stop(): Promise<void> {
    await this.#gateway?.stop();
    await Promise.all(this.#services.map((each) => each.stop()));
  }

  #startService(service: string, number: number): void {
    const child = this.#child(service, `${service}-${number}`, (url) => {
      if (url === undefined) this.#urls.delete(child);
      else this.#urls.set(child, url);
      this.#tellGateway();
    });
    this.#services.push(child);
  }

  #child(service: string, name: string, at: (url: string | undefined) => void): Child {
    const isGateway = service === "gateway";
    return new Child({
      service,
      process: name,
      log: this.#log,
      line: this.#options.line,
      at,
      environment: () => ({
        WAYBILL_DATA: this.#config.dataDir,
        WAYBILL_BUS: this.#config.bus,
        ...localBrokers(process.env),
        // Halves the time that a start takes of the processor: the sources are stripped of types once.
        NODE_COMPILE_CACHE: compileCache,
        // The gateway keeps the port that it was given the first time.
        WAYBILL_PORT: isGateway ? (portOf(this.#gatewayUrl) ?? String(this.#config.port)) : "0",
        ...(isGateway ? {} : { WAYBILL_HOST: "127.0.0.1" }),
        ...(isGateway || this.#gatewayUrl === undefined
          ? {}
          : { WAYBILL_GATEWAY: this.#gatewayUrl }),
      }),
    });
  }

  #tellGateway(): void {
    const byService = Map.groupBy(this.#urls, ([{ service }]) => service);
    this.#gateway?.tell({
      services: [...byService].map(([service, urls]) => [service, urls.map(([, url]) => url)]),
    });
  }
}

/** Those of `npm run brokers:start`, where nothing else is said: a supervisor is for one machine. */
function localBrokers(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return {
    WAYBILL_KAFKA_BROKERS:
      environment["WAYBILL_KAFKA_BROKERS"] ?? "127.0.0.1:19092,127.0.0.1:19093,127.0.0.1:19094",
    WAYBILL_REDIS_URL: environment["WAYBILL_REDIS_URL"] ?? "redis://127.0.0.1:16379",
  };
}

function portOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).port;
}

async function probe(url: string): Promise<{ readonly ok: boolean; readonly text: string }> {
  try {
    const response = await fetch(new URL("/health/ready", url), {
      signal: AbortSignal.timeout(probeMs),
    });
    return { ok: response.ok, text: await response.text() };
  } catch (error) {
    return { ok: false, text: String(error) };
  }
}

/** @throws WaybillError `split-not-ready` with what was last said */
async function until<T>(
  deadline: number,
  look: () => Promise<T | undefined>,
  said: () => string,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) {
      throw notReady(`not all answer after ${readyMs} ms; the last that was said: ${said()}`);
    }
    await delay(pollMs);
  }
}

function notReady(why: string): WaybillError {
  return new WaybillError("split-not-ready", `the processes are not ready: ${why}`);
}
