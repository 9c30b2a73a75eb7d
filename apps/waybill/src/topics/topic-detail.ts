import {
  TopicLookup,
  type KafkaConnection,
  type PartitionDescription,
  type TopicAdmin,
} from "@waybill/bus-kafka";
import { listed, type Declared, type ListedTopic } from "./topic-list.ts";

export interface DescribedPartition extends PartitionDescription {
  readonly partition: number;
  /** The first offset that is there, and the one that the next record will have; null without a leader. */
  readonly earliest: number | null;
  readonly latest: number | null;
}

export interface DescribedTopic extends Omit<ListedTopic, "partitions"> {
  /** Of the events in it, as the contracts have them. */
  readonly types: readonly string[];
  readonly partitions: readonly DescribedPartition[];
  /** All that are in force, defaults of the brokers too. */
  readonly configs: Readonly<Record<string, string>>;
}

interface Cluster {
  readonly admin: TopicAdmin;
  readonly connection: KafkaConnection;
  readonly declared: Declared;
}

/** Rejects with `kafka-topic-unknown`. */
export async function describeTopic(
  { admin, connection, declared }: Cluster,
  name: string,
): Promise<DescribedTopic> {
  const description = await admin.describe(name);
  const lookup = new TopicLookup(connection, name);
  try {
    const partitions = await Promise.all(
      description.partitions.map(async (each, partition) => {
        const range = each.leader < 0 ? undefined : await lookup.range(partition);
        return {
          partition,
          ...each,
          earliest: range === undefined ? null : Number(range.earliest),
          latest: range === undefined ? null : Number(range.latest),
        };
      }),
    );
    return {
      ...listed(name, description, declared),
      types: declared.topics.find((each) => each.name === name)?.types ?? [],
      partitions,
      configs: Object.fromEntries(description.configs),
    };
  } finally {
    await lookup.close();
  }
}
