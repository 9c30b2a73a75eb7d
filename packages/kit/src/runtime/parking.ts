import { UnknownVersion, keyOf, type Recorded } from "../concepts/contract.ts";
import { errorMessage, isRetryable } from "../errors.ts";
import type { Clock, Random } from "../ports/clock.ts";
import type { Park, ParkedMessage, Store } from "../ports/store.ts";
import { attemptOf } from "./attempt.ts";
import { MalformedMessage, flawOf, setAside, storable } from "./envelope.ts";
import { OtherTenant } from "./work.ts";

export interface RetryPolicy {
  readonly attempts: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

/** How a batch changed the parked messages, by their keys. */
export interface ParkingChanges {
  readonly parked: readonly string[];
  readonly unparked: readonly string[];
  /** Messages whose handling failed: fewer than were parked when others only wait behind them. */
  readonly failures: number;
  /** Messages whose handling was tried and came to an end, well or not. */
  readonly handled: number;
}

export interface ParkingOptions {
  readonly consumer: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly retry: RetryPolicy;
  /** Called whenever a parked message is due. */
  readonly ready: () => void;
  readonly warn: (message: string) => void;
}

const firstPollMs = 50;
const maxPollMs = 1_000;
const maxDue = 100;
/** An activity's attempts are for an outage of hours; an upgrade of all processes takes a minute, or a person. */
const unknownVersionAttempts = 10;

/**
 * The messages that a consumer has off its partitions. Only the owner of a partition adds, moves
 * or removes its parked messages, so what this remembers of them stays true for as long as the
 * lease does; people only mark a dead letter as to be tried again, or to be let go.
 */
export class Parking {
  readonly #options: ParkingOptions;
  /** Why each of these cannot be written. */
  readonly #poison = new Map<string, Error>();
  /** Partitions of messages being handled: they stand in the store but are not to be handed out again. */
  readonly #busy = new Map<string, number>();
  /** What was busy at any time since the query under way began; its result may be older than their end. */
  #busySince: Set<string> | undefined;
  /** Parked messages by key: later messages of these keys wait behind them. */
  #keys: ReadonlyMap<string, number> & Map<string, number> = new Map();
  #partitions: readonly number[] = [];
  #due: readonly ParkedMessage[] = [];
  #pollMs = firstPollMs;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: ParkingOptions) {
    this.#options = options;
  }

  /** Learns anew what is parked, when the consumer's partitions have changed or a commit's outcome is unknown. */
  async load(partitions: readonly number[]): Promise<void> {
    const { store, consumer } = this.#options;
    this.forget();
    if (partitions.length > 0) this.#keys = new Map(await store.parkedKeys(consumer, partitions));
    this.#partitions = partitions;
    this.#pollSoon();
  }

  forget(): void {
    this.#keys = new Map();
    this.#partitions = [];
    this.#due = [];
    this.#busySince = undefined;
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  /** Takes up to `max` messages that are due; they are busy until freed. */
  take(max: number): readonly ParkedMessage[] {
    if (this.#due.length === 0 || max <= 0) return [];
    const taken = this.#due.slice(0, max);
    this.#due = this.#due.slice(max);
    for (const each of taken) this.hold(each.message);
    return taken;
  }

  hold(message: Recorded): void {
    this.#busy.set(nameOf(message), message.partition);
    this.#busySince?.add(nameOf(message));
  }

  free(message: Recorded): void {
    this.#busy.delete(nameOf(message));
  }

  /** Whether a message of one of these partitions is being handled. */
  isBusyIn(partitions: ReadonlySet<number>): boolean {
    return partitions.size > 0 && this.#busy.values().some((each) => partitions.has(each));
  }

  /** Parked messages of a key. */
  count(key: string): number {
    return this.#keys.get(key) ?? 0;
  }

  get keyCount(): number {
    return this.#keys.size;
  }

  /** A commit has changed what is parked. */
  note({ parked, unparked }: ParkingChanges): void {
    for (const key of parked) this.#keys.set(key, this.count(key) + 1);
    for (const key of unparked) {
      const left = this.count(key) - 1;
      if (left > 0) this.#keys.set(key, left);
      else this.#keys.delete(key);
    }
    if (parked.length + unparked.length > 0) this.#pollSoon();
  }

  /** The store refuses what this message leads to. */
  condemn(message: Recorded, cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error(errorMessage(cause), { cause });
    this.#poison.set(nameOf(message), error);
  }

  isPoison(message: Recorded): boolean {
    return this.#poison.size > 0 && this.#poison.has(nameOf(message));
  }

  /** Why the store refuses what it leads to. */
  causeOf(message: Recorded): Error {
    return this.#poison.get(nameOf(message)) ?? new Error("its cause is not known any more");
  }

  /** It is a dead letter now; when a person replays it, the cause may be gone. */
  pardon(message: Recorded): void {
    this.#poison.delete(nameOf(message));
  }

  /** Something that a stranger has written: only for people to see. */
  list(stray: Recorded): Park {
    return this.park(stray, new MalformedMessage(stray.type, flawOf(stray) ?? "it is foreign"), 1);
  }

  /** A message behind a parked one of its key. */
  queue(message: Recorded): Park {
    return this.#park(message, { status: "queued", attempts: 0, nextAt: 0, code: "", error: "" });
  }

  /** A message whose turn comes as soon as those of its key before it are done. */
  next(message: Recorded): Park {
    return this.#park(message, { status: "retry", attempts: 0, nextAt: 0, code: "", error: "" });
  }

  /** A message whose handling failed: for a retry, or a dead letter when there is no point in one. */
  park(message: Recorded, error: unknown, attempts: number): Park {
    const { retry, clock, random } = this.#options;
    const most =
      error instanceof UnknownVersion
        ? Math.min(retry.attempts, unknownVersionAttempts)
        : retry.attempts;
    const again = isRetryable(error) && attempts < most && !this.isPoison(message);
    const wait = Math.min(retry.backoffMs * 2 ** (attempts - 1), retry.maxBackoffMs);
    const kept = error instanceof MalformedMessage ? setAside(message, error.flaw) : message;
    // Those who look after the tenant whose key is held up have to see it, not those whom it names.
    const tenant = error instanceof OtherTenant ? error.owner : message.meta.tenant;
    const attempt = attemptOf(error, { at: clock.now(), number: attempts });
    return this.#park(kept, {
      tenant,
      status: again ? "retry" : "dead",
      attempts,
      // Full jitter over the upper half keeps retries of one outage from coming back together.
      nextAt: again ? Math.ceil(clock.now() + wait * (0.5 + random.next() / 2)) : 0,
      code: attempt.code,
      error: attempt.error,
      attempt,
    });
  }

  /** A call that goes on by itself; if the process dies it is tried again after `untilMs`. */
  detach(message: Recorded, attempts: number, untilMs: number): Park {
    return this.#park(message, {
      status: "retry",
      attempts,
      nextAt: untilMs,
      code: "in-flight",
      error: "",
    });
  }

  #park(
    message: Recorded,
    rest: Pick<Park, "status" | "attempts" | "nextAt" | "code" | "error"> & Partial<Park>,
  ): Park {
    const { tenant } = message.meta;
    const { consumer } = this.#options;
    return { consumer, key: keyOf(message.stream), message: storable(message), tenant, ...rest };
  }

  #pollSoon(): void {
    this.#pollMs = firstPollMs;
    if (this.#busySince !== undefined) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#pollLater();
  }

  /** Looks less and less often while nothing changes: a dead letter may wait for days. */
  #pollLater(): void {
    if (this.#cancel !== undefined || this.#closed || this.#keys.size === 0) return;
    this.#cancel = this.#options.clock.after(this.#pollMs, () => {
      this.#cancel = undefined;
      this.#pollMs = Math.min(this.#pollMs * 2, maxPollMs);
      void this.#poll().finally(() => {
        this.#pollLater();
      });
    });
  }

  async #poll(): Promise<void> {
    if (this.#due.length > 0) return;
    const { store, consumer, clock, ready, warn } = this.#options;
    const partitions = this.#partitions;
    const busySince = new Set(this.#busy.keys());
    this.#busySince = busySince;
    try {
      const limit = maxDue + busySince.size;
      const due = await store.dueParked({ consumer, partitions, now: clock.now(), limit });
      // Otherwise the partitions have changed meanwhile.
      if (this.#busySince === busySince && !this.#closed) {
        this.#due = due.filter((each) => !busySince.has(nameOf(each.message)));
        if (this.#due.length > 0) ready();
      }
    } catch (error) {
      warn(`cannot look for retries: ${errorMessage(error)}`);
    }
    if (this.#busySince === busySince) this.#busySince = undefined;
  }
}

function nameOf(message: Recorded): string {
  return `${message.source}/${message.position}`;
}
