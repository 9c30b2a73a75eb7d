import type { Bus, Clock, Contract, Feed, Recorded } from "@waybill/kit";
import type { ConnectionOptions } from "../connection.ts";
import { LogFeed } from "./log-feed.ts";
import { LogReader } from "./log-reader.ts";

export interface PostgresBusOptions {
  /** How to read the log of each source. */
  readonly sources: ReadonlyMap<string, ConnectionOptions>;
  readonly contracts: readonly Contract[];
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  /** How often to look for what other processes wrote, in milliseconds. */
  readonly pollMs?: number;
}

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

  subscribe(request: Parameters<Bus["subscribe"]>[0]): Feed {
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
      closed: (closed) => feeds?.delete(closed),
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
    this.#cancelPoll();
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()));
  }

  #pollLater(): void {
    this.#cancelPoll = this.#clock.after(this.#pollMs, () => {
      for (const feeds of this.#feeds.values()) for (const feed of feeds) feed.poll();
      this.#pollLater();
    });
  }
}
