import { sourceOf, topicChannel, type Contract } from "@waybill/kit";
import type { ConsumerRow } from "@waybill/postgres";

/** One type of events that a row of positions stands for, and how far it was read. */
export interface RowType {
  readonly row: ConsumerRow;
  readonly type: string;
  readonly readTo: number;
}

/**
 * What the current rows of a consumer stand for. A whole log may have topics that were read further while a
 * broker brought them: that counts.
 * @param rows of one consumer, those of another bus too
 */
export function rowTypes(
  rows: readonly ConsumerRow[],
  contracts: readonly Contract[],
): readonly RowType[] {
  const left = new Map(rows.filter(({ current }) => !current).map((row) => [slot(row), row]));
  return rows
    .filter(({ current }) => current)
    .flatMap((row) =>
      contracts
        .filter((contract) => isBroughtBy(row.channel, contract))
        .map((contract) => {
          const topic = left.get(slot({ ...row, channel: topicChannel(contract) }));
          const isWhole = row.channel === contract.source;
          const readTo = Math.max(row.position, isWhole ? (topic?.position ?? 0) : 0);
          return { row, type: contract.type, readTo };
        }),
    );
}

function isBroughtBy(channel: string, contract: Contract): boolean {
  return channel === contract.source || channel === topicChannel(contract);
}

export function slot({ channel, partition }: Pick<ConsumerRow, "channel" | "partition">): string {
  return `${channel} ${partition}`;
}

/** The logs that rows are of. */
export function sourcesOf(rows: readonly ConsumerRow[]): readonly string[] {
  return [...new Set(rows.map(({ channel }) => sourceOf(channel)))].sort();
}
