import { ProduceAcks, Producer } from "@platformatic/kafka";
import type { CompressionAlgorithmValue } from "@platformatic/kafka";
import { clientOptions, fewRetries, patientRetries } from "./client-options.ts";
import type { KafkaConnection } from "./connection.ts";
import { kafkaError, type Doing } from "./kafka-errors.ts";
import type { OutgoingRecord } from "./record.ts";
import { WriterLane } from "./writer-lane.ts";
import type { Appended } from "./writer-lane.ts";

export type Compression = Extract<
  CompressionAlgorithmValue,
  "none" | "gzip" | "snappy" | "lz4" | "zstd"
>;

/** Replicas that have to have a record before it counts: all in sync, the leader, or none. */
export type Acks = "all" | "1" | "0";

export interface TopicWriterOptions {
  readonly topic: string;
  /** Others than all are for measurements: what was acknowledged may be lost or written twice. With none, offsets are only counted. */
  readonly acks?: Acks;
  readonly compression?: Compression;
  /** How often the client tries a batch; the default lasts about half a minute. */
  readonly retries?: number;
}

/**
 * Appends records to the partitions of a topic: acknowledged by all replicas in sync, idempotent, in
 * the order of the calls. A partition has one batch under way at a time, and what comes meanwhile is
 * the next one, so throughput grows with load.
 *
 * The library can send several partitions in one request, but then goes by the leader of the first:
 * when leaders part company meanwhile, such a request can never succeed. So each has its own.
 */
export class TopicWriter {
  readonly #connection: KafkaConnection;
  readonly #topic: string;
  readonly #producer: Producer;
  readonly #acks: Acks;
  #known = false;
  readonly #lanes = new Map<number, WriterLane>();
  readonly #counts = new Map<number, bigint>();

  constructor(connection: KafkaConnection, options: TopicWriterOptions) {
    this.#connection = connection;
    this.#topic = options.topic;
    this.#acks = options.acks ?? "all";
    this.#producer = new Producer({
      ...clientOptions(connection, options.retries ?? patientRetries),
      idempotent: this.#acks === "all",
      compression: options.compression ?? "lz4",
    });
  }

  /**
   * Resolves when all records are replicated, with their offsets. When it rejects, a first part of
   * them, or all, may have been written nevertheless, and every append to this partition is refused
   * until `reopen`: nothing later gets in front of what failed.
   *
   * Rejects with `kafka-unreachable` or `kafka-replicas-missing` after the retries,
   * `kafka-record-too-large`, `kafka-not-authorized`, `kafka-topic-unknown`, or `kafka-writer-broken`;
   * with `TailLost` when the records landed before the end of what was there.
   */
  async append(partition: number, records: readonly OutgoingRecord[]): Promise<Appended> {
    return this.#lane(partition).append(records);
  }

  /** What is in the partition ends at this offset; `append` rejects with `TailLost` when it lands before that. */
  expect(partition: number, end: bigint): void {
    this.#lane(partition).expect(end);
  }

  /** After a failed append: the partition takes records again, and its owner begins with those that failed. */
  reopen(partition: number): void {
    this.#lane(partition).reopen();
  }

  /** Number of partitions that the topic has now. */
  async partitions(): Promise<number> {
    try {
      // A name that is wrong from the start should be told soon, a cluster that is away is waited for.
      const retries = this.#known ? {} : { retries: fewRetries };
      const { topics } = await this.#producer.metadata({ topics: [this.#topic], ...retries });
      this.#known = true;
      return topics.get(this.#topic)?.partitionsCount ?? 0;
    } catch (error) {
      throw kafkaError(error, this.#doing(`looking up topic ${this.#topic}`, "Describe"));
    }
  }

  /** Appends that are under way reject. */
  async close(): Promise<void> {
    await this.#producer.close(true);
  }

  #lane(partition: number): WriterLane {
    let lane = this.#lanes.get(partition);
    if (lane === undefined) {
      lane = new WriterLane(`topic ${this.#topic}, partition ${partition}`, async (records) =>
        this.#send(partition, records),
      );
      this.#lanes.set(partition, lane);
    }
    return lane;
  }

  /** The offset of the first record. */
  async #send(partition: number, records: readonly OutgoingRecord[]): Promise<bigint> {
    // The library would fold a partition that is not there onto one that is.
    const partitions = await this.partitions();
    const doing = this.#doing(`writing to topic ${this.#topic}, partition ${partition}`, "Write");
    if (partition >= partitions)
      throw kafkaError(new Error(`Unknown topic partition: there are ${partitions}`), doing);
    try {
      const messages = records.map((record) => ({
        topic: this.#topic,
        partition,
        ...(record.key === undefined ? {} : { key: record.key }),
        value: record.value,
        headers: headerBytes(record.headers),
        timestamp: BigInt(record.timestamp),
      }));
      // Said here, too, since only then does the library forget its sequence after a failure.
      const idempotent = this.#acks === "all";
      const { offsets } = await this.#producer.send({
        messages,
        idempotent,
        acks: acksValues[this.#acks],
      });
      if (this.#acks === "0") return this.#counted(partition, records.length);
      const offset = offsets?.[0]?.offset;
      if (offset === undefined || offset < 0n) throw new Error("the broker reported no offset");
      return offset;
    } catch (error) {
      throw kafkaError(error, doing);
    }
  }

  /** Where records would stand if nobody else wrote and none was lost: nobody says where they do. */
  #counted(partition: number, records: number): bigint {
    const first = this.#counts.get(partition) ?? 0n;
    this.#counts.set(partition, first + BigInt(records));
    return first;
  }

  #doing(what: string, right: string): Doing {
    return { connection: this.#connection, what, needs: `${right} on topic ${this.#topic}` };
  }
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
