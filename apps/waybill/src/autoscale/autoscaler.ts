import { errorMessage } from "@waybill/kit";
import type { Logger } from "pino";
import type { NamedPolicy, Scaler, Verdict } from "../scale/scalers.ts";
import type { LagWatch, Listener, ServiceLag } from "./lag-watch.ts";
import { ScalingTrace, TraceFiles } from "./scaling-trace.ts";

/** The processes of services, as far as an autoscaler needs to know. */
export interface ScalableProcesses {
  /** As many as were asked for last. */
  countOf(service: string): number;
  /** Starts or stops some; returns at once. */
  scaleTo(service: string, count: number): void;
}

/** What is scaled, by which policy, and how it is written down. */
export interface AutoscaleOptions {
  readonly services: readonly string[];
  readonly policy: NamedPolicy;
  /** How often the lag is looked at. */
  readonly everySeconds: number;
  /** Directory for the traces; undefined: none are written. */
  readonly record: string | undefined;
}

export interface AutoscalerParts {
  readonly listeners: readonly Listener[];
  readonly lags: Pick<LagWatch, "look">;
  readonly processes: ScalableProcesses;
  readonly log: Logger;
}

interface Scaled {
  readonly listener: Listener;
  readonly scaler: Scaler;
  readonly trace: ScalingTrace;
  /** When its lag was last had, in seconds from the start. */
  lookedAt: number;
  reason: Verdict["reason"] | undefined;
}

/**
 * Looks at the lag of services every few seconds and has as many processes run as the policy says. Where
 * the lag cannot be had, nothing is changed.
 */
export class Autoscaler {
  readonly #options: AutoscaleOptions;
  readonly #parts: AutoscalerParts;
  #scaled: readonly Scaled[] = [];
  readonly #files: TraceFiles | undefined;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  /** @throws {WaybillError} `record-unwritable` */
  constructor(options: AutoscaleOptions, parts: AutoscalerParts) {
    const { services, record } = options;
    this.#options = options;
    this.#parts = parts;
    const warn = (message: string): void => {
      parts.log.warn(message);
    };
    this.#files = record === undefined ? undefined : new TraceFiles(record, { services, warn });
  }

  /** Begins with the present numbers, as far as the policy lets them be. */
  start(): void {
    const { services, policy, everySeconds } = this.#options;
    const { listeners, log, processes } = this.#parts;
    log.info({ services, policy: policy.name, everySeconds }, `autoscaling: ${policy.about}`);
    this.#scaled = listeners
      .filter(({ name }) => services.includes(name))
      .map((listener) => {
        const scaler = policy.scaler(processes.countOf(listener.name));
        processes.scaleTo(listener.name, scaler.startReplicas);
        return { listener, scaler, trace: new ScalingTrace(), lookedAt: 0, reason: undefined };
      });
    this.#startedAt = performance.now();
    this.#look();
  }

  /** Resolves when nothing is decided any more and the traces are written. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await this.#files?.close();
  }

  #look(): void {
    this.#looking = Promise.all(this.#scaled.map((each) => this.#scale(each))).then(() => {
      if (this.#stopped) return;
      this.#timer = setTimeout(() => this.#look(), this.#options.everySeconds * 1_000);
    });
  }

  async #scale(scaled: Scaled): Promise<void> {
    const { name } = scaled.listener;
    const { processes } = this.#parts;
    const lag = await this.#lagOf(scaled);
    if (this.#stopped) return;
    const nowSeconds = (performance.now() - this.#startedAt) / 1_000;
    const before = processes.countOf(name);
    const { replicas, reason } = scaled.scaler.scale({
      nowSeconds,
      replicas: before,
      lag: lag?.messages,
      oldestSeconds: lag?.oldestSeconds ?? 0,
    });
    if (replicas !== before) processes.scaleTo(name, replicas);
    this.#say(scaled, { before, replicas, reason, lag });
    if (lag === undefined) return;
    const line = scaled.trace.line({
      nowSeconds,
      sinceSeconds: scaled.lookedAt,
      at: Date.now(),
      lag,
      replicas,
      reason,
    });
    scaled.lookedAt = nowSeconds;
    if (line !== undefined) this.#files?.write(name, line);
  }

  async #lagOf({ listener }: Scaled): Promise<ServiceLag | undefined> {
    try {
      return await this.#parts.lags.look(listener);
    } catch (error) {
      this.#parts.log.warn(`the lag of ${listener.name} cannot be had: ${errorMessage(error)}`);
      return undefined;
    }
  }

  /** Every change, and every other reason for staying as it is. */
  #say(scaled: Scaled, { before, replicas, reason, lag }: Said): void {
    const { name } = scaled.listener;
    const { log } = this.#parts;
    const isNews = reason !== scaled.reason;
    scaled.reason = reason;
    const details = {
      scaled: name,
      from: before,
      to: replicas,
      reason,
      lag: lag?.messages,
      oldestSeconds: lag && Math.round(lag.oldestSeconds * 10) / 10,
    };
    const waiting = `${lag?.messages ?? "an unknown number of"} messages wait`;
    if (replicas !== before) {
      log.info(details, `${name}: from ${before} to ${replicas} replicas, as ${waiting}`);
    } else if (isNews) {
      log.info(details, `${name}: stays at ${replicas} (${reason}), as ${waiting}`);
    }
  }
}

interface Said {
  readonly before: number;
  readonly replicas: number;
  readonly reason: Verdict["reason"];
  readonly lag: ServiceLag | undefined;
}
