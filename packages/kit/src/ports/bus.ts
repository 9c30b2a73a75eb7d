import type { Contract, Recorded } from "../concepts/contract.ts";

/** Positions in a source's log by partition: how far each has been read. */
export type Places = ReadonlyMap<number, number>;

/** What a feed gave, and how far it has looked. */
export interface Taken {
  readonly messages: readonly Recorded[];
  /** Everything of this partition up to this position was looked at. */
  readonly scannedTo: (partition: number) => number;
  /**
   * What a stranger has written into the channel, and so has no place in the log: each under a source of its own, in
   * a form that can be parked (`strayRecord`). A consumer lists them as dead letters and goes on.
   */
  readonly strays?: readonly Recorded[];
}

/**
 * Messages of one channel on their way to one consumer: in the order of their source's log as far as
 * they are of one partition.
 */
export interface Feed {
  /** Service whose events these are. */
  readonly source: string;
  /** Takes up to `max` waiting messages. */
  take(max: number): Taken;
  /** Goes back (or forward) to just after these positions; other partitions are not wanted any more. */
  seek(places: Places): void;
  /** The consumer has written down that it is done up to here: for a broker that is told of it. */
  moved?(partition: number, position: number): void;
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

/**
 * Brings the logs of services to their consumers: at least once, in order per key within a channel. A
 * channel is what is read as one: the whole log of a service, or one topic of a broker.
 */
export interface Bus {
  /** The channel that carries events of this kind. */
  channelOf(event: Pick<Contract, "source" | "type">): string;
  subscribe(request: {
    readonly consumer: string;
    readonly channel: string;
    /** Types of interest; the others are passed over. */
    readonly types: ReadonlySet<string>;
    /** Partitions of interest, and the positions after which to begin. */
    readonly after: Places;
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

/** Names the channel of a topic. Several services may write into one, each with positions of its own. */
export function topicChannel({ source, topic }: Pick<Contract, "source" | "topic">): string {
  return `${source}/${topic}`;
}

/** The service whose events a channel carries: one that is a whole log has its name. */
export function sourceOf(channel: string): string {
  const slash = channel.indexOf("/");
  return slash === -1 ? channel : channel.slice(0, slash);
}
