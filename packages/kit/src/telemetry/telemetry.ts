import type { Logger } from "pino";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Recorded } from "../concepts/contract.ts";
import { errorCode, errorMessage } from "../errors.ts";
import { withoutConfidential } from "../runtime/attempt.ts";
import { traceIdOf } from "./traceparent.ts";
import { serviceOf } from "./work-span.ts";

/** A consumer as metrics name it, and its service. */
export interface Who {
  readonly service: string;
  readonly consumer: string;
}

/**
 * What the runtime says of itself: structured logs without personal data, Prometheus metrics,
 * and the OpenTelemetry API, which costs nothing until an SDK is registered.
 */
export class Telemetry {
  readonly log: Logger;
  readonly registry: Registry;
  readonly #events: Counter<"service" | "type">;
  readonly #batchUnits: Histogram<"service">;
  readonly #batchSeconds: Histogram<"service">;
  readonly #step: Histogram<"consumer" | "type">;
  readonly #failures: Counter<"consumer" | "code">;
  readonly #pauses: Counter<"consumer">;
  readonly #eventChildren = new Map<string, { inc(by?: number): void }>();
  readonly #stepChildren = new Map<string, { observe(value: number): void }>();

  constructor(options: { readonly log: Logger; readonly registry: Registry }) {
    this.log = options.log;
    this.registry = options.registry;
    const registers = [options.registry];
    this.#events = new Counter({
      name: "waybill_events_total",
      help: "Events committed",
      labelNames: ["service", "type"],
      registers,
    });
    this.#batchUnits = new Histogram({
      name: "waybill_batch_units",
      help: "Messages and requests in a batch",
      labelNames: ["service"],
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      registers,
    });
    this.#batchSeconds = new Histogram({
      name: "waybill_batch_seconds",
      help: "Time from the start of a batch to its commit",
      labelNames: ["service"],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5],
      registers,
    });
    this.#step = new Histogram({
      name: "waybill_step_seconds",
      help: "Time from an event to the commit of what a consumer made of it",
      labelNames: ["consumer", "type"],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    });
    this.#failures = new Counter({
      name: "waybill_message_failures_total",
      help: "Messages whose handling failed",
      labelNames: ["consumer", "code"],
      registers,
    });
    this.#pauses = new Counter({
      name: "waybill_consumer_pauses_total",
      help: "Times that a consumer paused itself because most of its messages failed",
      labelNames: ["consumer"],
      registers,
    });
  }

  /** Counts a batch and the events in it. */
  batchCommitted(
    service: string,
    batch: {
      readonly units: number;
      readonly types: ReadonlyMap<string, number>;
      readonly seconds: number;
    },
  ): void {
    this.#batchUnits.labels(service).observe(batch.units);
    this.#batchSeconds.labels(service).observe(batch.seconds);
    for (const [type, count] of batch.types) {
      const name = `${service}/${type}`;
      let child = this.#eventChildren.get(name);
      if (child === undefined) {
        child = this.#events.labels(service, type);
        this.#eventChildren.set(name, child);
      }
      child.inc(count);
    }
  }

  messageHandled(consumer: string, message: Recorded, now: number): void {
    const name = `${consumer}/${message.type}`;
    let child = this.#stepChildren.get(name);
    if (child === undefined) {
      child = this.#step.labels(consumer, message.type);
      this.#stepChildren.set(name, child);
    }
    child.observe((now - message.time) / 1000);
  }

  messageFailed({ service, consumer }: Who, message: Recorded, error: unknown): void {
    this.#failures.labels(consumer, errorCode(error)).inc();
    this.log.warn(
      {
        service,
        consumer,
        type: message.type,
        stream: message.stream,
        version: message.version,
        code: errorCode(error),
        tenant: message.meta.tenant || undefined,
        correlationId: message.meta.correlationId,
        traceId: traceIdOf(message.meta.traceparent),
      },
      `handling failed: ${withoutConfidential(errorMessage(error))}`,
    );
  }

  consumerPaused(consumer: string, pauseMs: number): void {
    this.#pauses.labels(consumer).inc();
    this.log.error(
      { service: serviceOf(consumer), consumer, pauseMs },
      "most messages fail: the consumer pauses itself",
    );
  }

  /** Gauges that are read when somebody asks for the metrics. */
  gauge<Label extends string>(
    name: string,
    help: string,
    options: {
      readonly labels: readonly Label[];
      collect(set: (labels: Record<Label, string>, value: number) => void): void;
    },
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      name,
      help,
      labelNames: [...options.labels],
      registers: [this.registry],
      collect(): void {
        gauge.reset();
        options.collect((labels, value) => {
          gauge.set(labels, value);
        });
      },
    });
  }
}
