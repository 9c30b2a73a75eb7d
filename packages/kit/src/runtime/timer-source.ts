import { UnknownVersion, categoryOf, keyOf } from "../concepts/contract.ts";
import type { Command } from "../concepts/decider.ts";
import type { Service } from "../concepts/service.ts";
import { WaybillError, errorMessage } from "../errors.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { DueStream, Store } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { startWaking } from "../telemetry/work-span.ts";
import type { Unit, Work, WorkSource } from "./work.ts";

const pollMs = 250;
const maxDue = 500;
/** A stream whose wake-up was refused is let alone for so long. */
const refusedMs = 30_000;

interface TimerOptions {
  readonly service: Service;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly telemetry: Telemetry;
  readonly ready: () => void;
}

/**
 * Wakes streams whose time has come. A wake-up is an ordinary command, checked against the
 * stream's version and state, so one that comes twice or from two processes takes effect once.
 */
export class TimerSource implements WorkSource {
  readonly #options: TimerOptions;
  #due: readonly DueStream[] = [];
  #underWay = false;
  #limit = maxDue;
  readonly #refused = new Map<string, number>();
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(options: TimerOptions) {
    this.#options = options;
  }

  start(): void {
    const timed = [...this.#options.service.deciders.values()].some((each) => each.timed);
    if (timed) this.#pollLater();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  take(): Work | undefined {
    if (this.#due.length === 0 || this.#underWay) return undefined;
    const due = this.#due;
    this.#due = [];
    this.#underWay = true;
    return {
      units: due.flatMap((each) => this.#unit(each) ?? []),
      positions: [],
      parks: [],
      reparks: [],
      settled: (error) => {
        this.#underWay = false;
        if (error === undefined) this.#limit = Math.min(maxDue, this.#limit * 2);
        else this.#failed(due, error);
      },
    };
  }

  #unit(due: DueStream): Unit | undefined {
    const { stream, tenant } = due;
    const { service, ids } = this.#options;
    const decider = service.deciders.get(categoryOf(stream));
    const key = keyOf(stream);
    let command: Command | undefined;
    try {
      command = decider?.onDue(key);
    } catch (error) {
      this.#refuse(due, error);
      return undefined;
    }
    const { span, traceparent = ids.traceparent() } = startWaking({
      service: service.name,
      category: categoryOf(stream),
      stream,
      tenant,
    });
    return {
      meta: { tenant, correlationId: key, causationId: `timer:${stream}`, traceparent },
      commands: decider === undefined || command === undefined ? [] : [{ decider, command }],
      woken: stream,
      failed: (error) => {
        span?.end(error);
        this.#refuse(due, error);
        return undefined;
      },
      // Most wake-ups find nothing to do, and would be most of the traces.
      done: ({ events }) => {
        if (events.length > 0) span?.end();
      },
    };
  }

  /** Nothing was written: they are due still, and come again in smaller parts if they were refused. */
  #failed(due: readonly DueStream[], error: unknown): void {
    // An event of a later release is one stream's trouble, and stays one until this process is replaced.
    const isOneStreams = error instanceof UnknownVersion;
    if (error instanceof WaybillError && error.retryable && !isOneStreams) return;
    this.#limit = Math.ceil(due.length / 2);
    const [only] = due;
    if (due.length === 1 && only !== undefined) this.#refuse(only, error);
  }

  #refuse({ stream, tenant }: DueStream, error: unknown): void {
    const { clock, telemetry, service } = this.#options;
    telemetry.log.error(
      { service: service.name, stream, tenant, error: errorMessage(error) },
      "a timer's command was refused",
    );
    this.#refused.set(stream, clock.now() + refusedMs);
  }

  /** Those that are due, without the ones that were refused a short while ago. */
  async #look(): Promise<readonly DueStream[]> {
    const { store, clock } = this.#options;
    const now = clock.now();
    for (const [stream, until] of this.#refused) if (until <= now) this.#refused.delete(stream);
    const due = await store.dueStreams(now, this.#limit + this.#refused.size);
    return due.filter(({ stream }) => !this.#refused.has(stream)).slice(0, this.#limit);
  }

  #pollLater(): void {
    this.#cancel = this.#options.clock.after(pollMs, () => {
      void this.#poll();
    });
  }

  async #poll(): Promise<void> {
    const { telemetry, service, ready } = this.#options;
    try {
      if (!this.#underWay && this.#due.length === 0) {
        this.#due = await this.#look();
        if (this.#due.length > 0) ready();
      }
    } catch (error) {
      telemetry.log.warn(
        { service: service.name },
        `cannot look for timers: ${errorMessage(error)}`,
      );
    }
    if (!this.#stopped) this.#pollLater();
  }
}
