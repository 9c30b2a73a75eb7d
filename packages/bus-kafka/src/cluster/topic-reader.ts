import { errorMessage } from "@waybill/kit";
import { Assignment } from "./assignment.ts";
import type { FetchedRecords } from "./assignment.ts";
import type { KafkaConnection } from "./connection.ts";
import type { PartitionAnswer } from "./fetch-client.ts";
import { Fetches, type Reading } from "./fetches.ts";
import { kafkaError, OffsetOutOfRange } from "./kafka-errors.ts";

export interface TopicReaderOptions {
  readonly topic: string;
  /**
   * A partition is not fetched while this much of it waits to be taken; 1 MiB by default. A fetch may
   * bring about as much again, and at least one batch: with this writer, 768 KiB or one record.
   */
  readonly bufferBytes?: number;
  /** Shared by the readers of other topics, and closed by whoever made it; one of its own unless told. */
  readonly fetches?: Fetches;
  /** A broker that is away, a leader that moved: the reader goes on trying, and tells it here. */
  readonly onTrouble?: (message: string) => void;
}

const defaultBufferBytes = 1024 * 1024;
const firstRetryMs = 50;
const longestRetryMs = 1000;

/**
 * Reads given partitions of a topic from given offsets on; no group takes part. What comes is buffered within limits. It endures changes of
 * leaders and brokers that are away, for as long as it takes.
 */
export class TopicReader {
  readonly #connection: KafkaConnection;
  readonly #topic: string;
  readonly #onTrouble: (message: string) => void;
  readonly #fetches: Fetches;
  readonly #ownFetches: Fetches | undefined;
  readonly #reading: Reading;
  readonly #assigned = new Map<number, Assignment>();
  #ready: { readonly of: Assignment; readonly what: FetchedRecords | Error }[] = [];
  #waiter: (() => void) | undefined;
  #failures = 0;
  #closed = false;

  constructor(connection: KafkaConnection, options: TopicReaderOptions) {
    this.#connection = connection;
    this.#topic = options.topic;
    this.#onTrouble = options.onTrouble ?? ((): void => undefined);
    this.#fetches = options.fetches ?? new Fetches(connection);
    this.#ownFetches = options.fetches === undefined ? this.#fetches : undefined;
    this.#reading = {
      topic: options.topic,
      assigned: this.#assigned,
      bufferBytes: options.bufferBytes ?? defaultBufferBytes,
      take: (answer, assignment) => this.#take(answer, assignment),
      troubled: (error, assignments) => this.#troubled(error, assignments),
    };
    this.#fetches.add(this.#reading);
  }

  /** Reads the partition from this offset on; what was buffered of it is forgotten. */
  assign(partition: number, offset: bigint): void {
    this.unassign(partition);
    this.#assigned.set(partition, new Assignment(partition, offset));
    this.#fetches.schedule();
  }

  unassign(partition: number): void {
    const assignment = this.#assigned.get(partition);
    if (assignment === undefined) return;
    this.#assigned.delete(partition);
    this.#ready = this.#ready.filter(({ of }) => of !== assignment);
  }

  /** Whether the partition is assigned: it is not any more when it was refused. */
  reads(partition: number): boolean {
    return this.#assigned.has(partition);
  }

  /** Of the last answer; undefined before the first. */
  highWatermark(partition: number): bigint | undefined {
    return this.#assigned.get(partition)?.highWatermark;
  }

  /** Bytes that are fetched and not yet taken. */
  get bufferedBytes(): number {
    return this.#assigned.values().reduce((sum, { bufferedBytes }) => sum + bufferedBytes, 0);
  }

  /**
   * The next records of any partition, waiting for them; undefined when the reader was closed. Throws
   * `OffsetOutOfRange`, or what a broker refuses for good (`kafka-not-authorized`,
   * `kafka-login-refused`); the partition it was for is no longer assigned then, the others are.
   */
  async next(): Promise<FetchedRecords | undefined> {
    for (;;) {
      const first = this.#ready.shift();
      if (first !== undefined) {
        if (first.what instanceof Error) throw first.what;
        first.of.bufferedBytes -= first.what.bytes;
        this.#fetches.schedule();
        return first.what;
      }
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => {
        this.#waiter = resolve;
      });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#fetches.remove(this.#reading);
    this.#ready = [];
    this.#wake();
    await this.#ownFetches?.close();
  }

  get #needs(): string {
    return `Read on topic ${this.#topic}`;
  }

  #take(answer: PartitionAnswer, assignment: Assignment): void {
    if (this.#closed || this.#assigned.get(answer.partition) !== assignment) return;
    if (!assignment.isAnsweredBy(answer)) return;
    if (answer.error !== undefined) {
      this.#refused(assignment, answer.error);
      return;
    }
    this.#failures = 0;
    assignment.highWatermark = answer.highWatermark;
    assignment.fetchOffset = answer.next;
    if (answer.records.length === 0) return;
    assignment.bufferedBytes += answer.bytes;
    assignment.expansion = Math.max(1, answer.bytes / answer.packedBytes);
    this.#ready.push({ of: assignment, what: answer });
    this.#wake();
  }

  #refused(assignment: Assignment, error: Error): void {
    const doing = {
      connection: this.#connection,
      what: `reading topic ${this.#topic}, partition ${assignment.partition}`,
      needs: this.#needs,
    };
    if (error instanceof OffsetOutOfRange) this.#give(assignment, error);
    else {
      const known = kafkaError(error, doing);
      if (known.retryable) this.#troubled(error, [assignment]);
      else this.#give(assignment, known);
    }
  }

  #give(assignment: Assignment, error: Error): void {
    this.#assigned.delete(assignment.partition);
    this.#ready.push({ of: assignment, what: error });
    this.#wake();
  }

  /** Asks again after a pause that grows, by metadata that are asked for anew. */
  #troubled(error: unknown, assignments: readonly Assignment[]): void {
    if (this.#closed) return;
    const known = kafkaError(error, {
      connection: this.#connection,
      what: `reading topic ${this.#topic}`,
      needs: this.#needs,
    });
    if (!known.retryable) {
      for (const each of assignments)
        if (this.#assigned.get(each.partition) === each) this.#give(each, known);
      return;
    }
    this.#fetches.client.forgetLeaders();
    this.#failures += 1;
    const pauseMs = Math.min(firstRetryMs * 2 ** Math.min(this.#failures, 10), longestRetryMs);
    for (const each of assignments) each.notBefore = performance.now() + pauseMs;
    this.#onTrouble(errorMessage(known));
    setTimeout(() => this.#fetches.schedule(), pauseMs + 1).unref();
  }

  #wake(): void {
    this.#waiter?.();
    this.#waiter = undefined;
  }
}
