import type { Recorded } from "../concepts/contract.ts";
import type { Bus, Feed } from "../ports/bus.ts";
import { readable } from "./envelope.ts";

export interface FeedsOptions {
  readonly consumer: string;
  /** Types of interest by source. */
  readonly subscriptions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly bus: Bus;
  readonly ready: () => void;
}

/** The feeds of a consumer, one a source, and how far each has been looked at. */
export class Feeds {
  readonly #options: FeedsOptions;
  readonly #feeds = new Map<string, Feed>();
  readonly #scanned = new Map<string, number>();

  constructor(options: FeedsOptions) {
    this.#options = options;
  }

  get scanned(): ReadonlyMap<string, number> {
    return this.#scanned;
  }

  /**
   * Takes up to `max` messages. Those that are not admitted are passed over and do not count: a take of
   * nothing but such would look like the end, and nobody would ask again for what is behind them. What a
   * feed repeats meanwhile is taken once.
   */
  take(max: number, admits: (message: Recorded) => boolean): Recorded[] {
    const messages: Recorded[] = [];
    for (const [source, feed] of this.#feeds) {
      let reached = 0;
      while (messages.length < max) {
        const taken = feed.take(max - messages.length);
        this.#scanned.set(source, Math.max(taken.scannedTo, reached));
        for (const given of taken.messages) {
          const message = readable(given, source);
          if (message.position > reached && admits(message)) messages.push(message);
          reached = Math.max(reached, message.position);
        }
        if (taken.messages.length === 0) break;
      }
    }
    return messages;
  }

  /** Begins every source anew after a position; one without a position is not read. */
  rewind(after: (source: string) => number | undefined): void {
    for (const [source, types] of this.#options.subscriptions) {
      this.#seek(source, types, after(source));
    }
  }

  close(): void {
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  /** Messages of a source that wait, and for how many seconds the oldest has. */
  lag(source: string, now: number): { readonly messages: number; readonly seconds: number } {
    const feed = this.#feeds.get(source);
    return {
      messages: (feed?.waiting ?? 0) + (feed?.unread ?? 0),
      seconds: secondsSince(feed?.oldest, now),
    };
  }

  /** The same over all sources. */
  backlog(now: number): { readonly messages: number; readonly seconds: number } {
    let messages = 0;
    let oldest: number | undefined;
    for (const feed of this.#feeds.values()) {
      messages += feed.waiting + feed.unread;
      oldest = Math.min(
        oldest ?? Number.POSITIVE_INFINITY,
        feed.oldest ?? Number.POSITIVE_INFINITY,
      );
    }
    return { messages, seconds: secondsSince(oldest, now) };
  }

  #seek(source: string, types: ReadonlySet<string>, after: number | undefined): void {
    const feed = this.#feeds.get(source);
    if (after === undefined) {
      feed?.close();
      this.#feeds.delete(source);
      return;
    }
    this.#scanned.set(source, after);
    if (feed !== undefined) {
      feed.seek(after);
      return;
    }
    const { bus, consumer, ready } = this.#options;
    this.#feeds.set(source, bus.subscribe({ consumer, source, types, after, ready }));
  }
}

function secondsSince(time: number | undefined, now: number): number {
  return time === undefined || !Number.isFinite(time) ? 0 : Math.max(0, now - time) / 1000;
}
