import { setTimeout as delay } from "node:timers/promises";
import { ListOffsetTimestamps } from "@platformatic/kafka";
import type { KafkaConnection } from "./connection.ts";
import { kafkaError, OffsetOutOfRange } from "./kafka-errors.ts";
import { LookupClients } from "./lookup-clients.ts";
import type { IncomingRecord } from "./record.ts";

/** `earliest` is the first offset that is there, `latest` the one that the next record will have. */
export interface OffsetRange {
  readonly earliest: bigint;
  readonly latest: bigint;
}

const lookUpBytes = 16 * 1024;
const fetchWaitMs = 100;
const attempts = 20;
/** A topic that was just made is known everywhere after a second; one that is not there is to be told of. */
const unknownAttempts = 3;
const pauseMs = 250;

/** Answers questions about single records and offsets of a topic, through a leader that moves, too. */
export class TopicLookup {
  readonly #topic: string;
  readonly #clients: LookupClients;
  readonly #ownClients: LookupClients | undefined;

  /** @param by the connection, or the clients that many lookups share and somebody else closes */
  constructor(by: KafkaConnection | LookupClients, topic: string) {
    this.#topic = topic;
    if (by instanceof LookupClients) this.#clients = by;
    else {
      this.#ownClients = new LookupClients(by);
      this.#clients = this.#ownClients;
    }
  }

  /** Rejects with `kafka-unreachable` or `kafka-topic-unknown`, as all of these do. */
  async partitions(): Promise<readonly number[]> {
    return this.#tried("looking up its partitions", async () => [
      ...(await this.#clients.fetch.leaders(this.#topic)).keys(),
    ]);
  }

  async range(partition: number): Promise<OffsetRange> {
    const [earliest, latest] = await Promise.all([
      this.#offset(partition, ListOffsetTimestamps.EARLIEST),
      this.#offset(partition, ListOffsetTimestamps.LATEST),
    ]);
    return { earliest, latest };
  }

  /** The first offset whose record is not older than this time (ms since 1970); `latest` when all are. */
  async offsetAt(partition: number, time: number): Promise<bigint> {
    const offset = await this.#offset(partition, BigInt(time));
    return offset < 0n ? this.#offset(partition, ListOffsetTimestamps.LATEST) : offset;
  }

  /**
   * The record with this offset, or, where compaction or a transaction's marker took it, the next
   * one; undefined at the end. Rejects with `OffsetOutOfRange` outside of `range`.
   */
  async recordAt(partition: number, offset: bigint): Promise<IncomingRecord | undefined> {
    return this.#tried(`reading offset ${offset} of partition ${partition}`, async () => {
      const leader = (await this.#clients.fetch.leaders(this.#topic)).get(partition) ?? -1;
      const request = { topic: this.#topic, partition, fetchOffset: offset, maxBytes: lookUpBytes };
      const [answer] = await this.#clients.fetch.fetch(leader, [request], {
        waitMs: fetchWaitMs,
        mostBytes: lookUpBytes,
      });
      if (answer?.error !== undefined) throw answer.error;
      return answer?.records[0];
    });
  }

  async close(): Promise<void> {
    await this.#ownClients?.close();
  }

  async #offset(partition: number, timestamp: bigint): Promise<bigint> {
    return this.#tried(`looking up offsets of partition ${partition}`, async () => {
      const [found] = await this.#clients.admin.listOffsets({
        topics: [{ name: this.#topic, partitions: [{ partitionIndex: partition, timestamp }] }],
      });
      const offset = found?.partitions[0]?.offset;
      if (offset === undefined) throw new Error("the broker answered without an offset");
      return offset;
    });
  }

  /** Again while a try can help: a new leader is found within some seconds. */
  async #tried<T>(what: string, ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask();
      } catch (error) {
        const doing = {
          connection: this.#clients.connection,
          what: `topic ${this.#topic}, ${what}`,
          needs: `Read on topic ${this.#topic}`,
        };
        const known = error instanceof OffsetOutOfRange ? error : kafkaError(error, doing);
        const most = known.code === "kafka-topic-unknown" ? unknownAttempts : attempts;
        if (!known.retryable || attempt >= most) throw known;
        this.#clients.forget();
        await delay(pauseMs);
      }
    }
  }
}
