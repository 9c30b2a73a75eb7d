import type { Recorded } from "../concepts/contract.ts";
import type { Bus, Feed, Places, Taken } from "../ports/bus.ts";
import type { PositionMove } from "../ports/store.ts";
import { readable } from "./envelope.ts";

export interface FeedsOptions {
  readonly consumer: string;
  /** Types of interest by channel. */
  readonly subscriptions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly bus: Bus;
  readonly ready: () => void;
}

/** How far a channel has been looked at, by partition. */
export type Scanned = ReadonlyMap<string, Taken["scannedTo"]>;

/** A message, and the channel that it came by. */
type Admits = (message: Recorded, channel: string) => boolean;

/** What one take has of a channel. */
interface Share {
  readonly channel: string;
  readonly feed: Feed;
  /** The last position of each partition. */
  readonly reached: number[];
}

/** The feeds of a consumer, one a channel, and how far each has been looked at. */
export class Feeds {
  readonly #options: FeedsOptions;
  readonly #feeds = new Map<string, Feed>();
  readonly #scanned = new Map<string, Taken["scannedTo"]>();
  /** By place and number: a feed that is begun anew may find one again that is still to be written down. */
  readonly #strays = new Map<string, Recorded>();

  constructor(options: FeedsOptions) {
    this.#options = options;
  }

  get scanned(): Scanned {
    return this.#scanned;
  }

  /**
   * Takes up to `max` messages: of each channel a share, and then of those that have more. Whose turn is first
   * goes round. Replies that lay behind the whole backlog of another channel would pass their deadlines.
   *
   * Those that are not admitted are passed over and do not count: a take of nothing but such would look
   * like the end, and nobody would ask again for what is behind them. What a feed repeats meanwhile is taken
   * once.
   */
  take(max: number, admits: Admits): Recorded[] {
    const messages: Recorded[] = [];
    const share = Math.ceil(max / this.#feeds.size);
    const shared: Share[] = [];
    for (const [channel, feed] of this.#feeds) {
      const each = { channel, feed, reached: [] };
      const upTo = Math.min(max, messages.length + share);
      this.#takeOf(each, messages, { upTo, admits });
      if (messages.length === upTo) shared.push(each);
    }
    for (const each of shared) this.#takeOf(each, messages, { upTo: max, admits });
    this.#turn();
    return messages;
  }

  #takeOf(
    { channel, feed, reached }: Share,
    messages: Recorded[],
    { upTo, admits }: { readonly upTo: number; readonly admits: Admits },
  ): void {
    while (messages.length < upTo) {
      const taken = feed.take(upTo - messages.length);
      if (taken.strays !== undefined) this.keepStrays(taken.strays);
      this.#scanned.set(channel, (partition) =>
        Math.max(taken.scannedTo(partition), reached[partition] ?? 0),
      );
      for (const given of taken.messages) {
        const message = readable(given, feed.source);
        const { position, partition } = message;
        const isNew = position > (reached[partition] ?? 0);
        if (isNew && admits(message, channel)) messages.push(message);
        if (isNew) reached[partition] = position;
      }
      if (taken.messages.length === 0) return;
    }
  }

  /** Who was first is last the next time. */
  #turn(): void {
    const [first] = this.#feeds;
    if (first === undefined) return;
    this.#feeds.delete(first[0]);
    this.#feeds.set(...first);
  }

  /** What was found while messages were taken, and has no place in a log. */
  takeStrays(): Recorded[] {
    const strays = [...this.#strays.values()];
    this.#strays.clear();
    return strays;
  }

  /** They could not be written down. */
  keepStrays(strays: readonly Recorded[]): void {
    for (const each of strays) this.#strays.set(`${each.source}/${each.position}`, each);
  }

  /** Begins every channel anew; one without places is not read. */
  rewind(after: (channel: string) => Places): void {
    for (const [channel, types] of this.#options.subscriptions) {
      this.#seek(channel, types, after(channel));
    }
  }

  /** The moves are durable. */
  moved(moves: readonly PositionMove[]): void {
    for (const { channel, partition, to } of moves)
      this.#feeds.get(channel)?.moved?.(partition, to);
  }

  close(): void {
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  /** Messages of a channel that wait, and for how many seconds the oldest has. */
  lag(channel: string, now: number): { readonly messages: number; readonly seconds: number } {
    const feed = this.#feeds.get(channel);
    return {
      messages: (feed?.waiting ?? 0) + (feed?.unread ?? 0),
      seconds: secondsSince(feed?.oldest, now),
    };
  }

  /** The same over all channels. */
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

  #seek(channel: string, types: ReadonlySet<string>, after: Places): void {
    const feed = this.#feeds.get(channel);
    if (after.size === 0) {
      feed?.close();
      this.#feeds.delete(channel);
      return;
    }
    this.#scanned.set(channel, (partition) => after.get(partition) ?? 0);
    if (feed !== undefined) {
      feed.seek(after);
      return;
    }
    const { bus, consumer, ready } = this.#options;
    this.#feeds.set(channel, bus.subscribe({ consumer, channel, types, after, ready }));
  }
}

function secondsSince(time: number | undefined, now: number): number {
  return time === undefined || !Number.isFinite(time) ? 0 : Math.max(0, now - time) / 1000;
}
