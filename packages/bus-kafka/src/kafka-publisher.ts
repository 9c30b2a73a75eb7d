import {
  cloudEventType,
  encodeCloudEvent,
  keyOf,
  type Contract,
  type Published,
  type PublishedEnds,
  type Publisher,
  type Recorded,
} from "@waybill/kit";
import type { KafkaConnection } from "./cluster/connection.ts";
import type { OutgoingRecord } from "./cluster/record.ts";
import { TopicWriter, type Acks, type Compression } from "./cluster/topic-writer.ts";
import { newestOf } from "./newest-events.ts";

export interface KafkaPublisherOptions {
  readonly connection: KafkaConnection;
  /** The events that are published, by type. */
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly compression?: Compression;
  /** For measurements: the log relies on all replicas. */
  readonly acks?: Acks;
  /** Begins the names of all topics, so that several installations can share a cluster. */
  readonly prefix?: string;
}

const headers: ReadonlyMap<string, Buffer> = new Map([
  ["content-type", Buffer.from(cloudEventType)],
]);

/** Writes events to the topics of their contracts: each into the partition that its key has in the log. */
export class KafkaPublisher implements Publisher, PublishedEnds {
  readonly #options: KafkaPublisherOptions;
  readonly #writers = new Map<string, TopicWriter>();

  constructor(options: KafkaPublisherOptions) {
    this.#options = options;
  }

  async publish(events: readonly Recorded[]): Promise<void> {
    const byTopic = Map.groupBy(events, ({ type }) => this.#topicOf(type));
    const appends: Promise<unknown>[] = [];
    for (const [topic, ofTopic] of byTopic) {
      const writer = this.#writer(topic);
      for (const [partition, records] of Map.groupBy(ofTopic, (event) => event.partition))
        appends.push(append(writer, partition, records.map(recordOf)));
    }
    // All are waited for: what is still under way must not be sent again beside itself.
    const results = await Promise.allSettled(appends);
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  async newest(): Promise<readonly Published[]> {
    const { connection, contracts, prefix = "" } = this.#options;
    const found: Published[] = [];
    for (const [topic, [contract]] of Map.groupBy(contracts.values(), (each) => each.topic)) {
      if (contract === undefined) continue;
      const { source } = contract;
      found.push(...(await newestOf(connection, { topic: prefix + topic, source })));
    }
    return found;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }

  #topicOf(type: string): string {
    const contract = this.#options.contracts.get(type);
    // The relay takes what is declared and nothing else.
    if (contract === undefined) throw new Error(`no contract says which topic ${type} goes to`);
    return (this.#options.prefix ?? "") + contract.topic;
  }

  #writer(topic: string): TopicWriter {
    const { connection, compression, acks } = this.#options;
    const known = this.#writers.get(topic);
    if (known !== undefined) return known;
    const made = new TopicWriter(connection, {
      topic,
      ...(compression === undefined ? {} : { compression }),
      ...(acks === undefined ? {} : { acks }),
    });
    this.#writers.set(topic, made);
    return made;
  }
}

async function append(
  writer: TopicWriter,
  partition: number,
  records: readonly OutgoingRecord[],
): Promise<void> {
  try {
    await writer.append(partition, records);
  } catch (error) {
    writer.reopen(partition);
    throw error;
  }
}

function recordOf(event: Recorded): OutgoingRecord {
  return {
    key: Buffer.from(keyOf(event.stream)),
    value: Buffer.from(encodeCloudEvent(event)),
    headers,
    timestamp: event.time,
  };
}
