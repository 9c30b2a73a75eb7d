import { Consumer, FetchIsolationLevels } from "@platformatic/kafka";
import type { FetchedRecords } from "./assignment.ts";
import { switchingOptions } from "./client-options.ts";
import type { KafkaConnection } from "./connection.ts";
import { OffsetOutOfRange } from "./kafka-errors.ts";
import { NewestLeaders, type Leader } from "./newest-leaders.ts";
import { recordsFrom } from "./record.ts";

export interface PartitionRequest {
  readonly partition: number;
  readonly fetchOffset: bigint;
  /** Of batches as they are stored, packed. One that is larger comes nevertheless, alone. */
  readonly maxBytes: number;
}

export interface PartitionAnswer extends FetchedRecords {
  /** What was asked for. */
  readonly from: bigint;
  /** Where to go on. */
  readonly next: bigint;
  /** Of its batches as they came, packed. */
  readonly packedBytes: number;
  /** Instead of records. */
  readonly error: Error | undefined;
}

type FetchResponse = Awaited<ReturnType<Consumer["fetch"]>>;
type FetchResponsePartition = FetchResponse["responses"][number]["partitions"][number];

const offsetOutOfRange = 1;

/**
 * Single fetches from the partitions of one topic, without the library's stream, which hides the
 * high watermark and goes to another offset by itself when one is out of range.
 */
export class FetchClient {
  readonly #topic: string;
  readonly #consumer: Consumer;
  readonly #askAnother: () => void;
  readonly #newest = new NewestLeaders();

  constructor(connection: KafkaConnection, topic: string) {
    this.#topic = topic;
    // The group's name is asked for and never used; each failure is for the caller to judge.
    const { options, askAnother } = switchingOptions(connection, 0);
    this.#askAnother = askAnother;
    this.#consumer = new Consumer({ ...options, groupId: "none" });
    this.#consumer.topics.track(topic);
  }

  /** Partition to the id of the broker that leads it; -1 where there is none now. */
  async leaders(): Promise<ReadonlyMap<number, number>> {
    const { id, partitions } = await this.#metadata();
    return this.#newest.learn(id, partitions);
  }

  /** The next `leaders` asks the cluster, by another broker. */
  forgetLeaders(): void {
    this.#askAnother();
    this.#consumer.clearMetadata();
  }

  /**
   * Asks one broker. A partition without news is not in the answer; one that the broker refuses is
   * there with the error, and the others with their records.
   */
  async fetch(
    leader: number,
    requests: readonly PartitionRequest[],
    waitMs: number,
  ): Promise<readonly PartitionAnswer[]> {
    const { id } = await this.#metadata();
    const response = await this.#send({
      node: leader,
      maxWaitTime: waitMs,
      minBytes: 1,
      maxBytes: requests.reduce((sum, each) => sum + each.maxBytes, 0),
      isolationLevel: FetchIsolationLevels.READ_UNCOMMITTED,
      topics: requests.map(({ partition, fetchOffset, maxBytes }) => ({
        topicId: id,
        partitions: [
          {
            partition,
            fetchOffset,
            currentLeaderEpoch: this.#newest.epochOf(partition),
            lastFetchedEpoch: -1,
            partitionMaxBytes: maxBytes,
          },
        ],
      })),
    });
    const asked = new Map(requests.map((each) => [each.partition, each.fetchOffset]));
    return response.answer.responses.flatMap(({ partitions }) =>
      partitions.flatMap((each) => {
        const from = asked.get(each.partitionIndex);
        return from === undefined ? [] : [this.#partitionAnswer(each, from, response.error)];
      }),
    );
  }

  async close(): Promise<void> {
    await this.#consumer.close(true);
  }

  async #metadata(): Promise<{
    readonly id: string;
    readonly partitions: readonly Leader[];
  }> {
    const { topics } = await this.#consumer.metadata({ topics: [this.#topic] });
    const topic = topics.get(this.#topic);
    if (topic === undefined) throw new Error(`Unknown topic ${this.#topic}.`);
    return topic;
  }

  /** The library throws when one partition of many fails, and hangs the whole answer on the error. */
  async #send(
    options: Parameters<Consumer["fetch"]>[0],
  ): Promise<{ readonly answer: FetchResponse; readonly error: unknown }> {
    try {
      return { answer: await this.#consumer.fetch(options), error: undefined };
    } catch (error) {
      const { response: answer } = error as { response?: FetchResponse };
      if (answer === undefined || answer.errorCode !== 0) throw error;
      return { answer, error };
    }
  }

  #partitionAnswer(raw: FetchResponsePartition, from: bigint, error: unknown): PartitionAnswer {
    const { partitionIndex: partition, errorCode, highWatermark } = raw;
    const asked = { partition, from, highWatermark };
    const nothing = { ...asked, next: from, records: [], bytes: 0, packedBytes: 0 };
    if (errorCode === offsetOutOfRange)
      return { ...nothing, error: new OffsetOutOfRange(this.#topic, partition, from) };
    if (errorCode !== 0) return { ...nothing, error: errorOf(error, errorCode) };
    const { records, next } = recordsFrom(raw.records ?? [], from);
    const bytes = records.reduce(
      (sum, { value, key }) => sum + 64 + (value?.length ?? 0) + (key?.length ?? 0),
      0,
    );
    const packedBytes = (raw.records ?? []).reduce((sum, { length }) => sum + length, 0);
    return { ...nothing, records, next, bytes, packedBytes, error: undefined };
  }
}

/** The one of this partition, of those that the library has put together. */
function errorOf(error: unknown, code: number): Error {
  const all = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  const own = all.find((each) => (each as { apiCode?: unknown }).apiCode === code);
  return own instanceof Error ? own : new Error(`error ${code}`);
}
