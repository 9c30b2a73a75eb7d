import type { KafkaRecord as RawRecord } from "@platformatic/kafka";

/** What is written: keys and values are bytes, names of headers are text. */
export interface OutgoingRecord {
  readonly key: Buffer | undefined;
  readonly value: Buffer;
  readonly headers: ReadonlyMap<string, Buffer>;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** What is read. A foreign producer may leave out the key and even the value. */
export interface IncomingRecord {
  readonly offset: bigint;
  readonly timestamp: number;
  readonly key: Buffer | undefined;
  readonly value: Buffer | undefined;
  readonly headers: ReadonlyMap<string, Buffer>;
}

/** For limits: bytes before compression, with what Kafka's own format adds to a record at most. */
export function bytesOf(record: OutgoingRecord): number {
  let bytes = 32 + record.value.length + (record.key?.length ?? 0);
  for (const [name, value] of record.headers) bytes += 10 + name.length + value.length;
  return bytes;
}

interface RawBatch {
  readonly firstOffset: bigint;
  readonly firstTimestamp: bigint;
  readonly attributes: number;
  readonly records: readonly RawRecord[];
}

const controlBit = 1 << 5;

/**
 * Records from `from` on: a broker sends whole batches, so the first may begin earlier. Markers of
 * transactions are left out, but `next` is past them.
 */
export function recordsFrom(
  batches: readonly RawBatch[],
  from: bigint,
): { readonly records: readonly IncomingRecord[]; readonly next: bigint } {
  const records: IncomingRecord[] = [];
  let next = from;
  for (const batch of batches) {
    for (const raw of batch.records) {
      const offset = batch.firstOffset + BigInt(raw.offsetDelta);
      if (offset < next) continue;
      next = offset + 1n;
      if ((batch.attributes & controlBit) === 0) records.push(incoming(batch, raw, offset));
    }
  }
  return { records, next };
}

function incoming(batch: RawBatch, raw: RawRecord, offset: bigint): IncomingRecord {
  const headers = new Map<string, Buffer>();
  for (const [name, value] of raw.headers)
    if (name !== null && value !== null) headers.set(name.toString(), value);
  return {
    offset,
    timestamp: Number(batch.firstTimestamp + raw.timestampDelta),
    key: raw.key ?? undefined,
    value: raw.value ?? undefined,
    headers,
  };
}
