import { categoryOf, keyOf } from "../concepts/contract.ts";
import type { Service } from "../concepts/service.ts";
import { errorMessage } from "../errors.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { DueStream, Store } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { Unit, Work, WorkSource } from "./work.ts";

const pollMs = 250;
const maxDue = 500;

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
      units: due.map((each) => this.#unit(each)),
      positions: [],
      parks: [],
      reparks: [],
      settled: () => {
        this.#underWay = false;
      },
    };
  }

  #unit({ stream, tenant }: DueStream): Unit {
    const { service, ids, telemetry } = this.#options;
    const decider = service.deciders.get(categoryOf(stream));
    const key = keyOf(stream);
    const command = decider?.onDue(undefined, key);
    return {
      meta: {
        tenant,
        correlationId: key,
        causationId: `timer:${stream}`,
        traceparent: ids.traceparent(),
      },
      commands: decider === undefined || command === undefined ? [] : [{ decider, command }],
      woken: stream,
      failed: (error) => {
        telemetry.log.error({ stream, error: errorMessage(error) }, "a timer's command was refused");
        return undefined;
      },
      done: () => undefined,
    };
  }

  #pollLater(): void {
    this.#cancel = this.#options.clock.after(pollMs, () => {
      void this.#poll();
    });
  }

  async #poll(): Promise<void> {
    const { store, clock, telemetry, service, ready } = this.#options;
    try {
      if (!this.#underWay && this.#due.length === 0) {
        this.#due = await store.dueStreams(clock.now(), maxDue);
        if (this.#due.length > 0) ready();
      }
    } catch (error) {
      telemetry.log.warn({ service: service.name }, `cannot look for timers: ${errorMessage(error)}`);
    }
    if (!this.#stopped) this.#pollLater();
  }
}
