import type { Recorded } from "../concepts/contract.ts";

/** Messages of one source on their way to one consumer, in the order of the source's log. */
export interface Feed {
  readonly source: string;
  /** Takes up to `max` waiting messages. `scannedTo`: everything up to there was looked at. */
  take(max: number): { readonly messages: readonly Recorded[]; readonly scannedTo: number };
  /** Goes back (or forward) to just after a position. */
  seek(position: number): void;
  /** Messages of interest that wait. */
  readonly waiting: number;
  /** Positions of the source that nobody has looked at yet, of interest or not. */
  readonly unread: number;
  /** Newest position of the source that is known. */
  readonly head: number;
  /** Time of the oldest message that waits, in milliseconds since 1970. */
  readonly oldest: number | undefined;
  close(): void;
}

/** Brings the logs of services to their consumers: at least once, in order per key within a source. */
export interface Bus {
  subscribe(request: {
    readonly consumer: string;
    readonly source: string;
    /** Types of interest; the others are passed over. */
    readonly types: ReadonlySet<string>;
    /** Position after which to begin. */
    readonly after: number;
    /** Called whenever there is something to take. */
    readonly ready: () => void;
  }): Feed;
  /** A service of this process has committed these events; those who wait get them at once. */
  committed(source: string, events: readonly Recorded[]): void;
  close(): Promise<void>;
}

/** Number of partitions of every log; part of the stored data, so it must not change. */
export const partitionCount = 4;

/** Partition of a key: FNV-1a over its UTF-16 units, so that every process agrees. */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash ^= key.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % partitionCount;
}
