import type { Recorded } from "../concepts/contract.ts";
import { Retryable, errorCode, errorMessage } from "../errors.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { Inbox, Slice } from "./inbox.ts";
import type { Work, WorkSource } from "./work.ts";

/** Where a service's events are published: a broker, which others read. */
export interface Publisher {
  /**
   * Resolves when the broker has all of them for good, each partition in the given order. What was
   * under way at a failure is given again, in the same order and with all that follows it, so
   * repetitions are contiguous.
   */
  publish(events: readonly Recorded[]): Promise<void>;
  close(): Promise<void>;
}

export interface RelayOptions {
  /** Of the service's own log. */
  readonly inbox: Inbox;
  readonly publisher: Publisher;
  readonly telemetry: Telemetry;
  /** Called when something published is to be written down. */
  readonly ready: () => void;
}

const maxSlice = 1_000;

/**
 * Publishes a service's log to a broker. The log is the outbox: an order is accepted whether the broker
 * is there or not, and what it has not got yet waits in the log. The position is moved on in the service's
 * database when the broker has acknowledged, so a crash repeats some and leaves out none. Processes share
 * the partitions by the leases that consumers have; one that was silent past its lease publishes what the
 * next one publishes, too, and readers pass over it by its position.
 */
export class Relay implements WorkSource {
  readonly #options: RelayOptions;
  #published: Slice | undefined;
  #underWay: Promise<void> | undefined;
  #troubled = false;
  #stopped = false;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  /** Says that the log has something. */
  wake(): void {
    if (this.#underWay !== undefined || this.#published !== undefined || this.#stopped) return;
    const slice = this.#options.inbox.pull(maxSlice);
    if (slice === undefined) return;
    this.#underWay = this.#publish(slice).finally(() => {
      this.#underWay = undefined;
    });
  }

  take(): Work | undefined {
    const slice = this.#published;
    this.#published = undefined;
    return slice && { ...nothing, positions: slice.moves, settled: this.#settled(slice) };
  }

  /** Waits for what is under way, so that its position can still be written, and begins nothing new. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#underWay;
  }

  async #publish(slice: Slice): Promise<void> {
    const { inbox, publisher, telemetry, ready } = this.#options;
    const { consumer } = inbox;
    try {
      if (slice.messages.length > 0) await publisher.publish(slice.messages);
      if (this.#troubled) telemetry.log.info({ consumer }, "events are published again");
      this.#troubled = false;
      this.#published = slice;
      ready();
    } catch (error) {
      if (!this.#troubled) {
        const code = errorCode(error);
        telemetry.log.warn({ consumer, code }, `events wait in the log: ${errorMessage(error)}`);
      }
      this.#troubled = true;
      // Never one to be left out, whatever is wrong with it.
      inbox.failed(slice, new Retryable("not-published", errorMessage(error), { cause: error }));
    }
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

const nothing = { units: [], parks: [], reparks: [] } as const;
const unparked = { parked: [], unparked: [], failures: 0 } as const;

/** The consumer of a service's own log that publishes it. */
export function relayConsumer(service: string): string {
  return `${service}.relay`;
}
