import type { Recorded } from "../concepts/contract.ts";
import { keyOf } from "../concepts/contract.ts";
import { errorCode, errorMessage, isRetryable } from "../errors.ts";
import { partitionCount, type Bus, type Feed } from "../ports/bus.ts";
import type { Clock, Random } from "../ports/clock.ts";
import type { Park, ParkedMessage, Position, PositionMove, Store } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { KillSwitch } from "./kill-switch.ts";
import { Fenced, StoreUnavailable } from "./work.ts";

export interface InboxOptions {
  /** Name of the consumer: `inventory` or `payments.provider`. */
  readonly consumer: string;
  /** Types of interest by source. */
  readonly subscriptions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly retry: RetryPolicy;
  readonly owner: string;
  /** Called whenever there may be something to pull. */
  readonly ready: () => void;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

/** Messages taken together; one slice of an inbox is under way at a time. */
export interface Slice {
  readonly messages: readonly Recorded[];
  readonly retries: readonly ParkedMessage[];
  readonly moves: readonly PositionMove[];
}

/** How a batch changed the parked messages, by their keys. */
export interface ParkingChanges {
  readonly parked: readonly string[];
  readonly unparked: readonly string[];
  /** Messages whose handling failed: fewer than were parked when others only wait behind them. */
  readonly failures: number;
}

const leaseMs = 5_000;
const maxSlice = 512;
const retryPollMs = 50;
const idleFlushMs = 1_000;
const reopenMs = 250;

/**
 * What a consumer has still to handle: the feeds of its sources, its leases and positions, and
 * its parked messages with their retries. Positions move on with the effects, in one commit.
 */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #feeds = new Map<string, Feed>();
  readonly #positions = new Map<string, Position>();
  readonly #scanned = new Map<string, number>();
  readonly #poison = new Set<string>();
  readonly killSwitch = new KillSwitch();
  /** Parked messages by key: later messages of these keys wait behind them. */
  #parked = new Map<string, number>();
  #due: readonly ParkedMessage[] = [];
  #limit = maxSlice;
  #underWay = false;
  /** Counts slices, so that a count of parked messages read meanwhile is known to be old. */
  #generation = 0;
  #polling = false;
  #closed = false;
  #lastFlush = 0;
  #timers = new Set<() => void>();

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Leases the partitions and begins where the consumer left off. */
  async open(steal: boolean): Promise<void> {
    const { store, consumer, subscriptions, owner } = this.#options;
    const positions = await store.acquire({
      consumer,
      sources: [...subscriptions.keys()],
      partitions: Array.from({ length: partitionCount }, (_, partition) => partition),
      owner,
      ttlMs: leaseMs,
      steal,
    });
    this.#positions.clear();
    for (const each of positions) this.#positions.set(slot(each.source, each.partition), each);
    this.#parked = new Map(await store.parkedKeys(consumer));
    for (const [source, types] of subscriptions) this.#subscribe(source, types);
    if (this.#parked.size > 0) this.#pollRetries(0);
    if (positions.length < subscriptions.size * partitionCount) this.#later(leaseMs, () => this.#reopen());
    this.#options.ready();
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  /** Takes what there is; with `force` even if that is nothing. The caller settles the slice before it gets another. */
  pull(max: number, force = false): Slice | undefined {
    if (this.#underWay || this.#closed) return undefined;
    const now = this.#options.clock.now();
    const limit = this.killSwitch.isPaused(now) ? 0 : Math.min(max, this.#limit);
    const retries = limit === 0 ? [] : this.#due;
    const messages: Recorded[] = [];
    let room = limit === 0 ? 0 : Math.max(1, limit - retries.length);
    for (const [source, feed] of this.#feeds) {
      if (room <= 0) break;
      const taken = feed.take(room);
      room -= taken.messages.length;
      this.#scanned.set(source, taken.scannedTo);
      for (const message of taken.messages) {
        const held = this.#positions.get(slot(source, message.partition));
        if (held !== undefined && message.position > held.position) messages.push(message);
      }
    }
    const moves = this.#moves();
    const idle = messages.length === 0 && retries.length === 0;
    if (idle && !force && (moves.length === 0 || now - this.#lastFlush < idleFlushMs)) {
      if (moves.length > 0) this.#later(idleFlushMs, () => this.#options.ready());
      return undefined;
    }
    this.#lastFlush = now;
    if (limit > 0) this.#due = [];
    this.#underWay = true;
    this.#generation += 1;
    return { messages, retries, moves };
  }

  /** The slice is durable. */
  committed(slice: Slice, changes: ParkingChanges): void {
    this.#underWay = false;
    this.#limit = Math.min(maxSlice, this.#limit * 2);
    for (const move of slice.moves) {
      this.#positions.set(slot(move.source, move.partition), { ...move, position: move.to });
    }
    this.noteParked(changes);
    this.#watch(slice.messages.length + slice.retries.length, changes.failures);
    if (this.#parked.size > 0) this.#pollRetries(retryPollMs);
    this.#options.ready();
  }

  noteParked({ parked, unparked }: ParkingChanges): void {
    for (const key of parked) this.#parked.set(key, (this.#parked.get(key) ?? 0) + 1);
    for (const key of unparked) {
      const left = (this.#parked.get(key) ?? 0) - 1;
      if (left > 0) this.#parked.set(key, left);
      else this.#parked.delete(key);
    }
    if (this.#parked.size > 0) this.#pollRetries(retryPollMs);
  }

  /** Nothing of the slice was written: it comes again, in smaller parts if it was refused. */
  failed(slice: Slice, error: unknown): void {
    this.#underWay = false;
    if (this.#closed) return;
    const { telemetry, consumer } = this.#options;
    if (error instanceof Fenced || error instanceof StoreUnavailable) {
      this.#later(reopenMs, () => this.#reopen());
      return;
    }
    const [only] = slice.messages;
    if (slice.messages.length + slice.retries.length === 1 && only !== undefined) {
      telemetry.log.error({ consumer, source: only.source, position: only.position }, `a message cannot be written and is parked: ${errorMessage(error)}`);
      this.#poison.add(`${only.source}/${only.position}`);
    }
    this.#limit = Math.max(1, Math.floor(slice.messages.length / 2));
    this.#rewind();
    this.#later(reopenMs, () => this.#options.ready());
  }

  isParked(key: string): boolean {
    return this.#parked.has(key);
  }

  isPoison(message: Recorded): boolean {
    return this.#poison.has(`${message.source}/${message.position}`);
  }

  /** A message behind a parked one of its key. */
  queue(message: Recorded): Park {
    return this.#park(message, { status: "queued", attempts: 0, nextAt: 0, code: "", error: "" });
  }

  /** A message whose handling failed: for a retry, or a dead letter when there is no point in one. */
  park(message: Recorded, error: unknown, attempts: number): Park {
    const { retry, clock, random } = this.#options;
    const again = isRetryable(error) && attempts < retry.attempts && !this.isPoison(message);
    const wait = Math.min(retry.backoffMs * 2 ** (attempts - 1), retry.maxBackoffMs);
    return this.#park(message, {
      status: again ? "retry" : "dead",
      attempts,
      // Full jitter over the upper half keeps retries of one outage from coming back together.
      nextAt: again ? Math.ceil(clock.now() + wait * (0.5 + random.next() / 2)) : 0,
      code: errorCode(error),
      error: errorMessage(error),
    });
  }

  /** A call that goes on by itself; if the process dies it is tried again after `untilMs`. */
  detach(message: Recorded, attempts: number, untilMs: number): Park {
    return this.#park(message, { status: "retry", attempts, nextAt: untilMs, code: "in-flight", error: "" });
  }

  lag(): { source: string; partition: number; messages: number; seconds: number }[] {
    const now = this.#options.clock.now();
    return [...this.#positions.values()].map(({ source, partition }) => {
      const feed = this.#feeds.get(source);
      const oldest = feed?.oldest;
      return {
        source,
        partition,
        messages: (feed?.waiting ?? 0) + (feed?.unread ?? 0),
        seconds: oldest === undefined ? 0 : Math.max(0, now - oldest) / 1000,
      };
    });
  }

  get isPaused(): boolean {
    return this.killSwitch.isPaused(this.#options.clock.now());
  }

  /** What waits, over all sources; cheap enough to ask many times a second. */
  get backlog(): { readonly messages: number; readonly seconds: number } {
    let messages = 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (const feed of this.#feeds.values()) {
      messages += feed.waiting + feed.unread;
      oldest = Math.min(oldest, feed.oldest ?? Number.POSITIVE_INFINITY);
    }
    const seconds = Number.isFinite(oldest) ? (this.#options.clock.now() - oldest) / 1000 : 0;
    return { messages, seconds: Math.max(0, seconds) };
  }

  get consumer(): string {
    return this.#options.consumer;
  }

  get parkedKeyCount(): number {
    return this.#parked.size;
  }

  #park(message: Recorded, rest: Pick<Park, "status" | "attempts" | "nextAt" | "code" | "error">): Park {
    return { consumer: this.#options.consumer, key: keyOf(message.stream), message, ...rest };
  }

  #subscribe(source: string, types: ReadonlySet<string>): void {
    const held = [...this.#positions.values()].filter((each) => each.source === source);
    this.#feeds.get(source)?.close();
    this.#feeds.delete(source);
    if (held.length === 0) return;
    const after = Math.min(...held.map((each) => each.position));
    this.#scanned.set(source, after);
    const { bus, consumer, ready } = this.#options;
    this.#feeds.set(source, bus.subscribe({ consumer, source, types, after, ready }));
  }

  #moves(): PositionMove[] {
    const moves: PositionMove[] = [];
    for (const held of this.#positions.values()) {
      const to = this.#scanned.get(held.source) ?? 0;
      if (to > held.position) moves.push({ ...held, to });
    }
    return moves;
  }

  #rewind(): void {
    for (const [source, feed] of this.#feeds) {
      const held = [...this.#positions.values()].filter((each) => each.source === source);
      const after = Math.min(...held.map((each) => each.position));
      feed.seek(after);
      this.#scanned.set(source, after);
    }
  }

  async #reopen(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.open(false);
    } catch (error) {
      this.#options.telemetry.log.warn({ consumer: this.#options.consumer }, `cannot resume yet: ${errorMessage(error)}`);
      this.#later(reopenMs * 4, () => this.#reopen());
    }
  }

  #pollRetries(delayMs: number): void {
    if (this.#polling || this.#closed) return;
    this.#polling = true;
    this.#later(delayMs, async () => {
      const { store, consumer, clock, telemetry } = this.#options;
      const generation = this.#generation;
      const current = (): boolean => !this.#underWay && this.#generation === generation;
      try {
        if (current() && this.#due.length === 0 && !this.killSwitch.isPaused(clock.now())) {
          const due = await store.dueParked(consumer, clock.now(), 100);
          if (current() && due.length > 0) {
            this.#due = due;
            this.#options.ready();
          } else if (current()) {
            const parked = await store.parkedKeys(consumer);
            if (current()) this.#parked = new Map(parked);
          }
        }
      } catch (error) {
        telemetry.log.warn({ consumer }, `cannot look for retries: ${errorMessage(error)}`);
      }
      this.#polling = false;
      if (this.#parked.size > 0) this.#pollRetries(retryPollMs);
    });
  }

  #watch(handled: number, failures: number): void {
    const { clock, telemetry, consumer, ready } = this.#options;
    const pauseMs = this.killSwitch.record(handled, failures, clock.now());
    if (pauseMs === 0) return;
    telemetry.consumerPaused(consumer, pauseMs);
    this.#later(pauseMs, ready);
  }

  #later(delayMs: number, callback: () => void | Promise<void>): void {
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      if (!this.#closed) void callback();
    });
    this.#timers.add(cancel);
  }
}

function slot(source: string, partition: number): string {
  return `${source}/${partition}`;
}
