import { Writable } from "node:stream";
import { pino } from "pino";
import { Registry } from "prom-client";
import { keyOf } from "../concepts/contract.ts";
import type { Service } from "../concepts/service.ts";
import type { Bus } from "../ports/bus.ts";
import { systemIds, systemRandom } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import { foldStream } from "../runtime/fold-stream.ts";
import type { Publisher } from "../runtime/publisher.ts";
import { ServiceRuntime } from "../runtime/service-runtime.ts";
import type { UnitResult } from "../runtime/work.ts";
import { Telemetry } from "../telemetry/telemetry.ts";
import { patiently } from "./eventually.ts";
import { GatedProcess } from "./gated-process.ts";
import { metaOf, posts, tallies, type Tally } from "./two-services.ts";

/** A process's own connections to the store and the bus. */
export interface Ports {
  readonly store: Store;
  readonly bus: Bus;
  /** Where what the process writes is published, when others do not read its log. */
  readonly publisher?: Publisher;
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly service: Service;
  readonly ports: Ports;
  readonly owner: string;
  /** No other process is alive. */
  readonly alone?: boolean;
}

/** One service running as in a process of its own. */
export class ServiceProcess {
  readonly runtime: ServiceRuntime;
  readonly gate: GatedProcess;
  /** What it logged, one object a line. */
  readonly logged: Record<string, unknown>[] = [];
  readonly #service: Service;
  readonly #ports: Ports;
  #ended = false;

  constructor({ service, ports, owner, alone = false }: ProcessOptions) {
    this.#service = service;
    this.#ports = ports;
    this.gate = new GatedProcess(ports);
    const log = pino({ level: "info" }, this.#lines());
    this.runtime = new ServiceRuntime({
      service,
      store: this.gate.store,
      bus: this.gate.bus,
      clock: this.gate.clock,
      ids: systemIds(),
      random: systemRandom,
      telemetry: new Telemetry({ log, registry: new Registry() }),
      owner,
      steal: alone,
      ...(ports.publisher === undefined ? {} : { publisher: ports.publisher }),
    });
  }

  /** Posts `count` events of a key, in one command. */
  post(key: string, count = 1, idempotencyKey?: string): Promise<UnitResult> {
    return this.runtime.execute({
      decider: posts,
      command: { type: "post", key, count } as never,
      meta: metaOf(key),
      ...(idempotencyKey === undefined
        ? {}
        : {
            idempotency: { key: `acme/${idempotencyKey}`, fingerprint: `${key}/${count}` },
            respond: (_stream: string, _state: unknown, version: number) => ({
              status: 202,
              body: { key, version },
            }),
          }),
    });
  }

  /** What has been counted of each key. */
  async tallies(keys: readonly string[]): Promise<ReadonlyMap<string, Tally>> {
    const streams = keys.map((key) => `${tallies.category}-${key}`);
    const found = await patiently(() => this.#ports.store.load(streams));
    return new Map(
      [...found].map(([stream, stored]) => [
        keyOf(stream),
        foldStream(this.#service, stream, stored).state as Tally,
      ]),
    );
  }

  get partitions(): readonly number[] {
    return (this.runtime.inboxes[0]?.partitions ?? []).toSorted((a, b) => a - b);
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.runtime.stop();
    await this.#close();
  }

  /** It is gone from one moment to the next: its leases stay until they lapse. */
  async kill(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.gate.kill();
    for (const activity of this.runtime.activities) activity.abandon();
    await this.runtime.stop();
    await this.#close();
  }

  async #close(): Promise<void> {
    await this.#ports.bus.close();
    await this.#ports.close();
  }

  #lines(): Writable {
    return new Writable({
      write: (chunk, _encoding, done) => {
        this.logged.push(JSON.parse(String(chunk)) as Record<string, unknown>);
        done();
      },
    });
  }
}
