import type { Meta, Recorded } from "../concepts/contract.ts";
import type { Row, View } from "../concepts/view.ts";

/** A stream's newest state. */
export interface StoredStream {
  readonly version: number;
  readonly state: unknown;
  /** When the store will name it as due; may be earlier than the state asks, never later. */
  readonly due: number | undefined;
}

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

export interface StreamWrite {
  readonly stream: string;
  /** Empty when only the due time is written. */
  readonly tenant: string;
  /** Version that the stream must have now; 0: must not exist. */
  readonly from: number;
  readonly to: number;
  readonly state: unknown;
  readonly due: number | undefined;
}

export interface DueStream {
  readonly stream: string;
  readonly tenant: string;
}

/** A consumer's lease of one partition of a source, and how far it has read it. */
export interface Position {
  readonly consumer: string;
  readonly source: string;
  readonly partition: number;
  readonly position: number;
  /** Counts the leases of this partition; a write under an earlier one is refused. */
  readonly epoch: number;
}

export interface PositionMove extends Position {
  readonly to: number;
}

/** A message taken off its partition: waiting for a retry, behind another of its key, or for a person. */
export interface ParkedMessage {
  /** Messages of a key are handled in the order of these numbers. */
  readonly id: number;
  readonly consumer: string;
  readonly key: string;
  /** Names the parked message together with the consumer, by its source and position. */
  readonly message: Recorded;
  readonly status: "retry" | "queued" | "dead";
  readonly attempts: number;
  readonly nextAt: number;
  readonly code: string;
  readonly error: string;
  readonly parkedAt: number;
}

export type Park = Omit<ParkedMessage, "id" | "parkedAt">;

/** Outcome of a further attempt that failed. */
export type Repark = Park;

/** A parked message that has been handled. */
export type Unpark = Pick<ParkedMessage, "consumer" | "message">;

/** The first answer to a request with an idempotency key. */
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
  readonly streams: readonly StreamWrite[];
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

  /** Leases the partitions that are free, or lapsed, or, with `steal`, anyone's. */
  acquire(request: {
    readonly consumer: string;
    readonly sources: readonly string[];
    readonly partitions: readonly number[];
    readonly owner: string;
    readonly ttlMs: number;
    readonly steal: boolean;
  }): Promise<readonly Position[]>;
  /** Keeps the owner's leases. @returns how many it still has */
  renew(owner: string, ttlMs: number): Promise<number>;
  release(owner: string): Promise<void>;

  /** Keys with parked messages of a consumer, and how many each has. */
  parkedKeys(consumer: string): Promise<ReadonlyMap<string, number>>;
  /** The messages of the consumer that are due for a retry: the first of each key. */
  dueParked(consumer: string, now: number, limit: number): Promise<readonly ParkedMessage[]>;
}
