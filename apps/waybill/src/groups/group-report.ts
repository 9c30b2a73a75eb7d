import { rowSlot, sourceOf, type RowType } from "@waybill/kit";
import type { ConsumerRow, LiveMember, SpanCount } from "@waybill/postgres";
import type { GroupKind } from "./heard.ts";

export interface GroupPartition {
  readonly channel: string;
  readonly partition: number;
  /** In the log of the service whose events the channel carries. */
  readonly position: number;
  /** Where that log ends. */
  readonly head: number;
  /** Messages that are not read yet; null of a group that this release does not know. */
  readonly messages: number | null;
  /** Since the oldest of them was recorded; 0 when there are none. */
  readonly seconds: number;
  readonly owner: string | null;
}

/** A consumer of a service: how far it is, and who shares its partitions now. */
export interface Group {
  readonly group: string;
  readonly service: string;
  readonly kind: GroupKind | "unknown";
  readonly state: "active" | "empty";
  /** Why a person has paused it. */
  readonly paused: string | null;
  /** Parked messages are no lag: they wait for a retry or a person. */
  readonly messages: number | null;
  readonly seconds: number;
  readonly parkedKeys: number;
  readonly members: readonly {
    readonly owner: string;
    readonly joinedAt: string;
    readonly leaseUntil: string;
    readonly partitions: readonly number[];
  }[];
  readonly partitions: readonly GroupPartition[];
}

export interface GroupParts {
  readonly group: string;
  readonly service: string;
  readonly kind: GroupKind | undefined;
  readonly rows: readonly ConsumerRow[];
  readonly members: readonly LiveMember[];
  readonly paused: string | undefined;
  readonly parkedKeys: number;
  readonly heads: ReadonlyMap<string, number>;
  /** What is not read yet. */
  readonly waiting: readonly (RowType & SpanCount)[];
  readonly now: number;
}

export function groupOf(parts: GroupParts): Group {
  const { group, service, kind, rows, members, paused, parkedKeys } = parts;
  const partitions = rows.filter(({ current }) => current).map((row) => partitionOf(row, parts));
  return {
    group,
    service,
    kind: kind ?? "unknown",
    state: members.length > 0 ? "active" : "empty",
    paused: paused ?? null,
    messages:
      kind === undefined ? null : partitions.reduce((sum, each) => sum + (each.messages ?? 0), 0),
    seconds: Math.max(0, ...partitions.map(({ seconds }) => seconds)),
    parkedKeys,
    members: members.map(({ owner, joinedAt, leaseUntil }) => ({
      owner,
      joinedAt: new Date(joinedAt).toISOString(),
      leaseUntil: new Date(leaseUntil).toISOString(),
      partitions: [
        ...new Set(rows.filter((row) => row.owner === owner).map(({ partition }) => partition)),
      ],
    })),
    partitions,
  };
}

function partitionOf(
  row: ConsumerRow,
  { kind, heads, waiting, members, now }: GroupParts,
): GroupPartition {
  const { channel, partition, position } = row;
  const own = waiting.filter((each) => rowSlot(each.row) === rowSlot(row));
  const oldest = Math.min(now, ...own.map((each) => each.oldest ?? now));
  return {
    channel,
    partition,
    position,
    head: heads.get(sourceOf(channel)) ?? 0,
    messages: kind === undefined ? null : own.reduce((sum, { events }) => sum + events, 0),
    seconds: (now - oldest) / 1_000,
    // A process that was killed still has its name there.
    owner: members.some(({ owner }) => owner === row.owner) ? row.owner : null,
  };
}
