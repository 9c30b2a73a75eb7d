import { Consumer, FetchIsolationLevels } from "@platformatic/kafka";
import type { FetchedRecords } from "./assignment.ts";
import { switchingOptions } from "./client-options.ts";
import type { KafkaConnection } from "./connection.ts";
import { errorOf, OffsetOutOfRange } from "./kafka-errors.ts";
import { recordsFrom } from "./record.ts";
import { TopicLeaders, type Leaders } from "./topic-leaders.ts";

export interface PartitionRequest {
  readonly topic: string;
  readonly partition: number;
  readonly fetchOffset: bigint;
  /** Of batches as they are stored, packed. One that is larger comes nevertheless, alone. */
  readonly maxBytes: number;
}

export interface PartitionAnswer extends FetchedRecords {
  readonly topic: string;
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
 * Single fetches from partitions of any topics, one connection to each broker, without the library's stream, which hides the
 * high watermark and goes to another offset by itself when one is out of range.
 */
export class FetchClient {
  readonly #consumer: Consumer;
  readonly #leaders: TopicLeaders;

  constructor(connection: KafkaConnection) {
    // The group's name is asked for and never used; each failure is for the caller to judge.
    const { options, askAnother } = switchingOptions(connection, 0);
    this.#consumer = new Consumer({ ...options, groupId: "none" });
    this.#leaders = new TopicLeaders(this.#consumer, askAnother);
  }

  /** Partition to the id of the broker that leads it; -1 where there is none now. */
  async leaders(topic: string): Promise<Leaders> {
    return this.#leaders.of(topic);
  }

  /** The same of several; of one that is not there, or that no broker answers for, the reason. */
  async leadersOf(topics: readonly string[]): Promise<ReadonlyMap<string, Leaders | Error>> {
    const found = await this.#leaders.ofAll(topics);
    for (const [topic, leaders] of found) {
      // The library asks for all of these before a fetch: one that is missing would keep the others from coming.
      if (leaders instanceof Error) this.#consumer.topics.untrack(topic);
      else if (!this.#consumer.topics.has(topic)) this.#consumer.topics.track(topic);
    }
    return found;
  }

  /** The next `leaders` asks the cluster, by another broker. */
  forgetLeaders(): void {
    this.#leaders.forget();
  }

  /**
   * Asks one broker. A partition without news is not in the answer; one that the broker refuses is
   * there with the error, and the others with their records.
   */
  async fetch(
    leader: number,
    requests: readonly PartitionRequest[],
    { waitMs, mostBytes }: { readonly waitMs: number; readonly mostBytes: number },
  ): Promise<readonly PartitionAnswer[]> {
    const topics = [...new Set(requests.map(({ topic }) => topic))];
    const ids = new Map(
      await Promise.all(
        topics.map(async (topic) => [topic, await this.#leaders.idOf(topic)] as const),
      ),
    );
    const response = await this.#send({
      node: leader,
      maxWaitTime: waitMs,
      minBytes: 1,
      maxBytes: Math.min(
        mostBytes,
        requests.reduce((sum, each) => sum + each.maxBytes, 0),
      ),
      isolationLevel: FetchIsolationLevels.READ_UNCOMMITTED,
      topics: topics.map((topic) => ({
        topicId: ids.get(topic) ?? "",
        partitions: requests
          .filter((each) => each.topic === topic)
          .map(({ partition, fetchOffset, maxBytes }) => ({
            partition,
            fetchOffset,
            currentLeaderEpoch: this.#leaders.epochOf(topic, partition),
            lastFetchedEpoch: -1,
            partitionMaxBytes: maxBytes,
          })),
      })),
    });
    const topicById = new Map([...ids].map(([topic, id]) => [id, topic]));
    return response.answer.responses.flatMap(({ topicId, partitions }) => {
      const topic = topicById.get(topicId);
      return partitions.flatMap((raw) => {
        const asked = requests.find(
          (each) => each.topic === topic && each.partition === raw.partitionIndex,
        );
        return asked === undefined ? [] : [answerOf(raw, asked, response.error)];
      });
    });
  }

  async close(): Promise<void> {
    await this.#consumer.close(true);
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
}

function answerOf(
  raw: FetchResponsePartition,
  { topic, fetchOffset: from }: PartitionRequest,
  error: unknown,
): PartitionAnswer {
  const { partitionIndex: partition, errorCode, highWatermark } = raw;
  const asked = { topic, partition, from, highWatermark };
  const nothing = { ...asked, next: from, records: [], bytes: 0, packedBytes: 0 };
  if (errorCode === offsetOutOfRange)
    return { ...nothing, error: new OffsetOutOfRange(topic, partition, from) };
  if (errorCode !== 0) return { ...nothing, error: errorOf(error, errorCode) };
  const { records, next } = recordsFrom(raw.records ?? [], from);
  const bytes = records.reduce(
    (sum, { value, key }) => sum + 64 + (value?.length ?? 0) + (key?.length ?? 0),
    0,
  );
  const packedBytes = (raw.records ?? []).reduce((sum, { length }) => sum + length, 0);
  return { ...nothing, records, next, bytes, packedBytes, error: undefined };
}
