import {
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
import type { KafkaConnection } from "./cluster/connection.ts";
import { Fetches } from "./cluster/fetches.ts";
import { LookupClients } from "./cluster/lookup-clients.ts";
import { GroupProgress } from "./group-progress.ts";
import { KafkaFeed } from "./kafka-feed.ts";

export interface KafkaBusOptions {
  readonly connection: KafkaConnection;
  /** The service whose process this is: it reads its own log where it is. */
  readonly service: string;
  /** Brings the service's own log. */
  readonly log: Bus;
  readonly contracts: readonly Contract[];
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  /** Begins the names of all topics and groups, so that several installations can share a cluster. */
  readonly prefix?: string;
}

/** The bus on Kafka: a service reads the topics of the others, and its own log in its own database. */
export class KafkaBus implements Bus {
  readonly #options: KafkaBusOptions;
  readonly #contracts: ReadonlyMap<string, Contract>;
  readonly #feeds = new Set<KafkaFeed>();
  /** By consumer: it reads a topic once. */
  readonly #fetches = new Map<string, Fetches>();
  readonly #warn: Warn;
  readonly #progress: GroupProgress;
  readonly #lookups: LookupClients;

  constructor(options: KafkaBusOptions) {
    this.#options = options;
    this.#contracts = new Map(options.contracts.map((each) => [each.type, each]));
    const { connection, clock } = options;
    this.#warn = seldom(options.warn, clock);
    this.#lookups = new LookupClients(connection);
    this.#progress = new GroupProgress({ connection, clock, warn: this.#warn });
  }

  channelOf({ source, type }: Pick<Contract, "source" | "type">): string {
    const contract = this.#contracts.get(type);
    if (source === this.#options.service || contract === undefined) return source;
    return topicChannel(contract);
  }

  subscribe(request: Parameters<Bus["subscribe"]>[0]): Feed {
    const { log, connection, clock, prefix = "" } = this.#options;
    const { consumer, channel, types, after, ready } = request;
    const source = sourceOf(channel);
    if (channel === source) return log.subscribe(request);
    const feed = new KafkaFeed({
      connection,
      fetches: this.#fetchesOf(consumer),
      progress: this.#progress,
      lookups: this.#lookups,
      group: prefix + consumer,
      source,
      topic: prefix + channel.slice(source.length + 1),
      types,
      contracts: this.#contracts,
      after,
      clock,
      ready,
      warn: this.#warn,
      closed: () => this.#feeds.delete(feed),
    });
    this.#feeds.add(feed);
    return feed;
  }

  committed(source: string, events: readonly Recorded[]): void {
    this.#options.log.committed(source, events);
  }

  async close(): Promise<void> {
    for (const feed of this.#feeds) feed.close();
    const shared = [this.#progress, this.#lookups, ...this.#fetches.values()];
    await Promise.all(shared.map((each) => each.close()));
    await this.#options.log.close();
  }

  #fetchesOf(consumer: string): Fetches {
    const known = this.#fetches.get(consumer);
    if (known !== undefined) return known;
    const made = new Fetches(this.#options.connection);
    this.#fetches.set(consumer, made);
    return made;
  }
}
