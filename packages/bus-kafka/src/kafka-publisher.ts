import {
  PublishedLost,
  relayConsumer,
  type Contract,
  type Places,
  type Published,
  type PublishedEnds,
  type Publisher,
  type Recorded,
} from "@waybill/kit";
import type { KafkaConnection } from "./cluster/connection.ts";
import { GroupAdmin, type NotedOffset } from "./cluster/group-admin.ts";
import type { Compression } from "./cluster/produce-client.ts";
import { Produces } from "./cluster/produces.ts";
import { TopicEnds } from "./cluster/topic-ends.ts";

import { newestOf } from "./newest-events.ts";
import { PublishedTopic } from "./published-topic.ts";

export interface KafkaPublisherOptions {
  readonly connection: KafkaConnection;
  /** The events that are published, by type: of one service. */
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly compression?: Compression;
  /** Begins the names of all topics and groups, so that several installations can share a cluster. */
  readonly prefix?: string;
}

/**
 * Writes a service's events to the topics of their contracts: each into the partition that its key has in the log.
 * What it knows to be there it writes down once a second, in the offsets of a consumer group named
 * like the relay: so whoever comes next knows what is missing.
 */
export class KafkaPublisher implements Publisher, PublishedEnds {
  readonly #options: KafkaPublisherOptions;
  readonly #source: string;
  readonly #group: string;
  readonly #topics = new Map<string, PublishedTopic>();
  readonly #produces: Produces;
  readonly #ends: TopicEnds;
  readonly #groups: GroupAdmin;
  /** As it was last written down. */
  #marked = "";

  constructor(options: KafkaPublisherOptions) {
    this.#options = options;
    const { connection, contracts, compression, prefix = "" } = options;
    this.#source = contracts.values().next().value?.source ?? "";
    this.#group = prefix + relayConsumer(this.#source);
    this.#ends = new TopicEnds(connection);
    this.#groups = new GroupAdmin(connection);
    this.#produces = new Produces(connection, compression === undefined ? {} : { compression });
    const shared = { connection, source: this.#source, produces: this.#produces };
    for (const { topic: name } of contracts.values()) {
      const topic = prefix + name;
      if (this.#topics.has(topic)) continue;
      this.#topics.set(topic, new PublishedTopic({ ...shared, topic }));
    }
  }

  async publish(events: readonly Recorded[]): Promise<void> {
    await this.#tellLosses();
    const appends: Promise<void>[] = [];
    for (const [topic, ofTopic] of Map.groupBy(events, ({ type }) => this.#topicOf(type))) {
      for (const [partition, ofPartition] of Map.groupBy(ofTopic, (event) => event.partition))
        appends.push(topic.append(partition, ofPartition));
    }
    // All are waited for: what is still under way must not be sent again beside itself.
    const results = await Promise.allSettled(appends);
    await this.#tellLosses();
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  async begin(partitions: readonly number[]): Promise<Places> {
    const places = new Map(partitions.map((each) => [each, Number.MAX_SAFE_INTEGER]));
    if (this.#topics.size === 0) return places;
    const latest = await this.#ends.latest([...this.#topics.keys()], partitions);
    const marks = await this.#groups.noted(this.#group);
    for (const [name, topic] of this.#topics) {
      const complete = await topic.begin(latest.get(name) ?? new Map(), marks.get(name));
      for (const [partition, position] of complete) lowest(places, partition, position);
    }
    return places;
  }

  async keep(places: Places): Promise<void> {
    if (this.#topics.size === 0) return;
    const latest = await this.#ends.latest([...this.#topics.keys()], [...places.keys()]);
    for (const [name, topic] of this.#topics)
      for (const [partition, end] of latest.get(name) ?? []) topic.compare(partition, end);
    await this.#tellLosses();
    await this.#mark(places);
  }

  async newest(): Promise<readonly Published[]> {
    const found: Published[] = [];
    for (const topic of this.#topics.keys())
      found.push(...(await newestOf(this.#options.connection, { topic, source: this.#source })));
    return found;
  }

  async close(): Promise<void> {
    const all = [this.#produces, this.#ends, this.#groups];
    await Promise.all(all.map((each) => each.close()));
  }

  /**
   * Writes down what is left, before anybody writes more: a process that ends now would leave nothing else to tell
   * that something is missing. Whoever is told publishes it again: it is told once.
   * @throws PublishedLost
   */
  async #tellLosses(): Promise<void> {
    const lost = new Map<number, number>();
    const marks = new Map<string, Map<number, NotedOffset>>();
    for (const [name, topic] of this.#topics) {
      for (const partition of topic.losses) {
        const has = await topic.cut(partition);
        lowest(lost, partition, has);
        const ofTopic = marks.get(name) ?? new Map<number, NotedOffset>();
        marks.set(name, ofTopic.set(partition, topic.mark(partition, has)));
      }
    }
    if (lost.size === 0) return;
    await this.#groups.note(this.#group, marks);
    this.#marked = "";
    for (const topic of this.#topics.values()) topic.forgetLosses();
    throw new PublishedLost(lost);
  }

  async #mark(places: Places): Promise<void> {
    const marks = new Map<string, Map<number, NotedOffset>>();
    for (const [name, topic] of this.#topics) {
      const ofTopic = new Map<number, NotedOffset>();
      for (const [partition, position] of places)
        ofTopic.set(partition, topic.mark(partition, position));
      marks.set(name, ofTopic);
    }
    // Kafka forgets offsets that were not committed for a week.
    const hour = Math.floor(Date.now() / 3_600_000);
    const text = [hour, ...[...marks.values()].flatMap((each) => textOf(each))].join();
    if (text === this.#marked) return;
    await this.#groups.note(this.#group, marks);
    this.#marked = text;
  }

  #topicOf(type: string): PublishedTopic {
    const contract = this.#options.contracts.get(type);
    const topic = contract && this.#topics.get((this.#options.prefix ?? "") + contract.topic);
    // The relay takes what is declared and nothing else.
    if (topic === undefined) throw new Error(`no contract says which topic ${type} goes to`);
    return topic;
  }
}

/** Up to there all topics have everything. */
function lowest(places: Map<number, number>, partition: number, position: number): void {
  places.set(partition, Math.min(position, places.get(partition) ?? position));
}

function textOf(marks: ReadonlyMap<number, NotedOffset>): string[] {
  return [...marks].map(([partition, { offset, note: text }]) => `${partition} ${offset} ${text}`);
}
