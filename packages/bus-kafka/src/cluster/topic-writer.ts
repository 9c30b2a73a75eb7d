import type { KafkaConnection } from "./connection.ts";
import { Produces, type ProducesOptions } from "./produces.ts";
import type { OutgoingRecord } from "./record.ts";
import { WriterLane } from "./writer-lane.ts";
import type { Appended } from "./writer-lane.ts";

export interface TopicWriterOptions extends ProducesOptions {
  readonly topic: string;
  /** Shared by the writers of other topics, and closed by whoever made it; one of its own, as the options say, unless told. */
  readonly produces?: Produces;
}

/**
 * Appends records to the partitions of a topic: acknowledged by all replicas in sync, idempotent, in
 * the order of the calls. A partition has one batch under way at a time, and what comes meanwhile is
 * the next one, so throughput grows with load.
 */
export class TopicWriter {
  readonly #topic: string;
  readonly #produces: Produces;
  readonly #ownProduces: Produces | undefined;
  readonly #lanes = new Map<number, WriterLane>();

  constructor(connection: KafkaConnection, options: TopicWriterOptions) {
    this.#topic = options.topic;
    this.#produces = options.produces ?? new Produces(connection, options);
    this.#ownProduces = options.produces === undefined ? this.#produces : undefined;
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

  /** Appends that are under way reject, unless what writes them is shared. */
  async close(): Promise<void> {
    await this.#ownProduces?.close();
  }

  #lane(partition: number): WriterLane {
    let lane = this.#lanes.get(partition);
    if (lane === undefined) {
      lane = new WriterLane(`topic ${this.#topic}, partition ${partition}`, async (records) =>
        this.#produces.send({ topic: this.#topic, partition, records }),
      );
      this.#lanes.set(partition, lane);
    }
    return lane;
  }
}
