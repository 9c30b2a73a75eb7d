import { sourceOf, type RowType } from "@waybill/kit";
import type { ConsumerRow, PositionReset } from "@waybill/postgres";

/** A partition that a reset moves. */
export interface PlannedMove {
  readonly channel: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** Messages of one type that a move has handled again, or passes over. */
export interface MovedSpan {
  readonly source: string;
  readonly partition: number;
  readonly type: string;
  readonly after: number;
  readonly upTo: number;
  readonly isBack: boolean;
  readonly move: PlannedMove;
}

export interface Moves {
  /** What the group reads by now. */
  readonly moves: readonly PlannedMove[];
  /** These, and what another bus left behind: it would bring the old positions back. */
  readonly resets: readonly PositionReset[];
  readonly spans: readonly MovedSpan[];
}

/**
 * What moving a group means for its rows.
 * @param targets by log; rows of other logs stay
 */
export function planMoves(
  rows: readonly ConsumerRow[],
  types: readonly RowType[],
  targets: ReadonlyMap<string, number>,
): Moves {
  const resetsOf = (some: readonly ConsumerRow[]): readonly PositionReset[] =>
    some.flatMap(({ channel, partition, position: from }) => {
      const to = targets.get(sourceOf(channel));
      return to === undefined || to === from ? [] : [{ channel, partition, from, to }];
    });
  const spans: MovedSpan[] = [];
  for (const { row, type, readTo } of types) {
    const { channel, partition, position: from } = row;
    const source = sourceOf(channel);
    const to = targets.get(source);
    if (to === undefined || to === readTo) continue;
    spans.push({
      source,
      partition,
      type,
      after: Math.min(readTo, to),
      upTo: Math.max(readTo, to),
      isBack: to < readTo,
      move: { channel, partition, from, to },
    });
  }
  return {
    moves: resetsOf(rows.filter(({ current }) => current)),
    resets: resetsOf(rows),
    spans,
  };
}
