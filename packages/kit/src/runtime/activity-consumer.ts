import type { Activity } from "../concepts/activity.ts";
import type { Contract, Recorded } from "../concepts/contract.ts";
import { streamOf } from "../concepts/decider.ts";
import type { Clock } from "../ports/clock.ts";
import type { Park } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { startHandling } from "../telemetry/work-span.ts";
import {
  ActivityCalls,
  callsOf,
  firstOfEachKey,
  type Call,
  type Outcome,
  type ReadyCall,
} from "./activity-calls.ts";
import { workOf, type Round } from "./activity-work.ts";
import type { Breaker } from "./breaker.ts";
import type { Inbox, Slice } from "./inbox.ts";
import { lift } from "./lift.ts";
import type { Work, WorkSource } from "./work.ts";
import type { Writer } from "./writer.ts";

const halfOpenCalls = 5;
/** A process that stops waits so long for calls that have left their partition. */
const drainMs = 2_000;

interface Prepared extends Round {
  readonly resolve: (error: unknown) => void;
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
 * commands. Calls of different keys run at once, those of one key one after the other: the first
 * of each key is called with its slice, and the others are parked behind it in the same commit,
 * so that a crash between two calls repeats none whose outcome is written.
 */
export class ActivityConsumer implements WorkSource {
  readonly #options: ActivityConsumerOptions;
  readonly #contracts: ReadonlyMap<string, Contract>;
  readonly #calls: ActivityCalls;
  /** Calls that have left their partition: parked in the store, and not back yet. */
  readonly #detached = new Set<Recorded>();
  #completed: Outcome[] = [];
  #prepared: Prepared | undefined;
  #busy = false;
  #cycling: Promise<void> = Promise.resolve();
  /** Takes nothing new. */
  #draining = false;
  #drained: () => void = () => undefined;
  #stopped = false;
  #cancelWake: (() => void) | undefined;

  constructor(options: ActivityConsumerOptions) {
    const { activity, clock } = options;
    this.#options = options;
    this.#contracts = new Map(activity.on.map((contract) => [contract.type, contract]));
    this.#calls = new ActivityCalls({
      activity,
      clock,
      late: (outcome) => {
        this.#completed.push({ ...outcome, parked: true });
        this.wake();
      },
    });
  }

  get name(): string {
    return this.#options.activity.name;
  }

  get breaker(): Breaker {
    return this.#calls.breaker;
  }

  /** Says that the inbox has something, or that a call has come back. */
  wake(): void {
    const { inbox } = this.#options;
    if (this.#busy || this.#stopped) return;
    if (this.#draining && this.#completed.length === 0) {
      if (this.#detached.size === 0) this.#drained();
      return;
    }
    if (!inbox.isOpen) return;
    const slice = inbox.pull(this.#draining ? 0 : this.#room(), this.#completed.length > 0);
    if (slice === undefined && this.#completed.length === 0) return;
    this.#busy = true;
    inbox.occupy();
    this.#cycling = this.#cycle(slice).finally(() => {
      this.#busy = false;
      inbox.vacate();
      this.wake();
    });
  }

  /**
   * Waits for what is under way and writes it down. What takes longer than `drainMs` is given up,
   * and called again by the next owner.
   */
  async stop(): Promise<void> {
    this.#draining = true;
    this.#cancelWake?.();
    if (!this.#stopped) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#drained = resolve;
      const cancel = this.#options.clock.after(drainMs, resolve);
      this.wake();
      await promise;
      cancel();
    }
    this.#stopped = true;
    await this.#cycling;
    this.#calls.abort();
  }

  /** Gives up at once what is under way. */
  abandon(): void {
    this.#stopped = true;
    this.#drained();
    this.#calls.abort();
  }

  take(): Work | undefined {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    return prepared === undefined ? undefined : this.#work(prepared);
  }

  /** How many calls may be made now. */
  #room(): number {
    const { waitMs, state } = this.breaker;
    if (waitMs > 0) this.#wakeLater(waitMs);
    const { room } = this.#calls;
    if (waitMs > 0) return 0;
    return state === "closed" ? room : Math.min(room, halfOpenCalls);
  }

  #wakeLater(delayMs: number): void {
    this.#cancelWake ??= this.#options.clock.after(delayMs, () => {
      this.#cancelWake = undefined;
      this.wake();
    });
  }

  async #cycle(slice: Slice | undefined): Promise<void> {
    const { inbox } = this.#options;
    let pending: readonly Call[] = [];
    let settled = false;
    try {
      pending = await this.#first(slice);
      settled = true;
      while (pending.length > 0 && !this.#draining) pending = await this.#next(pending);
    } catch (error) {
      for (const { message } of pending) inbox.parking.free(message);
      inbox.failed(settled ? undefined : slice, error);
    }
  }

  /** Calls the first message of each key. @returns the others, parked and to be called now */
  async #first(slice: Slice | undefined): Promise<readonly Call[]> {
    const { parking } = this.#options.inbox;
    const completed = this.#takeCompleted();
    try {
      const behind: Park[] = [];
      const calls = (slice === undefined ? [] : callsOf(slice)).filter((call) => {
        if (call.parked || parking.count(call.key) === 0) return true;
        behind.push(parking.queue(call.message));
        return false;
      });
      const [first, later] = firstOfEachKey(calls);
      const { outcomes, detached } = await this.#perform(first);
      const strays = (slice?.strays ?? []).map((each) => parking.list(each));
      const parks = [...behind, ...strays, ...later.map((call) => parking.next(call.message))];
      for (const { message } of later) parking.hold(message);
      try {
        await this.#commit({ slice, outcomes: [...completed, ...outcomes], detached, parks });
      } catch (error) {
        for (const { message } of later) parking.free(message);
        throw error;
      }
      return later.map((call) => ({ ...call, parked: true }));
    } finally {
      // If it failed: they are called again when they come due, under the same key.
      for (const { message } of completed) parking.free(message);
    }
  }

  /** Calls the first of each key whose turn it is. @returns what is left of those keys */
  async #next(pending: readonly Call[]): Promise<readonly Call[]> {
    const { inbox } = this.#options;
    const [first, rest] = firstOfEachKey(pending);
    const behind = Map.groupBy(rest, (call) => call.key);
    const calls: Call[] = [];
    for (const call of first) {
      const later = behind.get(call.key) ?? [];
      // Otherwise one before it is still parked: those of its key come again when that is done.
      const turn = inbox.holds(call.message) && inbox.parking.count(call.key) === 1 + later.length;
      if (turn) calls.push(call);
      else for (const { message } of [call, ...later]) inbox.parking.free(message);
      if (!turn) behind.delete(call.key);
    }
    try {
      const { outcomes, detached } = await this.#perform(calls);
      await this.#commit({ slice: undefined, outcomes, detached, parks: [] });
      for (const { message } of outcomes) inbox.parking.free(message);
    } catch (error) {
      for (const { message } of calls) inbox.parking.free(message);
      throw error;
    }
    return [...behind.values()].flat();
  }

  /** Outcomes whose messages are still this process's to write down. */
  #takeCompleted(): readonly Outcome[] {
    const { inbox } = this.#options;
    const completed = this.#completed;
    this.#completed = [];
    return completed.filter(({ message }) => {
      if (this.#detached.delete(message) && inbox.holds(message)) return true;
      inbox.parking.free(message);
      return false;
    });
  }

  async #perform(calls: readonly Call[]): Promise<{ outcomes: Outcome[]; detached: Call[] }> {
    const { outcomes, ready } = await this.#prepare(calls);
    outcomes.push(...(await this.#calls.perform(ready)));
    const back = new Set(outcomes.map((outcome) => outcome.message));
    return { outcomes, detached: calls.filter((call) => !back.has(call.message)) };
  }

  /** Loads the states that the calls look at; some have an outcome without being made. */
  async #prepare(calls: readonly Call[]): Promise<{ outcomes: Outcome[]; ready: ReadyCall[] }> {
    const { activity, inbox, writer } = this.#options;
    const outcomes: Outcome[] = [];
    const traced = calls.map((call) => this.#traced(call));
    const lifted: { readonly call: Call; readonly lifted: Recorded; readonly stream: string }[] =
      [];
    for (const call of traced) {
      const contract = this.#contracts.get(call.message.type);
      if (call.dropped || contract === undefined) {
        outcomes.push({ ...call, command: undefined });
        continue;
      }
      try {
        if (inbox.parking.isPoison(call.message)) throw inbox.parking.causeOf(call.message);
        const message = lift(call.message, contract);
        lifted.push({
          call,
          lifted: message,
          stream: streamOf(activity.to.category, activity.key(message)),
        });
      } catch (error) {
        outcomes.push({ ...call, error });
      }
    }
    if (lifted.length === 0) return { outcomes, ready: [] };
    const states = await writer.peek(versionsOf(lifted));
    return {
      outcomes,
      ready: lifted.map(({ stream, ...each }) => ({ ...each, state: states.get(stream) })),
    };
  }

  #traced(call: Call): Call {
    if (call.dropped) return call;
    const { consumer } = this.#options.inbox;
    const span = startHandling(call.message, { consumer, attempt: call.attempt });
    return span === undefined ? call : { ...call, span };
  }

  #commit(round: Round): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#prepared = {
      ...round,
      resolve: (error) => {
        if (error === undefined) resolve();
        else
          reject(error instanceof Error ? error : new Error("the batch failed", { cause: error }));
      },
    };
    this.#options.writer.wake();
    return promise;
  }

  #work({ resolve, ...round }: Prepared): Work {
    return workOf(round, {
      ...this.#options,
      settled: (error) => {
        for (const { message } of error === undefined ? round.detached : []) {
          this.#detached.add(message);
          this.#options.inbox.parking.hold(message);
        }
        resolve(error);
      },
    });
  }
}

/** The streams that are looked at, each with the newest version of it that one of the messages is. */
function versionsOf(
  looks: readonly { readonly stream: string; readonly lifted: Recorded }[],
): ReadonlyMap<string, number> {
  const versions = new Map<string, number>();
  for (const { stream, lifted } of looks) {
    const version = lifted.stream === stream ? lifted.version : 0;
    versions.set(stream, Math.max(version, versions.get(stream) ?? 0));
  }
  return versions;
}
