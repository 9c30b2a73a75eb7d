import { UnknownVersion, type Recorded } from "../concepts/contract.ts";
import { WaybillError, errorMessage } from "../errors.ts";
import type {
  ConsumerPause,
  MemberReport,
  ParkedMessage,
  Position,
  PositionMove,
} from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { traceIdOf } from "../telemetry/traceparent.ts";
import { serviceOf } from "../telemetry/work-span.ts";
import { Feeds, type FeedsOptions } from "./feeds.ts";
import { KillSwitch } from "./kill-switch.ts";
import { Leases, type LeasesOptions } from "./leases.ts";
import { Parking, type ParkingChanges, type ParkingOptions } from "./parking.ts";
import { Fenced, StoreUnavailable } from "./work.ts";

export interface InboxOptions extends Omit<ParkingOptions, "warn">, FeedsOptions {
  readonly telemetry: Telemetry;
  readonly owner: string;
  readonly topicOf: LeasesOptions["topicOf"];
}

/** Messages taken together; one slice of an inbox is under way at a time. */
export interface Slice {
  readonly messages: readonly Recorded[];
  readonly retries: readonly ParkedMessage[];
  readonly moves: readonly PositionMove[];
  /** Not messages of a log: only to be listed. */
  readonly strays: readonly Recorded[];
}

const maxSlice = 512;
const idleFlushMs = 1_000;
const reopenMs = 250;
/** What is still under way in a partition that is to be given back is waited for so long; then its next owner does it again. */
const handOverMs = 2_000;

/**
 * What a consumer has still to handle: the feeds of its sources, its leases and positions, and
 * its parked messages with their retries. Positions move on with the effects, in one commit.
 */
export class Inbox {
  readonly parking: Parking;
  readonly killSwitch = new KillSwitch();
  readonly #options: InboxOptions;
  readonly #feeds: Feeds;
  readonly #leases: Leases;
  readonly #timers = new Set<() => void>();
  /** The partitions are to change, as soon as no slice is under way. */
  #misplaced = false;
  #moving = false;
  /** Something beside slices is under way, which needs the partitions to stay as they are. */
  #occupied = false;
  /** Until when the partitions to be given back wait for what is under way in them. */
  #leaveBy: number | undefined;
  #underWay = false;
  #closed = false;
  #limit = maxSlice;
  #lastFlush = 0;
  #flushing = false;
  #cancelEndOfPause: () => void = () => undefined;
  #pause: ConsumerPause | undefined;

  constructor(options: InboxOptions) {
    const { telemetry, consumer } = options;
    this.#options = options;
    this.#leases = new Leases({ ...options, channels: [...options.subscriptions.keys()] });
    this.#feeds = new Feeds(options);
    this.parking = new Parking({
      ...options,
      warn: (message) => {
        telemetry.log.warn({ service: serviceOf(consumer), consumer }, message);
      },
    });
  }

  /**
   * Says which partitions this process is to have. Between two slices it gives back the others
   * and leases those that are free. To be told again, regularly: what another process still has it
   * gets then, and what is still under way in a partition to be given back may be done by then.
   */
  async assign(partitions: ReadonlySet<number>, steal = false): Promise<void> {
    this.#misplaced = this.#leases.aim(partitions);
    if (this.#misplaced) await this.#move(steal);
    else this.#stay();
  }

  /** A person's pause, or its end: nothing is taken meanwhile, and what is under way is finished. */
  set pausedBy(pause: ConsumerPause | undefined) {
    const ends = this.#pause !== undefined && pause === undefined;
    this.#pause = pause;
    if (ends && !this.#closed) this.#options.ready();
  }

  get pausedBy(): ConsumerPause | undefined {
    return this.#pause;
  }

  /** Messages of earlier slices are being handled: the partitions stay as they are until `vacate`. */
  occupy(): void {
    this.#occupied = true;
  }

  vacate(): void {
    this.#occupied = false;
    if (this.#misplaced && this.#leases.sure) void this.#move(false);
  }

  close(): void {
    this.#closed = true;
    this.parking.close();
    for (const cancel of this.#timers) cancel();
    this.#feeds.close();
  }

  /** Takes what there is; with `force` even if that is nothing. The caller settles the slice before it gets another. */
  pull(max: number, force = false): Slice | undefined {
    if (this.#underWay || !this.isOpen) return undefined;
    const now = this.#options.clock.now();
    const pauses =
      this.killSwitch.isPaused || this.#pause !== undefined || this.#leaveBy !== undefined;
    const limit = pauses ? 0 : Math.min(max, this.#limit);
    const retries = this.parking.take(limit);
    const messages = this.#feeds.take(limit - retries.length, (message, channel) =>
      this.#leases.admits(message, channel),
    );
    const strays = this.#feeds.takeStrays();
    const moves = this.#leases.moves(this.#feeds.scanned);
    const count = messages.length + retries.length + strays.length;
    if (count === 0 && !force) {
      if (moves.length === 0) return undefined;
      if (now - this.#lastFlush < idleFlushMs) {
        this.#flushLater();
        return undefined;
      }
    }
    this.#lastFlush = now;
    this.#underWay = true;
    moves.push(
      ...this.#leases.fence(
        retries.map((each) => each.message),
        moves,
      ),
    );
    return { messages, retries, moves, strays };
  }

  /** Moves that move nothing: a commit with them is refused when the leases of these messages have gone. */
  fence(parked: readonly Recorded[], others: readonly PositionMove[] = []): PositionMove[] {
    return this.#leases.fence(parked, others);
  }

  /** Whether this process has the lease under which the message is handled. */
  holds(message: Recorded): boolean {
    return this.#leases.holds(message);
  }

  /** The slice is durable. */
  committed(slice: Slice, changes: ParkingChanges): void {
    this.#underWay = false;
    this.#limit = Math.min(maxSlice, this.#limit * 2);
    this.#leases.moved(slice.moves);
    this.#feeds.moved(slice.moves);
    for (const { message } of slice.retries) {
      this.parking.free(message);
      this.parking.pardon(message);
    }
    for (const message of slice.messages)
      if (this.parking.isPoison(message)) this.parking.pardon(message);
    this.noted(changes);
    if (this.#misplaced) void this.#move(false);
    else this.#options.ready();
  }

  /** What was done beside a slice is durable. */
  noted(changes: ParkingChanges): void {
    const { telemetry, consumer, ready } = this.#options;
    this.parking.note(changes);
    const pauseMs = this.killSwitch.record(changes.handled, changes.failures);
    if (pauseMs === 0) return;
    telemetry.consumerPaused(consumer, pauseMs);
    // What was under way when the last pause began may begin a longer one.
    this.#cancelEndOfPause();
    this.#cancelEndOfPause = this.#later(pauseMs, () => {
      this.killSwitch.endPause();
      ready();
    });
  }

  /**
   * Nothing of the slice was written, or nobody knows: it comes again, in smaller parts if it was
   * refused. Without a slice: what was done beside one.
   */
  failed(slice: Slice | undefined, error: unknown): void {
    if (slice !== undefined) {
      this.#underWay = false;
      for (const { message } of slice.retries) this.parking.free(message);
      this.#feeds.keepStrays(slice.strays);
    }
    if (this.#closed) return;
    if (error instanceof Fenced || error instanceof StoreUnavailable) {
      this.#forget();
      this.#later(reopenMs, () => this.#move(false));
      return;
    }
    if (slice === undefined) return;
    this.#isolate(slice, error);
    this.#rewind();
    if (this.#misplaced) void this.#move(false);
    this.#later(reopenMs, this.#options.ready);
  }

  lag(): MemberReport["lag"] {
    const now = this.#options.clock.now();
    const channels = new Set(Array.from(this.#leases.all, ({ channel }) => channel));
    return [...channels].map((channel) => ({ channel, ...this.#feeds.lag(channel, now) }));
  }

  /** Whether it has paused itself, because most of its messages fail. */
  get isPaused(): boolean {
    return this.killSwitch.isPaused;
  }

  /** What waits, over all channels; cheap enough to ask many times a second. */
  get backlog(): { readonly messages: number; readonly seconds: number } {
    return this.#feeds.backlog(this.#options.clock.now());
  }

  get consumer(): string {
    return this.#options.consumer;
  }

  /** Types of interest by channel. */
  get subscriptions(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#options.subscriptions;
  }

  get parkedKeyCount(): number {
    return this.parking.keyCount;
  }

  /** Whether it knows its leases and positions; else nothing can be pulled, or committed for it. */
  get isOpen(): boolean {
    return !this.#closed && !this.#moving && this.#leases.sure;
  }

  /** How far each partition that this process has was written down as handled. */
  get positions(): Iterable<Position> {
    return this.isOpen ? this.#leases.all : [];
  }

  /** Partitions whose leases this process has. */
  get partitions(): readonly number[] {
    return this.#leases.partitions;
  }

  #flushLater(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#later(idleFlushMs, () => {
      this.#flushing = false;
      this.#options.ready();
    });
  }

  /** Of a slice that the store refuses, half is tried next; what is refused alone becomes a dead letter. */
  #isolate(slice: Slice, error: unknown): void {
    const all = [...slice.retries.map((each) => each.message), ...slice.messages];
    this.#limit = Math.max(1, Math.floor(all.length / 2));
    const [only] = all;
    const passing =
      error instanceof WaybillError && error.retryable && !(error instanceof UnknownVersion);
    if (all.length !== 1 || only === undefined || passing) return;
    const { telemetry, consumer } = this.#options;
    telemetry.log.error(
      {
        service: serviceOf(consumer),
        consumer,
        tenant: only.meta.tenant || undefined,
        stream: only.stream,
        source: only.source,
        position: only.position,
        correlationId: only.meta.correlationId,
        traceId: traceIdOf(only.meta.traceparent),
      },
      `a message cannot be written and is parked: ${errorMessage(error)}`,
    );
    this.parking.condemn(only, error);
  }

  #rewind(): void {
    this.#feeds.rewind((channel) => this.#leases.after(channel));
  }

  #forget(): void {
    this.#leases.forget();
    this.parking.forget();
  }

  /** Brings what this process has closer to what it is to have. */
  async #move(steal: boolean): Promise<void> {
    if (this.#moving || this.#underWay || this.#occupied || this.#closed) return;
    if (this.#mustWait()) return;
    this.#moving = true;
    this.#misplaced = false;
    this.#leaveBy = undefined;
    try {
      const changed = await this.#leases.exchange(steal);
      if (changed) await this.parking.load(this.#leases.partitions);
      if (changed && !this.#closed) this.#rewind();
    } catch (error) {
      this.#forget();
      const { telemetry, consumer } = this.#options;
      telemetry.log.warn(
        { service: serviceOf(consumer), consumer },
        `cannot resume yet: ${errorMessage(error)}`,
      );
      this.#later(reopenMs * 4, () => this.#move(steal));
    }
    this.#moving = false;
    if (!this.#closed) this.#options.ready();
  }

  /**
   * Whether something is under way in a partition to be given back. It is the present owner's to
   * write down: the next one would do it again. Meanwhile nothing new is taken.
   */
  #mustWait(): boolean {
    if (!this.parking.isBusyIn(this.#leases.leaving)) return false;
    const now = this.#options.clock.now();
    this.#leaveBy ??= now + handOverMs;
    return now < this.#leaveBy;
  }

  /** Nothing is to be given back any more. */
  #stay(): void {
    if (this.#leaveBy === undefined) return;
    this.#leaveBy = undefined;
    this.#options.ready();
  }

  #later(delayMs: number, callback: () => void | Promise<void>): () => void {
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      if (!this.#closed) void callback();
    });
    this.#timers.add(cancel);
    return cancel;
  }
}
