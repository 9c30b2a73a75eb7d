import { eventId, keyOf, type Recorded } from "../concepts/contract.ts";
import type { Service } from "../concepts/service.ts";
import type { Clock } from "../ports/clock.ts";
import type { ParkedMessage } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { Inbox, Slice } from "./inbox.ts";
import type { Unit, Work, WorkSource } from "./work.ts";

/**
 * Turns the messages of other services into commands and rows. A message whose handling fails is
 * parked with all that follows it for its key; the others of its batch go on.
 */
export class ReactionConsumer implements WorkSource {
  readonly #service: Service;
  readonly #inbox: Inbox;
  readonly #telemetry: Telemetry;
  readonly #clock: Clock;

  constructor(options: {
    readonly service: Service;
    readonly inbox: Inbox;
    readonly telemetry: Telemetry;
    readonly clock: Clock;
  }) {
    this.#service = options.service;
    this.#inbox = options.inbox;
    this.#telemetry = options.telemetry;
    this.#clock = options.clock;
  }

  take(max: number): Work | undefined {
    const slice = this.#inbox.pull(max);
    return slice === undefined ? undefined : this.#work(slice);
  }

  #work(slice: Slice): Work {
    const parked: string[] = [];
    const unparked: string[] = [];
    // Keys parked by this very batch: what follows them in it has to wait, too.
    const blocked = new Set<string>();
    const tracked: Tracked = { parked, unparked, blocked, failures: 0 };
    return {
      units: [
        ...slice.retries.map((retry) => this.#retry(retry, tracked)),
        ...slice.messages.map((message) => this.#fresh(message, tracked)),
      ],
      positions: slice.moves,
      parks: [],
      reparks: [],
      begin: () => {
        parked.length = 0;
        unparked.length = 0;
        blocked.clear();
        tracked.failures = 0;
      },
      settled: (error) => {
        if (error === undefined) this.#inbox.committed(slice, tracked);
        else this.#inbox.failed(slice, error);
      },
    };
  }

  #fresh(message: Recorded, tracked: Tracked): Unit {
    const key = keyOf(message.stream);
    return {
      ...this.#handle(message),
      hold: () => {
        const behind = this.#inbox.isParked(key) || tracked.blocked.has(key);
        if (!behind && !this.#inbox.isPoison(message)) return undefined;
        tracked.parked.push(key);
        tracked.blocked.add(key);
        return behind
          ? this.#inbox.queue(message)
          : this.#inbox.park(message, new Error("the store refuses what it leads to"), 1);
      },
      failed: (error) => {
        tracked.parked.push(key);
        tracked.blocked.add(key);
        tracked.failures += 1;
        this.#telemetry.messageFailed(this.#service.name, message, error);
        return { park: this.#inbox.park(message, error, 1) };
      },
    };
  }

  #retry(retry: ParkedMessage, tracked: Tracked): Unit {
    const { message } = retry;
    return {
      ...this.#handle(message),
      unpark: retry,
      failed: (error) => {
        tracked.failures += 1;
        this.#telemetry.messageFailed(this.#service.name, message, error);
        return { repark: this.#inbox.park(message, error, retry.attempts + 1) };
      },
      done: () => {
        tracked.unparked.push(retry.key);
      },
    };
  }

  #handle(message: Recorded): Omit<Unit, "failed"> {
    const commands = [];
    for (const each of this.#service.reactions) {
      if (each.on.type !== message.type) continue;
      const command = each.command(message);
      if (command !== undefined) commands.push({ decider: each.to, command });
    }
    const rows = [];
    for (const view of this.#service.views) {
      if (view.kind !== "message" || !view.on.some((contract) => contract.type === message.type)) continue;
      for (const row of view.rows(message)) rows.push({ view, row });
    }
    return {
      meta: { ...message.meta, causationId: eventId(message) },
      commands,
      rows,
      done: () => {
        this.#telemetry.messageHandled(this.#service.name, message, this.#clock.now());
      },
    };
  }
}

interface Tracked {
  readonly parked: string[];
  readonly unparked: string[];
  readonly blocked: Set<string>;
  failures: number;
}
