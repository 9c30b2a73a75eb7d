import { errorMessage } from "@waybill/kit";
import { Assignment } from "./assignment.ts";
import type { FetchedRecords } from "./assignment.ts";
import type { KafkaConnection } from "./connection.ts";
import { FetchClient } from "./fetch-client.ts";
import type { PartitionAnswer } from "./fetch-client.ts";
import { kafkaError, OffsetOutOfRange } from "./kafka-errors.ts";

export interface TopicReaderOptions {
  readonly topic: string;
  /**
   * A partition is not fetched while this much of it waits to be taken; 1 MiB by default. A fetch may
   * bring about as much again, and at least one batch: with this writer, 768 KiB or one record.
   */
  readonly bufferBytes?: number;
  /** A broker that is away, a leader that moved: the reader goes on trying, and tells it here. */
  readonly onTrouble?: (message: string) => void;
}

const defaultBufferBytes = 1024 * 1024;
/** How long a broker may wait for the first record. */
const waitMs = 500;
/** While a partition of the same broker waits for room: it should not wait for a quiet one. */
const shortWaitMs = 25;
const firstRetryMs = 50;
const longestRetryMs = 1000;

/**
 * Reads given partitions of a topic from given offsets on; no group takes part. One fetch at a time
 * for each broker that leads some of them; what comes is buffered within limits. It endures changes of
 * leaders and brokers that are away, for as long as it takes.
 */
export class TopicReader {
  readonly #connection: KafkaConnection;
  readonly #topic: string;
  readonly #bufferBytes: number;
  readonly #onTrouble: (message: string) => void;
  readonly #client: FetchClient;
  readonly #assigned = new Map<number, Assignment>();
  readonly #fetching = new Set<number>();
  #ready: { readonly of: Assignment; readonly what: FetchedRecords | Error }[] = [];
  #waiter: (() => void) | undefined;
  #scheduled: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(connection: KafkaConnection, options: TopicReaderOptions) {
    this.#connection = connection;
    this.#topic = options.topic;
    this.#bufferBytes = options.bufferBytes ?? defaultBufferBytes;
    this.#onTrouble = options.onTrouble ?? ((): void => undefined);
    this.#client = new FetchClient(connection, options.topic);
  }

  /** Reads the partition from this offset on; what was buffered of it is forgotten. */
  assign(partition: number, offset: bigint): void {
    this.unassign(partition);
    this.#assigned.set(partition, new Assignment(partition, offset));
    this.#schedule(0);
  }

  unassign(partition: number): void {
    const assignment = this.#assigned.get(partition);
    if (assignment === undefined) return;
    this.#assigned.delete(partition);
    this.#ready = this.#ready.filter(({ of }) => of !== assignment);
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
        this.#schedule(0);
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
    clearTimeout(this.#scheduled);
    this.#ready = [];
    this.#wake();
    await this.#client.close();
  }

  #schedule(afterMs: number): void {
    if (this.#closed) return;
    clearTimeout(this.#scheduled);
    this.#scheduled = setTimeout(() => void this.#fetchAll(), afterMs);
  }

  /** One fetch to each broker that has none under way and leads a partition with room. */
  async #fetchAll(): Promise<void> {
    if (this.#closed || this.#assigned.size === 0) return;
    let leaders: ReadonlyMap<number, number>;
    try {
      leaders = await this.#client.leaders();
    } catch (error) {
      this.#troubled(error, [...this.#assigned.values()]);
      return;
    }
    const byLeader = Map.groupBy(
      this.#assigned.values(),
      ({ partition }) => leaders.get(partition) ?? -1,
    );
    for (const [leader, led] of byLeader) {
      if (leader < 0) this.#troubled(new Error("a partition has no leader now"), led);
      else if (!this.#fetching.has(leader)) void this.#fetch(leader, led);
    }
  }

  async #fetch(leader: number, led: readonly Assignment[]): Promise<void> {
    const now = performance.now();
    const wanted = led.filter(
      (each) => each.bufferedBytes < this.#bufferBytes && each.notBefore <= now,
    );
    if (wanted.length === 0) return;
    this.#fetching.add(leader);
    try {
      const requests = wanted.map(({ partition, fetchOffset, expansion }) => ({
        partition,
        fetchOffset,
        maxBytes: Math.ceil(this.#bufferBytes / expansion),
      }));
      const wait = wanted.length < led.length ? shortWaitMs : waitMs;
      const answers = await this.#client.fetch(leader, requests, wait);
      if (this.#closed) return;
      for (const answer of answers) this.#take(answer, wanted);
      this.#schedule(0);
    } catch (error) {
      this.#troubled(error, wanted);
    } finally {
      this.#fetching.delete(leader);
    }
  }

  #take(answer: PartitionAnswer, wanted: readonly Assignment[]): void {
    const assignment = wanted.find(({ partition }) => partition === answer.partition);
    if (assignment === undefined || this.#assigned.get(answer.partition) !== assignment) return;
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
    });
    if (!known.retryable) {
      for (const each of assignments)
        if (this.#assigned.get(each.partition) === each) this.#give(each, known);
      return;
    }
    this.#client.forgetLeaders();
    this.#failures += 1;
    const pauseMs = Math.min(firstRetryMs * 2 ** Math.min(this.#failures, 10), longestRetryMs);
    for (const each of assignments) each.notBefore = performance.now() + pauseMs;
    this.#onTrouble(errorMessage(known));
    setTimeout(() => this.#schedule(0), pauseMs + 1).unref();
  }

  #wake(): void {
    this.#waiter?.();
    this.#waiter = undefined;
  }
}
