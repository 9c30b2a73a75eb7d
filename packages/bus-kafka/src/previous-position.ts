import type { IncomingRecord } from "./cluster/record.ts";

/**
 * Each record names the position of the one that its service had written before it into the same partition. So a
 * reader knows when something is missing in between, however it came to be: Kafka has lost it, or has let
 * it go as too old.
 */
const previousHeader = "waybill-previous";

export function previousHeaderOf(position: number): readonly [string, Buffer] {
  return [previousHeader, Buffer.from(String(position))];
}

/** 0 for the first, and for a record that does not say. */
export function previousOf({ headers }: Pick<IncomingRecord, "headers">): number {
  const position = Number(headers.get(previousHeader)?.toString());
  return Number.isSafeInteger(position) && position > 0 ? position : 0;
}
