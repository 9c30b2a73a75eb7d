import type { IncomingRecord } from "./record.ts";

/** Records of one partition as one answer of a broker brought them. */
export interface FetchedRecords {
  readonly partition: number;
  readonly records: readonly IncomingRecord[];
  /** First offset that is not replicated yet: what is behind it is the lag. */
  readonly highWatermark: bigint;
  /** Keys and values, unpacked. */
  readonly bytes: number;
}

/** What a reader knows of one partition that it reads. */
export class Assignment {
  readonly partition: number;
  /** Where the next fetch begins. */
  fetchOffset: bigint;
  highWatermark: bigint | undefined;
  /** Fetched, not yet handed out. */
  bufferedBytes = 0;
  /** Bytes of records for one byte on the wire: what a fetch brings is limited before it is unpacked. */
  expansion = 8;
  /** Not asked for again before this time of `performance.now()`: a broker refused. */
  notBefore = 0;

  constructor(partition: number, offset: bigint) {
    this.partition = partition;
    this.fetchOffset = offset;
  }

  /**
   * Whether this is about where the reader is now. A broker that hung is asked no more, but what it was
   * asked before it may still answer, when others have long brought what comes behind it.
   */
  isAnsweredBy({ from }: { readonly from: bigint }): boolean {
    return from === this.fetchOffset;
  }
}
