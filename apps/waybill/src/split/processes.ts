import { localBrokers } from "./local-brokers.ts";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { WaybillError } from "@waybill/kit";
import type { Logger } from "pino";
import type { ScalableProcesses } from "../autoscale/autoscaler.ts";
import type { Config } from "../config.ts";
import { serviceNames } from "../system/service-names.ts";
import { Child } from "./child.ts";
import { GatewayLink } from "./gateway-link.ts";
import { ServiceReplicas } from "./service-replicas.ts";

const readyMs = 140_000;
/** Where it cannot be written it is not used. */
const compileCache = fileURLToPath(
  new URL("../../../../node_modules/.cache/waybill/", import.meta.url),
);
const pollMs = 100;
const probeMs = 2_000;

export interface ProcessesOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Takes the lines of all processes, as they were written. */
  readonly line: (line: string) => void;
  /** Ends the waiting at the start. */
  readonly signal: AbortSignal;
}

/** The gateway and the processes of the services. */
export class Processes implements ScalableProcesses {
  readonly link = new GatewayLink();
  readonly #options: ProcessesOptions;
  readonly #services: ReadonlyMap<string, ServiceReplicas>;
  #gateway: Child | undefined;
  #gatewayUrl: string | undefined;

  constructor(options: ProcessesOptions) {
    this.#options = options;
    this.#services = new Map(
      serviceNames.map((service) => [
        service,
        new ServiceReplicas({
          start: (number, at) => this.#child(service, { name: `${service}-${number}`, at }),
          changed: () => this.#tellGateway(),
        }),
      ]),
    );
  }

  /**
   * Resolves when calls of every service are served. @returns the address of the gateway
   * @throws {WaybillError} `split-not-ready`, and the signal's reason
   */
  async start(replicas: ReadonlyMap<string, number>): Promise<string> {
    const deadline = performance.now() + readyMs;
    const { signal } = this.#options;
    const gateway = this.#startGateway();
    // The services have to know where it is.
    const url = await until({ deadline, signal, said: () => gateway.lastLine }, async () => {
      // What keeps it from starting, such as a port in use, would do so again.
      if (gateway.ends > 0) throw notReady(`the gateway did not start: ${gateway.lastLine}`);
      return this.#gatewayUrl;
    });
    for (const service of serviceNames) this.scaleTo(service, replicas.get(service) ?? 1);
    let said = "";
    await until({ deadline, signal, said: () => said }, async () => {
      const answer = await probe(url);
      said = answer.text;
      return answer.ok ? true : undefined;
    });
    return url;
  }

  async stop(): Promise<void> {
    const services = [...this.#services.values()];
    for (const each of services) each.retire();
    await this.#gateway?.stop();
    await Promise.all(services.map((each) => each.stop()));
  }

  countOf(service: string): number {
    return this.#services.get(service)?.count ?? 0;
  }

  scaleTo(service: string, count: number): void {
    this.#services.get(service)?.scaleTo(count);
  }

  #startGateway(): Child {
    const gateway = this.#child("gateway", {
      name: "gateway",
      at: (url) => {
        if (url !== undefined) this.#gatewayUrl = url;
        this.link.is(url !== undefined);
      },
    });
    this.#gateway = gateway;
    this.link.child = gateway;
    return gateway;
  }

  #child(
    service: string,
    { name, at }: { readonly name: string; readonly at: (url: string | undefined) => void },
  ): Child {
    const { config, log, line } = this.#options;
    const isGateway = service === "gateway";
    return new Child({
      service,
      process: name,
      log,
      line,
      at,
      heard: (told) => this.link.heard(told),
      environment: () => ({
        WAYBILL_DATA: config.dataDir,
        WAYBILL_BUS: config.bus,
        ...localBrokers(process.env),
        // Halves the time that a start takes of the processor: the sources are stripped of types once.
        NODE_COMPILE_CACHE: compileCache,
        // glibc gives each thread a heap of its own, which is never given back: some 4 MiB.
        MALLOC_ARENA_MAX: "1",
        // The gateway keeps the port that it was given the first time.
        WAYBILL_PORT: isGateway ? (portOf(this.#gatewayUrl) ?? String(config.port)) : "0",
        ...(isGateway ? {} : { WAYBILL_HOST: "127.0.0.1" }),
        ...(isGateway || this.#gatewayUrl === undefined
          ? {}
          : { WAYBILL_GATEWAY: this.#gatewayUrl }),
      }),
    });
  }

  #tellGateway(): Promise<void> {
    return this.link.use(
      new Map([...this.#services].map(([service, { urls }]) => [service, urls])),
    );
  }
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

interface Waiting {
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** What was last said, for those who waited in vain. */
  readonly said: () => string;
}

/** @throws {WaybillError} `split-not-ready` with what was last said, and the signal's reason */
async function until<T>(
  { deadline, signal, said }: Waiting,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) {
      throw notReady(`not all answer after ${readyMs} ms; the last that was said: ${said()}`);
    }
    await delay(pollMs, undefined, { signal });
  }
}

function notReady(why: string): WaybillError {
  return new WaybillError("split-not-ready", `the processes are not ready: ${why}`);
}
