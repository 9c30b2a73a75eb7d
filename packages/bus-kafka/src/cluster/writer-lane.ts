import { Retryable } from "@waybill/kit";
import { TailLost } from "./kafka-errors.ts";
import { bytesOf } from "./record.ts";
import type { OutgoingRecord } from "./record.ts";

export interface Appended {
  readonly firstOffset: bigint;
  readonly lastOffset: bigint;
}

/** Sends one batch and returns the offset of its first record. */
export type Send = (records: readonly OutgoingRecord[]) => Promise<bigint>;

interface Append {
  readonly records: readonly OutgoingRecord[];
  /** How many of them are in a batch by now. */
  sent: number;
  firstOffset: bigint | undefined;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Below the broker's limit, 1 MiB, which is for the compressed batch; a larger record goes alone. */
const batchBytes = 768 * 1024;
const batchRecords = 10_000;

/** The records for one partition, in order: one batch under way, the others wait. */
export class WriterLane {
  readonly #name: string;
  readonly #send: Send;
  #waiting: Append[] = [];
  #busy = false;
  #failure: unknown;
  /** The offset behind what was acknowledged. */
  #end = 0n;

  constructor(name: string, send: Send) {
    this.#name = name;
    this.#send = send;
  }

  async append(records: readonly OutgoingRecord[]): Promise<Appended> {
    if (records.length === 0) throw new RangeError("an append needs a record");
    if (this.#failure !== undefined) throw this.#broken();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, sent: 0, firstOffset: undefined, resolve, reject });
      if (!this.#busy) void this.#run();
    });
  }

  /** What is there by now ends at this offset: whatever lands before it says that something was lost. */
  expect(end: bigint): void {
    this.#end = end;
  }

  reopen(): void {
    this.#failure = undefined;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      // Appends of the same turn of the event loop go together.
      await Promise.resolve();
      const batch = this.#nextBatch();
      try {
        const landedAt = await this.#send(batch.records);
        if (landedAt < this.#end) throw new TailLost(this.#name, { end: this.#end, landedAt });
        this.#end = landedAt + BigInt(batch.records.length);
        this.#settle(batch.appends, landedAt);
      } catch (error) {
        this.#fail(error);
      }
    }
    this.#busy = false;
  }

  #nextBatch(): { readonly records: readonly OutgoingRecord[]; readonly appends: readonly Part[] } {
    const records: OutgoingRecord[] = [];
    const appends: Part[] = [];
    let bytes = 0;
    for (const append of this.#waiting) {
      const from = records.length;
      while (append.sent < append.records.length) {
        const record = append.records[append.sent];
        if (record === undefined) break;
        const size = bytesOf(record);
        const full = bytes + size > batchBytes || records.length >= batchRecords;
        if (full && records.length > 0) break;
        records.push(record);
        bytes += size;
        append.sent += 1;
      }
      if (records.length > from) appends.push({ append, from, to: records.length });
      if (append.sent < append.records.length) break;
    }
    return { records, appends };
  }

  #settle(parts: readonly Part[], offset: bigint): void {
    for (const { append, from, to } of parts) {
      append.firstOffset ??= offset + BigInt(from);
      if (append.sent < append.records.length) continue;
      this.#waiting.shift();
      append.resolve({ firstOffset: append.firstOffset, lastOffset: offset + BigInt(to - 1) });
    }
  }

  /** Those that waited behind it fail as well: were they written, what failed would come after them. */
  #fail(error: unknown): void {
    this.#failure = error;
    const [failed, ...behind] = this.#waiting;
    this.#waiting = [];
    failed?.reject(error);
    for (const append of behind) append.reject(this.#broken());
  }

  #broken(): Retryable {
    return new Retryable(
      "kafka-writer-broken",
      `${this.#name}: an earlier append failed, so nothing later is written before it is repeated`,
      { cause: this.#failure },
    );
  }
}

/** The records of an append that are in one batch: from (inclusive) and to (exclusive) are places in it. */
interface Part {
  readonly append: Append;
  readonly from: number;
  readonly to: number;
}
