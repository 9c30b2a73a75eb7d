import type { ConsumerGroup, ConsumerPause, Member, MemberReport } from "@waybill/kit";

/** Of no pause everything is null. */
export interface PauseRow {
  readonly since: number | null;
  readonly tenant: string | null;
  readonly paused_by: string | null;
  readonly reason: string | null;
}

export interface MemberRow extends PauseRow {
  readonly consumer: string;
  readonly owner: string;
  readonly joined_at: number;
  readonly beat_at: number;
  readonly report: MemberReport | null;
}

/** @param rows of each consumer in the order in which its members joined */
export function groupsOf(
  consumers: Iterable<string>,
  rows: readonly MemberRow[],
): ReadonlyMap<string, ConsumerGroup> {
  const byConsumer = Map.groupBy(rows, ({ consumer }) => consumer);
  return new Map(
    [...consumers].map((consumer) => {
      const mine = byConsumer.get(consumer) ?? [];
      const pause = mine[0] === undefined ? undefined : pauseOf(mine[0]);
      return [consumer, { members: mine.map(memberOf), pause }];
    }),
  );
}

export function pauseOf({ since, tenant, paused_by, reason }: PauseRow): ConsumerPause | undefined {
  if (since === null) return undefined;
  return {
    since: Math.round(since),
    by: paused_by ?? "",
    tenant: tenant ?? "",
    reason: reason ?? "",
  };
}

function memberOf({ owner, joined_at, beat_at, report }: MemberRow): Member {
  return {
    owner,
    joinedAt: Math.round(joined_at),
    beatAt: Math.round(beat_at),
    report: report ?? undefined,
  };
}
