import { NetworkError, UserError } from "@platformatic/kafka";
import { fewRetries, patientRetries, retryDelayMs } from "./client-options.ts";
import type { KafkaConnection } from "./connection.ts";
import { canPass, forgetsProducer, kafkaError } from "./kafka-errors.ts";
import {
  ProduceClient,
  type Acks,
  type Compression,
  type Landed,
  type ProducerIdentity,
  type RecordBatch,
} from "./produce-client.ts";
import type { Leaders } from "./topic-leaders.ts";

export interface ProducesOptions {
  /** Others than all are for measurements: what was acknowledged may be lost or written twice. */
  readonly acks?: Acks;
  readonly compression?: Compression;
  /** How often a batch is tried again; the default lasts about half a minute. */
  readonly retries?: number;
}

interface Waiting extends RecordBatch {
  tries: number;
  readonly settle: (landed: Landed) => void;
}

/** Kafka counts records in 31 bits; before they are used up there is a new identity. */
const lastSequence = 2 ** 31 - 10_000_000;

/**
 * The batches that a process writes, of all topics: one request at a time to each broker, with whatever is to be written
 * there by then. So appends to many partitions cost about one request a broker, and the more there is to
 * write, the more goes into each. A request has one batch of a partition at most: that limits its size.
 *
 * A batch that failed is tried again by itself, where its partition is led by then, under the number that it had: one
 * whose answer was lost is not written twice.
 */
export class Produces {
  readonly #connection: KafkaConnection;
  readonly #client: ProduceClient;
  readonly #isIdempotent: boolean;
  readonly #retries: number;
  readonly #busy = new Set<number>();
  readonly #known = new Set<string>();
  #waiting: Waiting[] = [];
  /** Batches that wait to be tried again. */
  readonly #paused = new Map<Waiting, NodeJS.Timeout>();
  #identity: Promise<ProducerIdentity> | undefined;
  #scheduled: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(connection: KafkaConnection, options: ProducesOptions = {}) {
    const { acks = "all", compression = "lz4", retries = patientRetries } = options;
    this.#connection = connection;
    this.#client = new ProduceClient(connection, { acks, compression });
    this.#isIdempotent = acks === "all";
    this.#retries = retries;
  }

  /**
   * Writes one batch; the one before it in the same partition has to be settled.
   * @returns the offset of its first record @throws what `TopicWriter` says
   */
  send(batch: Omit<RecordBatch, "sequence">): Promise<bigint> {
    const { topic, partition } = batch;
    return new Promise((resolve, reject) => {
      const settle = (landed: Landed): void => {
        if (typeof landed === "bigint") resolve(landed);
        else {
          const what = `writing to topic ${topic}, partition ${partition}`;
          const needs = `Write on topic ${topic}`;
          reject(kafkaError(landed, { connection: this.#connection, what, needs }));
        }
      };
      this.#add({ ...batch, sequence: undefined, tries: 0, settle });
    });
  }

  /** What is under way rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    clearImmediate(this.#scheduled);
    for (const pause of this.#paused.values()) clearTimeout(pause);
    for (const each of [...this.#waiting, ...this.#paused.keys()]) each.settle(closed());
    this.#waiting = [];
    await this.#client.close();
  }

  #add(batch: Waiting): void {
    this.#later([batch]);
    this.#schedule();
  }

  #later(batches: readonly Waiting[]): void {
    if (this.#closed) for (const each of batches) each.settle(closed());
    else this.#waiting.push(...batches);
  }

  #schedule(): void {
    if (this.#closed || this.#waiting.length === 0) return;
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      void this.#sendAll();
    });
  }

  /** One request to each broker that has none under way; what is for the others waits. */
  async #sendAll(): Promise<void> {
    const due = this.#waiting;
    this.#waiting = [];
    const leaders = await this.#client.leaders.ofAll([...new Set(due.map(({ topic }) => topic))]);
    const byLeader = Map.groupBy(due, (each) => this.#leaderOf(each, leaders.get(each.topic)));
    for (const [leader, batches] of byLeader) {
      if (leader instanceof Error) this.#settle(batches, failing(batches, leader));
      else if (this.#busy.has(leader)) this.#later(batches);
      else void this.#send(leader, batches);
    }
  }

  /** The id of a broker, or why there is none. */
  #leaderOf({ topic, partition }: Waiting, led: Leaders | Error | undefined): number | Error {
    // A broker that was just started may not know a topic yet; the library takes that for final.
    if (led === undefined || led instanceof UserError) return new Error(`Unknown topic ${topic}.`);
    if (led instanceof Error) return led;
    this.#known.add(topic);
    const leader = led.get(partition);
    if (leader === undefined)
      return new UserError(`Unknown topic partition: ${topic} has ${led.size}`);
    return leader < 0 ? new NetworkError("the partition has no leader now") : leader;
  }

  async #send(leader: number, batches: readonly Waiting[]): Promise<void> {
    this.#busy.add(leader);
    try {
      if (this.#isIdempotent) await this.#number(batches);
    } catch (error) {
      this.#settle(batches, failing(batches, error));
      this.#free(leader);
      return;
    }
    // A request has one identity; what was tried under another is the next.
    const of = batches[0]?.sequence?.of;
    const together = batches.filter(({ sequence }) => sequence?.of === of);
    this.#later(batches.filter(({ sequence }) => sequence?.of !== of));
    const landed = await this.#client
      .produce(leader, together)
      .catch((error: unknown) => failing(together, error));
    this.#settle(together, landed);
    this.#free(leader);
  }

  /** Those that were never tried get the numbers that come next. */
  async #number(batches: readonly Waiting[]): Promise<void> {
    for (const batch of batches) {
      if (batch.sequence !== undefined) continue;
      const of = await this.#current();
      const count = batch.records.length;
      const first = of.next.postIncrement(`${batch.topic}:${batch.partition}`, count, 0);
      batch.sequence = { of, first };
      of.isOver ||= first + count > lastSequence;
    }
  }

  async #current(): Promise<ProducerIdentity> {
    for (;;) {
      const asked = (this.#identity ??= this.#client.identity());
      try {
        const identity = await asked;
        if (!identity.isOver) return identity;
        this.#forget(asked);
      } catch (error) {
        this.#forget(asked);
        throw error;
      }
    }
  }

  #forget(identity: Promise<ProducerIdentity>): void {
    if (this.#identity === identity) this.#identity = undefined;
  }

  #settle(batches: readonly Waiting[], all: readonly Landed[]): void {
    for (const [index, batch] of batches.entries()) {
      const landed = all[index] ?? new Error("the broker did not answer");
      if (landed instanceof Error) this.#failed(batch, landed);
      else batch.settle(landed);
    }
  }

  /** Tries again after a pause that grows, by metadata that are asked for anew. */
  #failed(batch: Waiting, error: Error): void {
    const isForgotten = forgetsProducer(error);
    const isKnown = this.#known.has(batch.topic);
    // A name that is wrong from the start should be told soon, a cluster that is away is waited for.
    const most = isKnown ? this.#retries : Math.min(fewRetries, this.#retries);
    const isLast = batch.tries >= most || !(canPass(error) || isForgotten);
    // Whether it is written is not known for sure: no number of that partition can follow it.
    if ((isLast || isForgotten) && batch.sequence !== undefined) batch.sequence.of.isOver = true;
    if (isLast || this.#closed) {
      batch.settle(error);
      return;
    }
    if (isForgotten) batch.sequence = undefined;
    batch.tries += 1;
    this.#client.leaders.forget();
    const again = (): void => {
      this.#paused.delete(batch);
      this.#add(batch);
    };
    this.#paused.set(batch, setTimeout(again, retryDelayMs(batch.tries)));
  }

  #free(leader: number): void {
    this.#busy.delete(leader);
    this.#schedule();
  }
}

function failing(batches: readonly Waiting[], error: unknown): Error[] {
  const known = error instanceof Error ? error : new Error(String(error));
  return batches.map(() => known);
}

function closed(): Error {
  return new Error("the writer was closed");
}
