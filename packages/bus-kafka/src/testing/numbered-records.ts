import type { IncomingRecord, OutgoingRecord } from "../cluster/record.ts";

/** Records that carry a number, so that a gap, a repetition and a change of order can be seen. */
export function numberedRecords(from: number, count: number, bytes = 100): OutgoingRecord[] {
  const filling = Buffer.alloc(bytes, "waybill ");
  return Array.from({ length: count }, (_, index) => ({
    key: Buffer.from(`key-${(from + index) % 10}`),
    value: filling,
    headers: new Map([["number", Buffer.from(String(from + index))]]),
    timestamp: 1_700_000_000_000 + from + index,
  }));
}

export function numberOf(record: IncomingRecord): number {
  return Number(record.headers.get("number")?.toString());
}
