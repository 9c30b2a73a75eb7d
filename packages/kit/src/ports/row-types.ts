import type { Contract } from "../concepts/contract.ts";
import { topicChannel } from "./bus.ts";

/** How far a consumer has read one partition of a channel. */
export interface PositionRow {
  readonly channel: string;
  readonly partition: number;
  readonly position: number;
  /** False: left by another bus, which read the log as a whole where it is read by topic, or the other way round. */
  readonly current: boolean;
}

/** One type of events that a row of positions stands for, and how far it was read. */
export interface RowType<Row extends PositionRow = PositionRow> {
  readonly row: Row;
  readonly type: string;
  readonly readTo: number;
}

/**
 * What the current rows of a consumer stand for. A whole log may have topics that were read further while a
 * broker brought them: that counts.
 * @param rows of one consumer, those of another bus too
 * @param contracts what the consumer takes
 */
export function rowTypes<Row extends PositionRow>(
  rows: readonly Row[],
  contracts: readonly Contract[],
): readonly RowType<Row>[] {
  const left = new Map(rows.filter(({ current }) => !current).map((row) => [rowSlot(row), row]));
  return rows
    .filter(({ current }) => current)
    .flatMap((row) =>
      contracts
        .filter((contract) => isBroughtBy(row.channel, contract))
        .map((contract) => {
          const topic = left.get(rowSlot({ ...row, channel: topicChannel(contract) }));
          const isWhole = row.channel === contract.source;
          const readTo = Math.max(row.position, isWhole ? (topic?.position ?? 0) : 0);
          return { row, type: contract.type, readTo };
        }),
    );
}

function isBroughtBy(channel: string, contract: Contract): boolean {
  return channel === contract.source || channel === topicChannel(contract);
}

export function rowSlot({
  channel,
  partition,
}: Pick<PositionRow, "channel" | "partition">): string {
  return `${channel} ${partition}`;
}
