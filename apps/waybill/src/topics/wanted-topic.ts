import type { TopicDescription } from "@waybill/bus-kafka";
import { retentionText } from "./retention.ts";
import type { TopicShape } from "./topic-settings.ts";

/** A topic in Kafka's own words. */
export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs: Readonly<Record<string, string>>;
}

/** One thing that is otherwise than declared, in the words of operators. */
export interface TopicDifference {
  readonly setting: string;
  readonly has: string;
  readonly declared: string;
}

const replicated = { brokers: 3, replicas: 3, inSync: 2 };

/** @param brokers how many the cluster has: with fewer than three, nothing is replicated unless told */
export function wantedTopic(name: string, shape: TopicShape, brokers: number): WantedTopic {
  const can = brokers >= replicated.brokers ? replicated.replicas : 1;
  const replicationFactor = shape.replicationFactor ?? can;
  const inSync = shape.minInSyncReplicas ?? Math.min(replicationFactor, replicated.inSync);
  return {
    name,
    partitions: shape.partitions,
    replicationFactor,
    configs: {
      ...shape.configs,
      "retention.ms": String(shape.retentionMs),
      "min.insync.replicas": String(inSync),
    },
  };
}

/** What a topic has otherwise than it is declared. Reassigned replicas differ for a while: the most count. */
export function differencesOf(
  { partitions, configs }: TopicDescription,
  wanted: WantedTopic,
): readonly TopicDifference[] {
  const replicas = Math.max(0, ...partitions.map((each) => each.replicas.length));
  const all: readonly (readonly [string, string, string])[] = [
    ["partitions", String(partitions.length), String(wanted.partitions)],
    ["replication factor", String(replicas), String(wanted.replicationFactor)],
    ...Object.entries(wanted.configs).map(
      ([name, declared]) => [name, configs.get(name) ?? "", declared] as const,
    ),
  ];
  return all
    .filter(([, has, declared]) => has !== declared)
    .map(([setting, has, declared]) =>
      setting === "retention.ms"
        ? {
            setting: "retention",
            has: retentionText(Number(has)),
            declared: retentionText(Number(declared)),
          }
        : { setting, has, declared },
    );
}
