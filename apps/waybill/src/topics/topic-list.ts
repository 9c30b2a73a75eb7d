import { errorCode } from "@waybill/kit";
import type { KafkaConnection, TopicAdmin, TopicDescription } from "@waybill/bus-kafka";
import type { DeclaredTopic } from "./declared-topics.ts";
import type { TopicSettings } from "./topic-settings.ts";
import { differencesOf, wantedTopic, type TopicDifference } from "./wanted-topic.ts";

/** What is declared, and how much of it this cluster can have. */
export interface Declared {
  readonly topics: readonly DeclaredTopic[];
  readonly settings: TopicSettings;
  readonly brokers: number;
}

export interface ListedTopic {
  readonly name: string;
  /** `missing`: declared and not there. `foreign`: there, and no contract names it. */
  readonly state: "ok" | "differs" | "missing" | "foreign";
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Partitions that have fewer replicas in sync than replicas. */
  readonly underReplicated: number;
  /** -1: for ever; null: not there. */
  readonly retentionMs: number | null;
  readonly minInSyncReplicas: number;
  /** Services that write into it. */
  readonly sources: readonly string[];
  readonly differences: readonly TopicDifference[];
}

/** More than enough: asking for what is gone takes longer than it takes to go. */
const listings = 3;

/** How many brokers the cluster has: those that are starting are named, at least. */
export async function clusterSize(
  admin: TopicAdmin,
  { brokers }: KafkaConnection,
): Promise<{ readonly alive: number; readonly size: number }> {
  const alive = (await admin.brokers()).length;
  return { alive, size: Math.max(alive, brokers.length) };
}

/** All topics that are there or should be, by name. */
export async function listTopics(
  admin: TopicAdmin,
  declared: Declared,
): Promise<readonly ListedTopic[]> {
  const described = await describeThere(admin);
  const names = new Set([...described.keys(), ...declared.topics.map(({ name }) => name)]);
  return [...names].sort().map((name) => listed(name, described.get(name), declared));
}

/** One that is deleted right after it was listed is none any more. */
async function describeThere(admin: TopicAdmin): Promise<ReadonlyMap<string, TopicDescription>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await admin.describeAll(await admin.list());
    } catch (error) {
      if (errorCode(error) !== "kafka-topic-unknown" || attempt === listings) throw error;
    }
  }
}

export function listed(
  name: string,
  description: TopicDescription | undefined,
  { topics, settings, brokers }: Declared,
): ListedTopic {
  const own = topics.find((each) => each.name === name);
  const wanted = wantedTopic(name, settings.shapeOf(name), brokers);
  const differences =
    own === undefined || description === undefined ? [] : differencesOf(description, wanted);
  const partitions = description?.partitions ?? [];
  const { replicas } = partitions[0] ?? { replicas: [] };
  const setting = (key: string): string | undefined => description?.configs.get(key);
  return {
    name,
    state: stateOf({ own, description, differences }),
    partitions: partitions.length,
    replicationFactor: replicas.length,
    underReplicated: partitions.filter((each) => each.inSync.length < each.replicas.length).length,
    retentionMs: description === undefined ? null : Number(setting("retention.ms")),
    minInSyncReplicas: Number(setting("min.insync.replicas") ?? 0),
    sources: own?.sources ?? [],
    differences,
  };
}

function stateOf(of: {
  readonly own: DeclaredTopic | undefined;
  readonly description: TopicDescription | undefined;
  readonly differences: readonly TopicDifference[];
}): ListedTopic["state"] {
  if (of.description === undefined) return "missing";
  if (of.own === undefined) return "foreign";
  return of.differences.length === 0 ? "ok" : "differs";
}
