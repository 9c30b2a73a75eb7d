import type { Activity } from "../concepts/activity.ts";
import { eventId, keyOf, type Recorded } from "../concepts/contract.ts";
import type { Command } from "../concepts/decider.ts";
import { streamOf } from "../concepts/decider.ts";
import { Retryable, isRetryable } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Park, Repark } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { Breaker } from "./breaker.ts";
import type { Inbox, Slice } from "./inbox.ts";
import type { Unit, Work, WorkSource } from "./work.ts";
import { Patience } from "./patience.ts";
import type { Writer } from "./writer.ts";

const halfOpenCalls = 5;

interface Call {
  readonly message: Recorded;
  readonly key: string;
  readonly attempt: number;
  /** It stands in the parked messages already. */
  readonly parked: boolean;
}

type Outcome = Call & ({ readonly command: Command | undefined } | { readonly error: unknown });

interface Changes {
  readonly parked: string[];
  readonly unparked: string[];
  failed: number;
}

interface Prepared {
  readonly outcomes: readonly Outcome[];
  readonly parks: readonly Park[];
  readonly reparks: readonly Repark[];
  readonly slice: Slice | undefined;
  readonly last: boolean;
  resolve(error: unknown): void;
}

export interface ActivityConsumerOptions {
  readonly activity: Activity;
  readonly inbox: Inbox;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/**
 * Calls the outside world for each message of an activity and brings the outcomes back as
 * commands. Calls of different keys run at once, those of one key one after the other.
 */
export class ActivityConsumer implements WorkSource {
  readonly breaker: Breaker;
  readonly #options: ActivityConsumerOptions;
  #prepared: Prepared | undefined;
  #completed: Outcome[] = [];
  #busy = false;
  #stopped = false;
  #inFlight = 0;

  constructor(options: ActivityConsumerOptions) {
    this.#options = options;
    this.breaker = new Breaker(options.clock, options.activity.policy);
  }

  get name(): string {
    return this.#options.activity.name;
  }

  /** Says that the inbox has something, or that a call has come back. */
  wake(): void {
    if (this.#busy || this.#stopped) return;
    const { inbox, activity, clock } = this.#options;
    const waitMs = this.breaker.waitMs;
    if (waitMs > 0 && this.#completed.length === 0) {
      clock.after(waitMs, () => {
        this.wake();
      });
      return;
    }
    const room = activity.policy.concurrency - this.#inFlight;
    const calls = this.breaker.state === "closed" ? room : Math.min(room, halfOpenCalls);
    const slice = inbox.pull(waitMs === 0 ? Math.max(0, calls) : 0, this.#completed.length > 0);
    if (slice === undefined && this.#completed.length === 0) return;
    this.#busy = true;
    void this.#cycle(slice).finally(() => {
      this.#busy = false;
      this.wake();
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  take(): Work | undefined {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    return prepared === undefined ? undefined : this.#work(prepared);
  }

  async #cycle(slice: Slice | undefined): Promise<void> {
    const completed = this.#completed;
    this.#completed = [];
    let rest = slice === undefined ? [] : callsOf(slice);
    let first = true;
    try {
      do {
        const [round, later] = firstOfEachKey(rest);
        rest = later;
        const performed = await this.#perform(round);
        const outcomes = first ? [...completed, ...performed.outcomes] : performed.outcomes;
        await this.#commit({ ...performed, outcomes, slice, last: rest.length === 0 });
        first = false;
      } while (rest.length > 0);
    } catch (error) {
      // What came back is not lost with its batch: the parked message is called again, under the same key.
      if (slice !== undefined) this.#options.inbox.failed(slice, error);
    }
  }

  async #perform(round: readonly Call[]): Promise<Pick<Prepared, "outcomes" | "parks" | "reparks">> {
    const { inbox, activity, writer, clock } = this.#options;
    const parks: Park[] = [];
    const reparks: Repark[] = [];
    const calls = round.filter((call) => {
      if (call.parked || !inbox.isParked(call.key)) return true;
      parks.push(inbox.queue(call.message));
      return false;
    });
    if (calls.length === 0) return { outcomes: [], parks, reparks };
    const { to, policy } = activity;
    const streams = calls.map((call) => streamOf(to.category, activity.key(call.message)));
    const states = await writer.peek(streams);
    const outcomes = await this.#callAll(calls, (index) => states.get(streams[index] ?? ""));
    const back = new Set(outcomes.map((outcome) => outcome.message));
    const until = clock.now() + policy.timeoutMs * 2;
    for (const call of calls) {
      if (back.has(call.message)) continue;
      const detached = inbox.detach(call.message, call.attempt, until);
      if (call.parked) reparks.push(detached);
      else parks.push(detached);
    }
    return { outcomes, parks, reparks };
  }

  /** @returns what came back within the patience; the rest comes to `#completed` later */
  async #callAll(calls: readonly Call[], stateOf: (index: number) => unknown): Promise<Outcome[]> {
    const { activity, clock } = this.#options;
    const { timeoutMs } = activity.policy;
    const controller = new AbortController();
    const { promise: aborted, reject: abort } = Promise.withResolvers<never>();
    aborted.catch(() => undefined);
    const cancelTimeout = clock.after(timeoutMs, () => {
      const error = new Retryable("activity-timeout", `${activity.name} gave no answer within ${timeoutMs} ms`);
      controller.abort(error);
      abort(error);
    });
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const patience = new Patience(clock, resolve);
    const outcomes: Outcome[] = [];
    let left = calls.length;
    let waiting = true;
    for (const [index, call] of calls.entries()) {
      this.#inFlight += 1;
      void this.#call(call, { state: stateOf(index), aborted, signal: controller.signal }).then((outcome) => {
        this.#inFlight -= 1;
        left -= 1;
        if (left === 0) {
          cancelTimeout();
          resolve();
        }
        if (waiting) {
          outcomes.push(outcome);
          patience.answered();
          return;
        }
        this.#completed.push({ ...outcome, parked: true });
        this.wake();
      });
    }
    await enough;
    patience.cancel();
    waiting = false;
    return outcomes;
  }

  async #call(
    call: Call,
    under: { readonly state: unknown; readonly aborted: Promise<never>; readonly signal: AbortSignal },
  ): Promise<Outcome> {
    const { activity } = this.#options;
    try {
      const performing = activity.perform(call.message, under.state, {
        idempotencyKey: eventId(call.message),
        attempt: call.attempt,
        signal: under.signal,
      });
      const command = await Promise.race([performing, under.aborted]);
      this.breaker.succeeded();
      return { ...call, command };
    } catch (error) {
      if (isRetryable(error)) this.breaker.failed();
      return { ...call, error };
    }
  }

  #commit(prepared: Omit<Prepared, "resolve">): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#prepared = {
        ...prepared,
        resolve: (error) => {
          if (error === undefined) resolve();
          else reject(error instanceof Error ? error : new Error("the batch failed", { cause: error }));
        },
      };
      this.#options.writer.wake();
    });
  }

  #work(prepared: Prepared): Work {
    const { inbox, activity, telemetry } = this.#options;
    const { outcomes, slice, last } = prepared;
    const changes: Changes = { parked: [], unparked: [], failed: 0 };
    let failures = 0;
    const parks = [...prepared.parks];
    const reparks = [...prepared.reparks];
    const units: Unit[] = [];
    for (const outcome of outcomes) {
      if ("error" in outcome) {
        failures += 1;
        const park = inbox.park(outcome.message, outcome.error, outcome.attempt);
        if (outcome.parked) reparks.push(park);
        else parks.push(park);
        telemetry.messageFailed(activity.name, outcome.message, outcome.error);
      } else {
        units.push(this.#unit(outcome, outcome.command, changes));
      }
    }
    const parkedNow = parks.map((park) => park.key);
    return {
      units,
      positions: slice !== undefined && last ? slice.moves : [],
      parks,
      reparks,
      begin: () => {
        changes.parked.length = 0;
        changes.unparked.length = 0;
        changes.failed = 0;
      },
      settled: (error) => {
        if (error === undefined) {
          const all = { parked: [...parkedNow, ...changes.parked], unparked: changes.unparked, failures: failures + changes.failed };
          if (slice !== undefined && last) inbox.committed(slice, all);
          else inbox.noteParked(all);
        }
        prepared.resolve(error);
      },
    };
  }

  #unit(
    outcome: Outcome,
    command: Command | undefined,
    changes: Changes,
  ): Unit {
    const { inbox, activity, telemetry, clock } = this.#options;
    const { message, key, attempt, parked } = outcome;
    return {
      meta: { ...message.meta, causationId: eventId(message) },
      commands: command === undefined ? [] : [{ decider: activity.to, command }],
      ...(parked ? { unpark: { consumer: inbox.consumer, message } } : {}),
      failed: (error) => {
        telemetry.messageFailed(activity.name, message, error);
        changes.failed += 1;
        const written = inbox.park(message, error, attempt);
        if (parked) return { repark: written };
        changes.parked.push(key);
        return { park: written };
      },
      done: () => {
        if (parked) changes.unparked.push(key);
        telemetry.messageHandled(activity.name, message, clock.now());
      },
    };
  }
}

function callsOf(slice: Slice): Call[] {
  return [
    ...slice.retries.map((retry) => ({
      message: retry.message,
      key: retry.key,
      attempt: retry.attempts + 1,
      parked: true,
    })),
    ...slice.messages.map((message) => ({
      message,
      key: keyOf(message.stream),
      attempt: 1,
      parked: false,
    })),
  ];
}

function firstOfEachKey(calls: readonly Call[]): [Call[], Call[]] {
  const seen = new Set<string>();
  const first: Call[] = [];
  const later: Call[] = [];
  for (const call of calls) {
    if (seen.has(call.key)) later.push(call);
    else first.push(call);
    seen.add(call.key);
  }
  return [first, later];
}
