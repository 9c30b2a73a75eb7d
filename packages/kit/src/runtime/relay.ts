import { Retryable, errorCode, errorMessage } from "../errors.ts";
import type { Places } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Position } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { Inbox, Slice } from "./inbox.ts";
import { PublishedLost, type Publisher } from "./publisher.ts";
import type { Refill } from "./refill.ts";
import type { Work, WorkSource } from "./work.ts";

export interface RelayOptions {
  /** Of the service's own log. */
  readonly inbox: Inbox;
  readonly publisher: Publisher;
  /** Publishes a stretch of the log again. */
  readonly refill: Refill;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Called when something published is to be written down. */
  readonly ready: () => void;
}

const maxSlice = 1_000;
const keepMs = 1_000;

/**
 * Publishes a service's log to a broker. The log is the outbox: an order is accepted whether the broker
 * is there or not, and what it has not got yet waits in the log. The position is moved on in the service's
 * database when the broker has acknowledged, so a crash repeats some and leaves out none. Processes share
 * the partitions by the leases that consumers have; one that was silent past its lease publishes what the
 * next one publishes, too, and readers pass over it by its position.
 *
 * A broker may lose what it has acknowledged. Once that is known, nothing else is published until the log
 * has been read again from where the broker still had everything.
 */
export class Relay implements WorkSource {
  readonly #options: RelayOptions;
  #published: Slice | undefined;
  #underWay: Promise<void> | undefined;
  #troubled = false;
  /** Leases under which the broker was asked what it has, by partition. */
  readonly #begun = new Map<number, number>();
  /** Up to where the broker still has everything, of the partitions in which it has not got all. */
  readonly #lost = new Map<number, number>();
  readonly #stop = new AbortController();
  #isKeepDue = false;
  #cancelKeep: () => void = () => undefined;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#keepLater();
  }

  /** Says that the log has something. */
  wake(): void {
    if (this.#underWay !== undefined || this.#published !== undefined) return;
    if (this.#stop.signal.aborted) return;
    if (this.#isKeepDue) {
      this.#begin(this.#keep());
      return;
    }
    const slice = this.#options.inbox.pull(maxSlice);
    if (slice !== undefined) this.#begin(this.#publish(slice));
  }

  take(): Work | undefined {
    const slice = this.#published;
    this.#published = undefined;
    return slice && { ...nothing, positions: slice.moves, settled: this.#settled(slice) };
  }

  /** Waits for what is under way, so that its position can still be written, and begins nothing new. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancelKeep();
    await this.#underWay;
  }

  #begin(work: Promise<void>): void {
    this.#underWay = work.finally(() => {
      this.#underWay = undefined;
    });
  }

  async #publish(slice: Slice): Promise<void> {
    const { inbox, publisher, ready } = this.#options;
    try {
      await this.#compare(slice.moves);
      await this.#complete(placesOf(slice.moves), async () => {
        if (slice.messages.length > 0) await publisher.publish(slice.messages);
      });
      this.#fine();
      this.#published = slice;
      ready();
    } catch (error) {
      this.#trouble(error);
      // Never one to be left out, whatever is wrong with it.
      inbox.failed(slice, new Retryable("not-published", errorMessage(error), { cause: error }));
    }
  }

  /** What nobody writes to may be lost all the same: it is looked after, once a while. */
  async #keep(): Promise<void> {
    const { inbox, publisher } = this.#options;
    this.#isKeepDue = false;
    const held = [...inbox.positions];
    try {
      await this.#compare(held);
      const places = placesOf(held);
      await this.#complete(places, async () => {
        if (places.size > 0) await publisher.keep?.(places);
      });
      if (places.size > 0) this.#fine();
    } catch (error) {
      this.#trouble(error);
    }
    this.#keepLater();
    // When this work is out of the way.
    setImmediate(() => this.wake());
  }

  #keepLater(): void {
    const { clock, publisher } = this.#options;
    if (publisher.keep === undefined || this.#stop.signal.aborted) return;
    this.#cancelKeep = clock.after(keepMs, () => {
      this.#isKeepDue = true;
      this.wake();
    });
  }

  /** Under a new lease: what an earlier owner was told to be there may have gone since. */
  async #compare(held: Iterable<Position>): Promise<void> {
    const fresh = [...held].filter(({ partition, epoch }) => this.#begun.get(partition) !== epoch);
    const { publisher } = this.#options;
    if (publisher.begin === undefined || fresh.length === 0) return;
    const there = await publisher.begin(fresh.map(({ partition }) => partition));
    for (const { partition, position, epoch } of fresh) {
      const has = there.get(partition) ?? 0;
      if (has < position) this.#note(partition, has);
      this.#begun.set(partition, epoch);
    }
  }

  /** Does something with a broker that has all that it ever acknowledged up to these places; first it is given what it lost. */
  async #complete(places: Places, action: () => Promise<void>): Promise<void> {
    const { inbox, refill, telemetry } = this.#options;
    for (;;) {
      try {
        const lost = new Map([...this.#lost].filter(([partition]) => places.has(partition)));
        if (lost.size > 0) {
          const count = await refill({ from: lost, to: places, signal: this.#stop.signal });
          for (const partition of lost.keys()) this.#lost.delete(partition);
          if (count > 0)
            telemetry.log.warn(
              { consumer: inbox.consumer, count },
              "the broker may have lost events; they were published again from the log",
            );
        }
        return await action();
      } catch (error) {
        if (!(error instanceof PublishedLost)) throw error;
        for (const [partition, position] of error.places) this.#note(partition, position);
      }
    }
  }

  #note(partition: number, position: number): void {
    this.#lost.set(partition, Math.min(position, this.#lost.get(partition) ?? position));
  }

  #fine(): void {
    const { inbox, telemetry } = this.#options;
    if (this.#troubled)
      telemetry.log.info({ consumer: inbox.consumer }, "events are published again");
    this.#troubled = false;
  }

  /** An outage is told of once. */
  #trouble(error: unknown): void {
    const { inbox, telemetry } = this.#options;
    if (!this.#troubled) {
      const code = errorCode(error);
      telemetry.log.warn(
        { consumer: inbox.consumer, code },
        `events wait in the log: ${errorMessage(error)}`,
      );
    }
    this.#troubled = true;
  }

  #settled(slice: Slice): (error?: unknown) => void {
    const { inbox } = this.#options;
    return (error) => {
      if (error === undefined)
        inbox.committed(slice, { ...unparked, handled: slice.messages.length });
      else inbox.failed(slice, error);
    };
  }
}

function placesOf(held: Iterable<Position>): Places {
  return new Map([...held].map(({ partition, position }) => [partition, position]));
}

const nothing = { units: [], parks: [], reparks: [] } as const;
const unparked = { parked: [], unparked: [], failures: 0 } as const;

/** The consumer of a service's own log that publishes it. */
export function relayConsumer(service: string): string {
  return `${service}.relay`;
}
