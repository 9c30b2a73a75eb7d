import type { TopicAdmin, TopicDescription } from "@waybill/bus-kafka";
import { Terminal, partitionCount } from "@waybill/kit";
import type { TopicDifference, WantedTopic } from "./wanted-topic.ts";

/** What an operator asks of a topic that is there. */
export interface TopicChange {
  readonly partitions?: number | undefined;
  /** By Kafka's own names; null goes back to the brokers' default. */
  readonly configs: Readonly<Record<string, string | null>>;
}

export interface ChangedSetting {
  readonly setting: string;
  readonly from: string;
  /** Null: the brokers' default. */
  readonly to: string | null;
}

/**
 * Changes what is asked for and not so yet. Partitions first, since they may be refused.
 * @returns what was changed. Rejects with `kafka-partitions-shrink`, `topic-unwritable` or
 * `kafka-request-invalid`
 */
export async function alterTopic(
  admin: TopicAdmin,
  { name, partitions: now, configs }: TopicDescription,
  change: TopicChange,
): Promise<readonly ChangedSetting[]> {
  const { partitions = now.length } = change;
  const inSync = Number(change.configs["min.insync.replicas"] ?? 0);
  assertWritable(name, inSync, now[0]?.replicas.length ?? 0);
  const changed: ChangedSetting[] = [];
  if (partitions !== now.length) {
    await admin.growTo(name, partitions);
    changed.push({ setting: "partitions", from: String(now.length), to: String(partitions) });
  }
  const others = Object.entries(change.configs).filter(([key, to]) => configs.get(key) !== to);
  if (others.length > 0) {
    await admin.configure(
      name,
      Object.fromEntries(others.map(([key, to]) => [key, to ?? undefined])),
    );
  }
  for (const [setting, to] of others) {
    changed.push({ setting, from: configs.get(setting) ?? "", to });
  }
  return changed;
}

/**
 * What makes a topic as it is declared, as far as it can be changed at all.
 * @returns with it what cannot be: fewer partitions, another number of replicas
 */
export function asDeclared(
  { partitions, configs }: TopicDescription,
  wanted: WantedTopic,
  differences: readonly TopicDifference[],
): { readonly change: TopicChange; readonly left: readonly TopicDifference[] } {
  const grows = wanted.partitions > partitions.length;
  const entries = Object.entries(wanted.configs).filter(([key, to]) => configs.get(key) !== to);
  return {
    change: {
      ...(grows ? { partitions: wanted.partitions } : {}),
      configs: Object.fromEntries(entries),
    },
    left: differences.filter(
      ({ setting }) => setting === "replication factor" || (setting === "partitions" && !grows),
    ),
  };
}

/** @throws {Terminal} `topic-unwritable` when no record could ever have as many replicas as it has to */
export function assertWritable(name: string, inSync: number, replicas: number): void {
  if (inSync <= replicas) return;
  throw new Terminal(
    "topic-unwritable",
    `topic ${name} has ${replicas} replicas, and ${inSync} of them were to be in sync before a record counts: nothing could ever be written`,
  );
}

/** @throws {Terminal} `topic-partitions-few` when a topic of the contracts could not take what the logs have */
export function assertEnoughPartitions(name: string, partitions: number): void {
  if (partitions >= partitionCount) return;
  throw new Terminal(
    "topic-partitions-few",
    `topic ${name} is one of the contracts: it takes at least ${partitionCount} partitions, as many as the logs have, and not ${partitions}`,
  );
}
