import { grouped, textTable, type Column } from "../text-table.ts";
import type { Group, GroupPartition } from "./group-report.ts";

const columns: readonly Column<Group>[] = [
  { title: "GROUP", cell: ({ group }) => group },
  { title: "TAKES", cell: ({ kind }) => kind },
  { title: "STATE", cell: stateText },
  { title: "MEMBERS", cell: ({ members }) => String(members.length), right: true },
  { title: "LAG", cell: ({ messages }) => countText(messages), right: true },
  { title: "OLDEST", cell: ({ seconds }) => secondsText(seconds), right: true },
  { title: "PARKED KEYS", cell: ({ parkedKeys }) => grouped(parkedKeys), right: true },
];

export function groupsText(groups: readonly Group[]): string {
  return groups.length === 0 ? "no groups: nothing has run yet\n" : textTable(columns, groups);
}

const partitionColumns: readonly Column<GroupPartition>[] = [
  { title: "CHANNEL", cell: ({ channel }) => channel },
  { title: "PARTITION", cell: ({ partition }) => String(partition), right: true },
  { title: "POSITION", cell: ({ position }) => String(position), right: true },
  { title: "LOG ENDS", cell: ({ head }) => String(head), right: true },
  { title: "LAG", cell: ({ messages }) => countText(messages), right: true },
  { title: "OLDEST", cell: ({ seconds }) => secondsText(seconds), right: true },
  { title: "MEMBER", cell: ({ owner }) => owner ?? "-" },
];

export function groupText(group: Group): string {
  const { members, parkedKeys, messages, seconds, partitions } = group;
  const lag = messages === null ? "" : `, ${countText(messages)} behind (${secondsText(seconds)})`;
  const lines = [
    `${group.group}, ${group.kind} of ${group.service}: ${stateText(group)}${lag}, ${grouped(parkedKeys)} keys parked`,
    ...members.map(
      (each) =>
        `  member ${each.owner} since ${each.joinedAt}, partitions ${each.partitions.join(", ") || "none"}`,
    ),
    "",
  ];
  return `${lines.join("\n")}\n${textTable(partitionColumns, partitions)}`;
}

function stateText({ state, paused }: Pick<Group, "state" | "paused">): string {
  return paused === null ? state : `${state}, paused: ${paused}`;
}

export function countText(count: number | null): string {
  return count === null ? "?" : grouped(count);
}

function secondsText(seconds: number): string {
  return seconds === 0 ? "-" : `${seconds.toFixed(1)} s`;
}
