import {
  errorCode,
  errorMessage,
  seldom,
  sourceOf,
  topicChannel,
  type Bus,
  type Clock,
  type Contract,
  type Feed,
  type Recorded,
  type Warn,
} from "@waybill/kit";
import type { RedisConnection } from "./connection.ts";
import { RedisClient } from "./redis-client.ts";
import { RedisFeed } from "./redis-feed.ts";
import { StreamReader } from "./stream-reader.ts";
import { defaultPrefix } from "./streams.ts";

export interface RedisBusOptions {
  readonly connection: RedisConnection;
  /** The service whose process this is: it reads its own log where it is. */
  readonly service: string;
  /** Brings the service's own log. */
  readonly log: Bus;
  readonly contracts: readonly Contract[];
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  readonly prefix?: string;
}

/** The bus on Redis Streams: a service reads the topics of the others, and its own log in its own database. */
export class RedisBus implements Bus {
  readonly #options: RedisBusOptions;
  readonly #contracts: ReadonlyMap<string, Contract>;
  readonly #readers = new Map<string, StreamReader>();
  readonly #feeds = new Set<RedisFeed>();
  readonly #warn: Warn;
  #client: RedisClient | undefined;

  constructor(options: RedisBusOptions) {
    this.#options = options;
    this.#contracts = new Map(options.contracts.map((each) => [each.type, each]));
    this.#warn = seldom(options.warn, options.clock);
  }

  channelOf({ source, type }: Pick<Contract, "source" | "type">): string {
    const contract = this.#contracts.get(type);
    if (source === this.#options.service || contract === undefined) return source;
    return topicChannel(contract);
  }

  subscribe(request: Parameters<Bus["subscribe"]>[0]): Feed {
    const { log, connection, clock, prefix = defaultPrefix } = this.#options;
    const { consumer, channel, types, after, ready } = request;
    const source = sourceOf(channel);
    if (channel === source) return log.subscribe(request);
    this.#client ??= new RedisClient(connection);
    const feed = new RedisFeed({
      client: this.#client,
      reader: this.#reader(consumer),
      prefix,
      consumer,
      source,
      topic: channel.slice(source.length + 1),
      contracts: this.#contracts,
      types,
      after,
      clock,
      ready,
      warn: this.#warn,
    });
    this.#feeds.add(feed);
    return feed;
  }

  committed(source: string, events: readonly Recorded[]): void {
    this.#options.log.committed(source, events);
  }

  async close(): Promise<void> {
    for (const feed of this.#feeds) feed.close();
    for (const reader of this.#readers.values()) reader.close();
    this.#client?.close();
    await this.#options.log.close();
  }

  #reader(consumer: string): StreamReader {
    const known = this.#readers.get(consumer);
    if (known !== undefined) return known;
    const { connection, clock } = this.#options;
    const onTrouble = (error: unknown): void => this.#warn(errorCode(error), errorMessage(error));
    const made = new StreamReader({ connection, clock, onTrouble });
    this.#readers.set(consumer, made);
    return made;
  }
}
