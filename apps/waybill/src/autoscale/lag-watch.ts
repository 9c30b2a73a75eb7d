import { partitionCount, sourceOf, topicChannel, type Contract } from "@waybill/kit";
import {
  backlogOf,
  type ConsumerPosition,
  type ConsumerPositions,
  type LogBacklog,
  type ViewsDatabase,
} from "@waybill/postgres";

/** What waits for a service, over all of its consumers. */
export interface ServiceLag {
  /** Messages that wait and that a replica could take. */
  readonly messages: number;
  /** Age of the oldest of them. */
  readonly oldestSeconds: number;
  /** Messages that have come since the look before; 0 at the first. */
  readonly arrived: number;
  /** Processes that have partitions. */
  readonly working: number;
}

/** A service by what its consumers listen to. */
export interface Listener {
  readonly name: string;
  readonly inboxes: readonly {
    readonly consumer: string;
    readonly subscriptions: ReadonlyMap<string, ReadonlySet<string>>;
  }[];
}

interface Databases {
  readonly positions: ConsumerPositions;
  readonly views: ViewsDatabase;
}

/**
 * Reads from the databases how far a service is behind. Parked messages and dead letters are off their
 * partitions and do not count; nor do those of a consumer that a person has paused, which no replica would
 * take.
 */
export class LagWatch {
  readonly #services: ReadonlyMap<string, Databases>;
  /** By type, the channel that its events have where a broker brings them. */
  readonly #topics: ReadonlyMap<string, string>;
  readonly #heads = new Map<string, number>();

  constructor(services: ReadonlyMap<string, Databases>, contracts: readonly Contract[]) {
    this.#services = services;
    this.#topics = new Map(contracts.map((each) => [each.type, topicChannel(each)]));
  }

  /** @throws {StoreUnavailable} when a database is away */
  async look({ name, inboxes }: Listener): Promise<ServiceLag> {
    const { positions } = this.#databasesOf(name);
    const [stand, paused] = await Promise.all([positions.list(), positions.paused()]);
    const backlogs = await Promise.all(
      inboxes
        .filter(({ consumer }) => !paused.has(consumer))
        .flatMap(({ consumer, subscriptions }) => {
          const own = stand.filter((each) => each.consumer === consumer);
          return [...this.#byChannel(own, subscriptions)].map(([channel, types]) =>
            this.#backlog(
              own.filter((each) => each.channel === channel),
              { consumer, channel, types },
            ),
          );
        }),
    );
    const sum = (of: (each: LogBacklog) => number): number =>
      backlogs.reduce((total, each) => total + of(each), 0);
    return {
      messages: sum(({ waiting }) => waiting),
      oldestSeconds: Math.max(0, ...backlogs.map(({ oldestSeconds }) => oldestSeconds)),
      arrived: sum(({ arrived }) => arrived),
      working: new Set(stand.flatMap(({ owner }) => owner ?? [])).size,
    };
  }

  /** What a consumer listens to, by the channels that it reads now: this process may have another bus. */
  #byChannel(
    stand: readonly ConsumerPosition[],
    subscriptions: ReadonlyMap<string, ReadonlySet<string>>,
  ): ReadonlyMap<string, readonly string[]> {
    const read = new Set(stand.map(({ channel }) => channel));
    const heard = [...subscriptions].flatMap(([channel, types]) =>
      [...types].map((type) => ({ source: sourceOf(channel), type })),
    );
    const byChannel = Map.groupBy(heard, ({ source, type }) => {
      const topic = this.#topics.get(type);
      return topic !== undefined && read.has(topic) ? topic : source;
    });
    return new Map(
      [...byChannel].map(([channel, each]) => [channel, each.map(({ type }) => type)]),
    );
  }

  async #backlog(
    stand: readonly ConsumerPosition[],
    of: {
      readonly consumer: string;
      readonly channel: string;
      readonly types: readonly string[];
    },
  ): Promise<LogBacklog> {
    const handled = Array.from(
      { length: partitionCount },
      (_, partition) => stand.find((each) => each.partition === partition)?.position ?? 0,
    );
    const name = `${of.consumer} ${of.channel}`;
    const backlog = await backlogOf(this.#databasesOf(sourceOf(of.channel)).views, {
      types: of.types,
      handled,
      since: this.#heads.get(name),
    });
    this.#heads.set(name, backlog.head);
    return backlog;
  }

  #databasesOf(service: string): Databases {
    const found = this.#services.get(service);
    if (found === undefined) throw new Error(`there is no database of ${service}`);
    return found;
  }
}
