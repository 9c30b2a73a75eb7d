import type { Meta, Recorded } from "../concepts/contract.ts";
import type { Row, View } from "../concepts/view.ts";

/** A state as it was written down at some version, so that a stream need not be read from its first event. */
export interface Snapshot {
  readonly version: number;
  readonly state: unknown;
}

/** When the store will name a stream as due; may be earlier than its state asks, never later. */
export interface Timer {
  /** Milliseconds since 1970. */
  readonly due: number;
  /** Counts the writes of this timer, from 1. */
  readonly revision: number;
}

/** A stream as the store has it: its newest snapshot, if it has one, the events after it, and its timer. */
export interface StoredStream {
  readonly snapshot: Snapshot | undefined;
  readonly events: readonly HomeEvent[];
  readonly timer: Timer | undefined;
}

/** What an event's home stream is folded from. */
export type HomeEvent = Pick<
  EventToAppend,
  "version" | "type" | "schemaVersion" | "data" | "time"
> & { readonly tenant: string };

export interface EventToAppend {
  readonly stream: string;
  readonly version: number;
  readonly partition: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: unknown;
  readonly meta: Meta;
  readonly time: number;
  readonly touches: readonly string[];
}

export interface SnapshotWrite extends Snapshot {
  readonly stream: string;
  /** Version of the snapshot that it replaces; 0: there must be none. */
  readonly replaces: number;
}

/** A timer as this process knows it; it fails the commit when another process has written it since. */
export interface TimerRef {
  readonly stream: string;
  /** 0: there must be none. */
  readonly revision: number;
}

export interface TimerWrite {
  readonly stream: string;
  readonly tenant: string;
  readonly due: number;
  /** Revision of the timer that it replaces; 0: there must be none. */
  readonly replaces: number;
}

export interface DueStream {
  readonly stream: string;
  readonly tenant: string;
}

/** A consumer's lease of one partition of a channel, and how far it has read it. */
export interface Position {
  readonly consumer: string;
  /** What the bus reads as one: the log of a service, or a topic. */
  readonly channel: string;
  readonly partition: number;
  /** In the log of the service whose events the channel carries. */
  readonly position: number;
  /** Counts the leases of this partition; a write under an earlier one is refused. */
  readonly epoch: number;
  /**
   * Of a channel that is a whole log: topics of it that were read further than `position`, while a bus
   * brought it by topic, and how far. Absent when there are none.
   */
  readonly ahead?: ReadonlyMap<string, number>;
}

export interface PositionMove extends Position {
  readonly to: number;
}

/** What a process says of its part of a consumer, for the people who look on. */
export interface MemberReport {
  /** What waits, by channel: messages, and seconds since the oldest was recorded. */
  readonly lag: readonly {
    readonly channel: string;
    readonly messages: number;
    readonly seconds: number;
  }[];
  readonly parkedKeys: number;
  /** Messages handled since it started, and how many of them failed. */
  readonly handled: number;
  readonly failed: number;
  /** It takes nothing for a while, because most of its messages fail. */
  readonly isPaused: boolean;
}

/** A live process that shares a consumer's partitions with others. Times in milliseconds since 1970. */
export interface Member {
  readonly owner: string;
  readonly joinedAt: number;
  /** When it last said that it is alive. */
  readonly beatAt: number;
  /** Undefined from a release that says nothing. */
  readonly report: MemberReport | undefined;
}

/** A person's word that a consumer is to take nothing until somebody resumes it. */
export interface ConsumerPause {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Name of the key of who paused it, and its tenant. */
  readonly by: string;
  readonly tenant: string;
  readonly reason: string;
}

export interface ConsumerGroup {
  /** In the order in which they joined. */
  readonly members: readonly Member[];
  readonly pause: ConsumerPause | undefined;
}

/** A message taken off its partition: waiting for a retry, behind another of its key, or for a person. */
export interface ParkedMessage {
  /** Messages of a key are handled in the order of these numbers. */
  readonly id: number;
  readonly consumer: string;
  readonly key: string;
  /** Names the parked message together with the consumer, by its source and position. */
  readonly message: Recorded;
  /** `dropped`: a person gave it up; its consumer lets it go unhandled. */
  readonly status: "retry" | "queued" | "dead" | "dropped";
  readonly attempts: number;
  readonly nextAt: number;
  readonly code: string;
  readonly error: string;
  readonly parkedAt: number;
}

/** One attempt that failed, as those who look after the message see it. */
export interface Attempt {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** From 1; counted anew when a person has it tried again. */
  readonly number: number;
  readonly code: string;
  readonly error: string;
  /** Where it was thrown, of an error that nobody expected; else empty. */
  readonly stack: readonly string[];
}

export type Park = Omit<ParkedMessage, "id" | "parkedAt"> & {
  /** Whose operators see it; empty: everybody's, since the message names nobody. */
  readonly tenant: string;
  /** The attempt that has just failed; absent when none has. */
  readonly attempt?: Attempt;
};

/** Outcome of a further attempt that failed. */
export type Repark = Park;

/** A parked message that has been handled. */
export type Unpark = Pick<ParkedMessage, "consumer" | "message">;

/** The first answer to a request with an idempotency key; from status 400 on a refusal. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StoredAnswer {
  readonly fingerprint: string;
  readonly answer: Answer;
}

/** Everything that one batch changes. All of it is durable when `commit` returns, or none of it ever is. */
export interface Commit {
  readonly events: readonly EventToAppend[];
  readonly snapshots: readonly SnapshotWrite[];
  readonly timers: readonly TimerWrite[];
  /** Timers of streams that want no waking any more. */
  readonly stops: readonly TimerRef[];
  /** Timers that stay, because they are early enough for what is appended. */
  readonly kept: readonly TimerRef[];
  /** Streams of which the timer is written without an event: they must still be at this version. */
  readonly quiet: readonly { readonly stream: string; readonly version: number }[];
  readonly positions: readonly PositionMove[];
  readonly parks: readonly Park[];
  readonly reparks: readonly Repark[];
  /** Handled parked messages; the next of their key becomes due. */
  readonly unparks: readonly Unpark[];
  /** Key: `tenant` and the client's key. */
  readonly answers: readonly { readonly key: string; readonly stored: StoredAnswer }[];
  /** Values that only one stream may ever have. */
  readonly claims: readonly { readonly claim: string; readonly stream: string }[];
  /** Claims given up by their holders. */
  readonly releases: readonly string[];
  readonly rows: readonly ViewWrite[];
  readonly now: number;
}

export interface ViewWrite {
  readonly view: View;
  readonly upserts: readonly Row[];
  readonly deletes: readonly Row[];
}

/**
 * A service's database. Errors: `StaleWrite` when another process was faster, `Fenced` when a
 * lease has moved on, `Retryable` when the database is away (after a commit: the outcome is then
 * unknown, and streams and positions must be loaded anew), `Terminal` when it refuses the data.
 */
export interface Store {
  load(streams: readonly string[]): Promise<ReadonlyMap<string, StoredStream>>;
  /** Stored answers by key, and who holds which claims. */
  lookup(
    answers: readonly string[],
    claims: readonly string[],
  ): Promise<{ answers: ReadonlyMap<string, StoredAnswer>; claims: ReadonlyMap<string, string> }>;
  /** @returns position of the first event; the others follow it without a gap */
  commit(commit: Commit): Promise<number>;
  /** Streams that are due at `now`, oldest first. */
  dueStreams(now: number, limit: number): Promise<readonly DueStream[]>;

  /**
   * Says that `owner` shares these consumers with others for `ttlMs` more, and keeps its leases.
   * @returns of each consumer its live members, and whether a person has paused it
   */
  beat(request: {
    readonly owner: string;
    readonly consumers: ReadonlyMap<string, MemberReport>;
    readonly ttlMs: number;
  }): Promise<ReadonlyMap<string, ConsumerGroup>>;
  /**
   * Has a consumer take nothing, in whatever process, from its next beat on and over restarts. One that
   * is paused stays as it is. @returns the pause that is in force
   */
  pause(consumer: string, pause: ConsumerPause): Promise<ConsumerPause>;
  /** Ends a pause; nothing happens when there is none. */
  resume(consumer: string): Promise<void>;
  /**
   * Leases those of the partitions that are free, one's own, or of a process that has lapsed; with
   * `steal` anyone's, and all others cease to be members. A partition counts when all its channels
   * could be leased. An owner keeps its leases as long as it is a member.
   *
   * The same log may have been read by another bus, as a whole where it is now read by topic or the other way
   * round. That counts: a topic begins where the log was read to, a log says which topics are `ahead`. A
   * partition that a member still reads in the other way is not free.
   */
  acquire(request: {
    readonly consumer: string;
    readonly channels: readonly string[];
    readonly partitions: readonly number[];
    readonly owner: string;
    readonly steal: boolean;
  }): Promise<readonly Position[]>;
  /** Gives partitions of a consumer back to whoever wants them. */
  release(request: {
    readonly consumer: string;
    readonly partitions: readonly number[];
    readonly owner: string;
  }): Promise<void>;
  /** Gives everything back and is no member any more. */
  leave(owner: string): Promise<void>;

  /** Keys with parked messages in these partitions, and how many each has. */
  parkedKeys(consumer: string, partitions: readonly number[]): Promise<ReadonlyMap<string, number>>;
  /** The messages in these partitions that are due: the first of each key, at most. */
  dueParked(request: {
    readonly consumer: string;
    readonly partitions: readonly number[];
    readonly now: number;
    readonly limit: number;
  }): Promise<readonly ParkedMessage[]>;
}
