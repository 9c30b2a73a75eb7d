import { NumericMap, ProduceAcks, Producer, produceV9 } from "@platformatic/kafka";
import type { CompressionAlgorithmValue } from "@platformatic/kafka";
import { switchingOptions } from "./client-options.ts";
import type { KafkaConnection } from "./connection.ts";
import { errorOf } from "./kafka-errors.ts";
import type { OutgoingRecord } from "./record.ts";
import { TopicLeaders } from "./topic-leaders.ts";

export type Compression = Extract<
  CompressionAlgorithmValue,
  "none" | "gzip" | "snappy" | "lz4" | "zstd"
>;

/** Replicas that have to have a record before it counts: all in sync, the leader, or none. */
export type Acks = "all" | "1" | "0";

/** Records of one partition that are written together or not at all. */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
  /** By which the brokers know a batch that they have already: its number, and that of its first record. */
  sequence: Sequence | undefined;
}

export interface Sequence {
  readonly of: ProducerIdentity;
  readonly first: number;
}

/** Under which numbers are given; a partition's begin at 0. */
export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly next: NumericMap;
  /** Nothing further is numbered under it. */
  isOver: boolean;
}

/** The offset of the first record, or why it is not written. With acks none nobody tells the offset: it is counted. */
export type Landed = bigint | Error;

export interface ProduceClientOptions {
  readonly acks: Acks;
  readonly compression: Compression;
}

/** How long a broker waits for its replicas. */
const replicasMs = 5_000;
type Answer = Exclude<Awaited<ReturnType<typeof produceV9.api.async>>, boolean>;

/**
 * Single produce requests, each with batches of any partitions that one broker leads. The library's own `send` goes by the leader
 * of the first partition and fails as a whole: when leaders part company meanwhile, it never succeeds.
 */
export class ProduceClient {
  readonly leaders: TopicLeaders;
  readonly #producer: Producer;
  readonly #options: ProduceClientOptions;
  readonly #counts = new NumericMap();

  constructor(connection: KafkaConnection, options: ProduceClientOptions) {
    this.#options = options;
    // Each failure is for the caller to judge.
    const { options: ofClient, askAnother } = switchingOptions(connection, 0);
    this.#producer = new Producer(ofClient);
    this.leaders = new TopicLeaders(this.#producer, askAnother);
  }

  /** One that nobody has; asked for twice at once it would be the same. */
  async identity(): Promise<ProducerIdentity> {
    const { producerId, producerEpoch } = await this.#producer.initIdempotentProducer({});
    return { producerId, producerEpoch, next: new NumericMap(), isOver: false };
  }

  /**
   * Sends batches to the broker that leads their partitions, all under the same identity.
   * @returns what became of each, in their order @throws when there is no answer: each may be written or not
   */
  async produce(leader: number, batches: readonly RecordBatch[]): Promise<readonly Landed[]> {
    const connection = (await this.#producer.connectToBrokers([leader])).get(leader);
    if (connection === undefined) throw new Error(`broker ${leader}, a leader, is not known`);
    const { acks, compression } = this.#options;
    const messages = batches.flatMap((batch) => messagesOf(batch));
    const options = { compression, ...identified(batches) };
    let error: unknown;
    let answer: Answer | boolean;
    try {
      answer = await produceV9.api.async(
        connection,
        acksValues[acks],
        replicasMs,
        messages,
        options,
      );
    } catch (refused) {
      // The library throws when one partition of many fails, and hangs the whole answer on the error.
      const { response } = refused as { response?: Answer };
      if (response === undefined) throw refused;
      answer = response;
      error = refused;
    }
    if (typeof answer === "boolean") return batches.map((batch) => this.#counted(batch));
    const { responses } = answer;
    return batches.map((batch) => landed(responses, batch, error));
  }

  /** Where records would stand if nobody else wrote and none was lost: nobody says where they do. */
  #counted({ topic, partition, records }: RecordBatch): bigint {
    return BigInt(this.#counts.postIncrement(`${topic}:${partition}`, records.length, 0));
  }

  /** What is under way fails. */
  async close(): Promise<void> {
    await this.#producer.close(true);
  }
}

function identified(batches: readonly RecordBatch[]): object {
  const identity = batches[0]?.sequence?.of;
  if (identity === undefined) return {};
  const sequences = new NumericMap();
  for (const { topic, partition, sequence } of batches)
    sequences.set(`${topic}:${partition}`, sequence?.first ?? 0);
  return {
    producerId: identity.producerId,
    producerEpoch: identity.producerEpoch,
    sequences,
  };
}

function messagesOf({ topic, partition, records }: RecordBatch): Message[] {
  return records.map(({ key, value, headers, timestamp }) => ({
    topic,
    partition,
    ...(key === undefined ? {} : { key }),
    value,
    headers: headerBytes(headers),
    timestamp: BigInt(timestamp),
  }));
}

type Message = Parameters<typeof produceV9.api.async>[3][number];

function landed(
  responses: Answer["responses"],
  { topic, partition }: RecordBatch,
  error: unknown,
): Landed {
  const found = responses
    .find(({ name }) => name === topic)
    ?.partitionResponses.find(({ index }) => index === partition);
  if (found === undefined) return new Error("the broker did not say whether it has the records");
  if (found.errorCode !== 0) return errorOf(error, found.errorCode);
  if (found.baseOffset < 0n) return new Error("the broker reported no offset");
  return found.baseOffset;
}

const acksValues = {
  all: ProduceAcks.ALL,
  "1": ProduceAcks.LEADER,
  "0": ProduceAcks.NO_RESPONSE,
} as const;

/** Names repeat in every record. */
const names = new Map<string, Buffer>();
const mostNames = 100;

function headerBytes(headers: ReadonlyMap<string, Buffer>): Map<Buffer, Buffer> {
  const bytes = new Map<Buffer, Buffer>();
  for (const [name, value] of headers) bytes.set(nameBytes(name), value);
  return bytes;
}

function nameBytes(name: string): Buffer {
  const known = names.get(name);
  if (known !== undefined) return known;
  const bytes = Buffer.from(name);
  if (names.size < mostNames) names.set(name, bytes);
  return bytes;
}
