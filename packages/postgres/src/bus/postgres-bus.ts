import {
  errorMessage,
  type Bus,
  type Clock,
  type Contract,
  type Feed,
  type Places,
  type Recorded,
} from "@waybill/kit";
import type { ConnectionOptions } from "../connection.ts";
import { LogFeed } from "./log-feed.ts";
import { LogReader } from "./log-reader.ts";

export interface PostgresBusOptions {
  /** How to read the log of each source. */
  readonly sources: ReadonlyMap<string, ConnectionOptions>;
  readonly contracts: readonly Contract[];
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  /** How often to look for what other processes wrote, in milliseconds, while they write nothing. */
  readonly pollMs?: number;
}

export interface Following {
  readonly source: string;
  readonly types: ReadonlySet<string>;
  readonly after: number;
  readonly ready: () => void;
}

/** Where other processes write, the chain of an order goes through several logs: it is looked for often. */
const busyPollMs = 50;
const busyForMs = 1_000;

/**
 * The bus without a broker: consumers read the producing service's log where it is. Nothing is
 * copied and nothing can be lost between log and bus, since they are the same table.
 */
export class PostgresBus implements Bus {
  readonly #readers = new Map<string, LogReader>();
  readonly #feeds = new Map<string, Set<LogFeed>>();
  readonly #warn: (message: string) => void;
  readonly #clock: Clock;
  readonly #pollMs: number;
  readonly #behind = new Set<LogFeed>();
  readonly #away = new Set<string>();
  #busyUntil = 0;
  #closed = false;
  #cancelPoll: () => void = () => undefined;

  constructor(options: PostgresBusOptions) {
    const contracts = new Map(options.contracts.map((each) => [each.type, each]));
    for (const [source, connection] of options.sources) {
      this.#readers.set(source, new LogReader({ ...connection, source, contracts }));
      this.#feeds.set(source, new Set());
    }
    this.#warn = options.warn;
    this.#clock = options.clock;
    this.#pollMs = options.pollMs ?? 500;
    this.#pollLater();
  }

  channelOf({ source }: { readonly source: string }): string {
    return source;
  }

  subscribe(request: Parameters<Bus["subscribe"]>[0]): Feed {
    const { channel, after, ...rest } = request;
    return feedOf(this.follow({ ...rest, source: channel, after: firstOf(after) }));
  }

  /** Reads a whole log from a position on, whatever its partitions. */
  follow(request: Following): LogFeed {
    const { source, types, after, ready } = request;
    const feeds = this.#feeds.get(source);
    const reader = this.reader(source);
    const feed = new LogFeed({
      source,
      types,
      after,
      reader,
      ready,
      warn: this.#warn,
      closed: (closed) => {
        feeds?.delete(closed);
        this.#behind.delete(closed);
      },
    });
    feeds?.add(feed);
    return feed;
  }

  committed(source: string, events: readonly Recorded[]): void {
    for (const feed of this.#feeds.get(source) ?? []) feed.hand(events);
  }

  /** @throws {Error} for a source that this bus does not know */
  reader(source: string): LogReader {
    const reader = this.#readers.get(source);
    if (reader === undefined) throw new Error(`the bus knows no service ${source}`);
    return reader;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelPoll();
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()));
  }

  #pollLater(): void {
    if (this.#closed) return;
    const delayMs =
      this.#clock.now() < this.#busyUntil ? Math.min(busyPollMs, this.#pollMs) : this.#pollMs;
    this.#cancelPoll = this.#clock.after(delayMs, () => {
      const looks = [...this.#feeds].map(([source, feeds]) => this.#look(source, [...feeds]));
      void Promise.all(looks).finally(() => {
        this.#pollLater();
      });
    });
  }

  /** One query a log, however many feeds it has: those that are behind read on. */
  async #look(source: string, feeds: readonly LogFeed[]): Promise<void> {
    if (feeds.length === 0) return;
    const tails = feeds.map((feed) => feed.tail);
    try {
      const head = await this.reader(source).head();
      this.#away.delete(source);
      for (const [index, feed] of feeds.entries()) {
        if (feed.reaches(head)) this.#busyUntil = this.#clock.now() + busyForMs;
        this.#checkHead(feed, { head, tail: tails[index] ?? 0 });
      }
    } catch (error) {
      if (this.#closed || this.#away.has(source)) return;
      this.#away.add(source);
      this.#warn(`cannot look at the log of ${source}: ${errorMessage(error)}`);
    }
  }

  /** A log that ends before what was read of it has been restored to an earlier state: what it then writes would be passed over. */
  #checkHead(
    feed: LogFeed,
    { head, tail }: { readonly head: number; readonly tail: number },
  ): void {
    if (head >= tail) this.#behind.delete(feed);
    else if (!this.#behind.has(feed)) {
      this.#behind.add(feed);
      this.#warn(
        `the log of ${feed.source} ends at ${head}, but was read up to ${tail}: it was restored to an earlier state; set the positions of its consumers back to ${head}`,
      );
    }
  }
}

/** A log is read as a whole: all of its partitions have been looked at as far as it has. */
function feedOf(log: LogFeed): Feed {
  return {
    source: log.source,
    take(max) {
      const { messages, scannedTo } = log.take(max);
      return { messages, scannedTo: () => scannedTo };
    },
    seek: (places) => {
      log.seek(firstOf(places));
    },
    get waiting() {
      return log.waiting;
    },
    get unread() {
      return log.unread;
    },
    get head() {
      return log.head;
    },
    get oldest() {
      return log.oldest;
    },
    close: () => {
      log.close();
    },
  };
}

function firstOf(places: Places): number {
  return Math.min(...places.values());
}
