import { partitionCount } from "@waybill/kit";
import { grouped, textTable, type Column } from "../text-table.ts";
import { retentionText } from "./retention.ts";
import type { Altered } from "./topic-desk.ts";
import type { DescribedPartition, DescribedTopic } from "./topic-detail.ts";
import type { ListedTopic } from "./topic-list.ts";
import type { TopicDifference } from "./wanted-topic.ts";

const stateWords: Readonly<Record<ListedTopic["state"], string>> = {
  ok: "as declared",
  differs: "differs",
  missing: "missing",
  foreign: "of nobody here",
};

const columns: readonly Column<ListedTopic>[] = [
  { title: "TOPIC", cell: ({ name }) => name },
  { title: "PARTITIONS", cell: ({ partitions }) => shown(partitions), right: true },
  { title: "REPLICAS", cell: ({ replicationFactor }) => shown(replicationFactor), right: true },
  { title: "MIN IN SYNC", cell: (each) => shown(each.minInSyncReplicas), right: true },
  {
    title: "RETENTION",
    cell: ({ retentionMs }) => (retentionMs === null ? "-" : retentionText(retentionMs)),
    right: true,
  },
  { title: "WRITTEN BY", cell: ({ sources }) => sources.join(", ") || "-" },
  { title: "STATE", cell: stateText },
];

export function topicsText(topics: readonly ListedTopic[]): string {
  if (topics.length === 0) return "no topics\n";
  const missing = topics.filter(({ state }) => state === "missing").length;
  const hint = missing === 0 ? "" : `\n${missing} missing: \`waybill topics create\` makes them\n`;
  return `${textTable(columns, topics)}${hint}`;
}

function stateText({ state, underReplicated }: ListedTopic): string {
  const lacking = underReplicated === 0 ? "" : `, ${underReplicated} without all replicas in sync`;
  return `${stateWords[state]}${lacking}`;
}

const partitionColumns: readonly Column<DescribedPartition>[] = [
  { title: "PARTITION", cell: ({ partition }) => String(partition), right: true },
  { title: "LEADER", cell: ({ leader }) => (leader < 0 ? "none" : String(leader)), right: true },
  { title: "REPLICAS", cell: ({ replicas }) => replicas.join(",") },
  { title: "IN SYNC", cell: ({ inSync }) => inSync.join(",") },
  { title: "FIRST OFFSET", cell: ({ earliest }) => shownOffset(earliest), right: true },
  { title: "NEXT OFFSET", cell: ({ latest }) => shownOffset(latest), right: true },
  {
    title: "RECORDS",
    cell: ({ earliest, latest }) =>
      earliest === null || latest === null ? "?" : grouped(latest - earliest),
    right: true,
  },
];

const shownConfigs = ["cleanup.policy", "max.message.bytes", "compression.type", "segment.bytes"];

export function topicText(topic: DescribedTopic): string {
  const { name, retentionMs, minInSyncReplicas, sources, types, configs, differences } = topic;
  const lines = [
    `${name}: ${stateText({ ...topic, partitions: topic.partitions.length })}`,
    ...(sources.length === 0 ? [] : [`written by ${sources.join(", ")}: ${types.join(", ")}`]),
    `retention ${retentionMs === null ? "-" : retentionText(retentionMs)}, ${minInSyncReplicas} in sync at least`,
    shownConfigs.map((key) => `${key} ${configs[key] ?? "?"}`).join(", "),
    ...differences.map(differenceText),
    "",
  ];
  return `${lines.join("\n")}\n${textTable(partitionColumns, topic.partitions)}`;
}

function differenceText({ setting, has, declared }: TopicDifference): string {
  return `  ${setting} is ${has}, declared is ${declared}`;
}

export function alteredText({ topic, changed, left }: Altered, isDeclared: boolean): string {
  if (changed.length === 0 && left.length === 0) return `${topic} is like that already\n`;
  const grown = changed.find(({ setting }) => setting === "partitions");
  const empty = isDeclared && Number(grown?.to ?? 0) > partitionCount;
  const lines = [
    ...changed.map(
      ({ setting, from, to }) => `${topic}: ${setting} ${from} → ${to ?? "the brokers' default"}`,
    ),
    ...left.map((each) => `${differenceText(each)}; that cannot be changed`),
    ...(empty
      ? [`events go into the first ${partitionCount}, as in the logs; the others stay empty`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

function shown(count: number): string {
  return count === 0 ? "-" : String(count);
}

function shownOffset(offset: number | null): string {
  return offset === null ? "?" : String(offset);
}
