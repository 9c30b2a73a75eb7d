import type { Places, Recorded } from "@waybill/kit";
import type { KafkaConnection } from "./cluster/connection.ts";
import type { NotedOffset } from "./cluster/group-admin.ts";
import { TailLost } from "./cluster/kafka-errors.ts";
import type { Produces } from "./cluster/produces.ts";
import { TopicWriter } from "./cluster/topic-writer.ts";
import { newestBefore } from "./newest-events.ts";
import { isWhole, markOf, noteOf } from "./publish-mark.ts";
import { recordOf } from "./published-record.ts";

export interface PublishedTopicOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly source: string;
  /** Of all topics of the service. */
  readonly produces: Produces;
}

/** What is known to be in one partition. */
interface Written {
  /** Position of the newest event. */
  readonly newest: number;
  /** The offset behind it. */
  readonly end: bigint;
}

const nothing: Written = { newest: 0, end: 0n };

/**
 * A topic as its service writes it: each event once, with the position of the one before it. When the
 * brokers have lost the end of a partition it is cut there: it counts as ending at its last
 * event before that, and is written from there on.
 */
export class PublishedTopic {
  readonly #options: PublishedTopicOptions;
  readonly #writer: TopicWriter;
  readonly #written = new Map<number, Written>();
  /** Where partitions are to be cut: lost is what stood from these offsets on. */
  readonly #losses = new Map<number, bigint>();

  constructor(options: PublishedTopicOptions) {
    this.#options = options;
    const { connection, topic, produces } = options;
    this.#writer = new TopicWriter(connection, { topic, produces });
  }

  /**
   * @param latest where the partitions end
   * @param marks what was written down of them
   * @returns up to which position in the log each surely has everything
   */
  async begin(
    latest: ReadonlyMap<number, bigint>,
    marks: ReadonlyMap<number, NotedOffset> | undefined,
  ): Promise<Places> {
    const places = new Map<number, number>();
    for (const [partition, end] of latest) {
      const mark = markOf(marks?.get(partition));
      if (mark !== undefined && isWhole(mark, end)) {
        this.#set(partition, { newest: mark.newest, end });
        places.set(partition, mark.complete);
        continue;
      }
      // In a partition that was cut, something newer may stand behind the cut.
      const newest = await this.#newest(partition, end, mark?.newest);
      this.#set(partition, { newest, end });
      places.set(partition, newest);
    }
    return places;
  }

  async append(partition: number, events: readonly Recorded[]): Promise<void> {
    const written = this.#of(partition);
    const fresh = events.filter(({ position }) => position > written.newest);
    const last = fresh.at(-1);
    if (last === undefined) return;
    const records = fresh.map((event, index) =>
      recordOf({ event, previous: fresh[index - 1]?.position ?? written.newest }),
    );
    try {
      const { lastOffset } = await this.#writer.append(partition, records);
      this.#written.set(partition, { newest: last.position, end: lastOffset + 1n });
    } catch (error) {
      this.#writer.reopen(partition);
      if (!(error instanceof TailLost)) throw error;
      this.#losses.set(partition, error.landedAt);
    }
  }

  /** Notices a loss in a partition to which nothing is written. @param latest where it ends */
  compare(partition: number, latest: bigint): void {
    if (latest < this.#of(partition).end) this.#losses.set(partition, latest);
  }

  /** Partitions that have lost something which is not yet forgotten. */
  get losses(): Iterable<number> {
    return this.#losses.keys();
  }

  /** Counts from now on as lost what the brokers do not have. @returns up to where they have everything */
  async cut(partition: number): Promise<number> {
    const end = this.#losses.get(partition) ?? 0n;
    const newest = await this.#newest(partition, end, this.#of(partition).newest);
    this.#set(partition, { newest, end });
    return newest;
  }

  /** What is to be written down is written down. */
  forgetLosses(): void {
    this.#losses.clear();
  }

  /** What is to be written down, when everything up to this position in the log was acknowledged. */
  mark(partition: number, complete: number): NotedOffset {
    return noteOf({ complete, ...this.#of(partition) });
  }

  async #newest(partition: number, before: bigint, atMost = Infinity): Promise<number> {
    const { connection, topic, source } = this.#options;
    return newestBefore(connection, { topic, source, partition, before, atMost });
  }

  #set(partition: number, written: Written): void {
    this.#written.set(partition, written);
    this.#writer.expect(partition, written.end);
  }

  #of(partition: number): Written {
    return this.#written.get(partition) ?? nothing;
  }
}
