import {
  errorCode,
  errorMessage,
  Terminal,
  WaitingMessages,
  type Clock,
  type Contract,
  type Feed,
  type Places,
  type Taken,
  type Warn,
} from "@waybill/kit";
import type { FetchedRecords } from "./cluster/assignment.ts";
import type { KafkaConnection } from "./cluster/connection.ts";
import type { LookupClients } from "./cluster/lookup-clients.ts";
import type { Fetches } from "./cluster/fetches.ts";
import { OffsetOutOfRange } from "./cluster/kafka-errors.ts";
import { TopicLookup } from "./cluster/topic-lookup.ts";
import { TopicReader } from "./cluster/topic-reader.ts";
import { ForeignRecords } from "./foreign-records.ts";
import type { GroupProgress, GroupReading } from "./group-progress.ts";
import { offsetAfter } from "./place-lookup.ts";
import { TopicPartition, type Look } from "./topic-partition.ts";

export interface KafkaFeedOptions {
  readonly connection: KafkaConnection;
  /** Of all topics of the consumer. */
  readonly fetches: Fetches;
  /** Of all consumers. */
  readonly lookups: LookupClients;
  readonly progress: GroupProgress;
  readonly group: string;
  readonly source: string;
  readonly topic: string;
  readonly types: ReadonlySet<string>;
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly after: Places;
  readonly clock: Clock;
  readonly ready: () => void;
  readonly warn: Warn;
  readonly closed: () => void;
}

/** Beyond this many waiting messages nothing further is taken from the reader. */
const maxWaiting = 8_000;
const retryMs = 1_000;
/** What is missing may come back in front of what is read: with a topic that is made anew. */
const soughtAgainMs = 5_000;
/** The search that goes through all of a partition. It is long, so the log has been given time to bring what is missing. */
const thorough = 2;

/**
 * What a consumer still has to see of one topic. A position goes with each message, so where to begin is
 * looked up from that, and what the relay published twice is passed over. A message says which one
 * comes before it, so nothing is handed on while something before it is missing.
 */
export class KafkaFeed implements Feed, GroupReading {
  readonly source: string;
  readonly group: string;
  readonly topic: string;
  readonly #options: KafkaFeedOptions;
  readonly #reader: TopicReader;
  readonly #partitions = new Map<number, TopicPartition>();
  readonly #waiting: WaitingMessages;
  readonly #foreign: ForeignRecords;
  #room: (() => void) | undefined;
  #closed = false;

  constructor(options: KafkaFeedOptions) {
    const { connection, fetches, source, group, topic, warn, contracts } = options;
    this.source = source;
    this.group = group;
    this.topic = topic;
    this.#options = options;
    this.#waiting = new WaitingMessages(contracts);
    this.#foreign = new ForeignRecords(options);
    const onTrouble = (message: string): void => warn(`reading ${topic}`, message);
    this.#reader = new TopicReader(connection, { topic, fetches, onTrouble });
    options.progress.add(this);
    this.seek(options.after);
    void this.#read();
  }

  take(max: number): Taken {
    const places = new Map([...this.#partitions].map(([each, { position }]) => [each, position]));
    const taken = this.#waiting.take(max, places);
    if (this.waiting < maxWaiting / 2) this.#room?.();
    return { ...taken, strays: this.#foreign.take() };
  }

  seek(places: Places): void {
    this.#waiting.clear();
    this.#room?.();
    for (const partition of this.#partitions.keys()) {
      if (!places.has(partition)) this.#reader.unassign(partition);
    }
    this.#partitions.clear();
    const { source, types } = this.#options;
    for (const [partition, position] of places) {
      const begun = new TopicPartition({ source, types, partition, position });
      this.#partitions.set(partition, begun);
      this.#reader.unassign(partition);
      void this.#begin(partition, begun);
    }
  }

  moved(partition: number, position: number): void {
    this.#partitions.get(partition)?.moved(position);
  }

  get reached(): ReadonlyMap<number, bigint> {
    const reached = new Map<number, bigint>();
    for (const [partition, at] of this.#partitions)
      if (at.reached !== undefined) reached.set(partition, at.reached);
    return reached;
  }

  get waiting(): number {
    return this.#waiting.count;
  }

  /** Records that nobody has looked at yet, of interest or not, and those that wait for what is missing. */
  get unread(): number {
    let unread = 0;
    for (const [partition, { offset, held }] of this.#partitions) {
      const end = this.#reader.highWatermark(partition);
      if (end !== undefined && offset !== undefined && end > offset) unread += Number(end - offset);
      unread += held;
    }
    return unread;
  }

  get head(): number {
    return Math.max(0, ...[...this.#partitions.values()].map(({ position }) => position));
  }

  get oldest(): number | undefined {
    return this.#waiting.oldest;
  }

  close(): void {
    this.#closed = true;
    this.#room?.();
    this.#options.progress.delete(this);
    this.#options.closed();
    void this.#reader.close();
  }

  /** Finds the offset and reads from there; until that is known nothing of the partition comes. */
  async #begin(partition: number, begun: TopicPartition): Promise<void> {
    const { warn, clock, topic } = this.#options;
    const isCurrent = (): boolean => !this.#closed && this.#partitions.get(partition) === begun;
    if (!isCurrent()) return;
    try {
      const { progress, group, lookups } = this.#options;
      const lookup = new TopicLookup(lookups, topic);
      const { source } = this;
      const [offset, told] = await Promise.all([
        begun.searches === thorough
          ? lookup.range(partition).then(({ earliest }) => earliest)
          : offsetAfter(lookup, { source, partition, position: begun.position }),
        progress.toldOf(group, topic),
      ]);
      if (!isCurrent()) return;
      begun.begin(offset, told.get(partition) ?? 0n);
      this.#reader.assign(partition, offset);
    } catch (error) {
      if (!isCurrent()) return;
      const message = errorMessage(error);
      warn(
        `${errorCode(error)} ${topic}`,
        `cannot begin to read ${topic}, partition ${partition}: ${message}`,
      );
      clock.after(retryMs, () => void this.#begin(partition, begun));
    }
  }

  async #read(): Promise<void> {
    while (!this.#closed) {
      try {
        const fetched = await this.#reader.next();
        if (fetched === undefined) return;
        this.#add(fetched);
      } catch (error) {
        this.#lost(error);
      }
      if (this.waiting > maxWaiting) await this.#untilRoom();
    }
  }

  #untilRoom(): Promise<void> {
    return new Promise((resolve) => {
      this.#room = () => {
        this.#room = undefined;
        resolve();
      };
    });
  }

  #add({ partition, records }: FetchedRecords): void {
    const at = this.#partitions.get(partition);
    let added = false;
    for (const record of records) {
      // A read that was under way at a seek.
      if (at?.offset === undefined) break;
      if (record.offset < at.offset) continue;
      const look = at.look(record);
      if (look.kind === "event") {
        this.#waiting.add(look.event);
        added = true;
      } else if (look.kind === "foreign") added = this.#foreign.add(partition, record) || added;
      else if (look.kind === "gap" && this.#missing(partition, at, look)) break;
    }
    if (added) this.#options.ready();
  }

  /**
   * Looks for what is missing, since in a partition that has lost its end it may stand elsewhere. When it does not,
   * it is waited for: what is published again brings what comes behind it as well. Only when that does not come is all
   * of the partition read once.
   * @returns whether reading begins elsewhere
   */
  #missing(
    partition: number,
    at: TopicPartition,
    { previous }: Extract<Look, { readonly kind: "gap" }>,
  ): boolean {
    const { topic, group, warn, clock } = this.#options;
    if (at.searches === 0) {
      this.#searchAgain(partition, at);
      return true;
    }
    if (at.held > 1) return false;
    if (at.searches >= thorough) {
      const error = new Terminal(
        "kafka-trimmed",
        `topic ${topic}, partition ${partition} has nothing between the positions ${at.position}, which ${group} has read, and ${previous}, which was there: it waits. Delete the topic and create it while the service that writes it runs: it is filled again from the log`,
      );
      warn(`${error.code} ${topic} ${partition}`, error.message);
    }
    clock.after(soughtAgainMs, () => {
      if (at.held > 0) this.#searchAgain(partition, at);
    });
    return false;
  }

  /** The broker has not got the offset any more, or refuses: the place is looked up anew. */
  #lost(error: unknown): void {
    const { warn, clock } = this.#options;
    if (this.#closed) return;
    warn(`${errorCode(error)} ${this.topic}`, errorMessage(error));
    for (const [partition, at] of this.#partitions) {
      if (at.offset === undefined || this.#reader.reads(partition)) continue;
      at.offset = undefined;
      const wait = error instanceof OffsetOutOfRange ? 0 : retryMs;
      clock.after(wait, () => void this.#begin(partition, at));
    }
  }

  #searchAgain(partition: number, at: TopicPartition): void {
    if (this.#closed || this.#partitions.get(partition) !== at) return;
    at.searches += 1;
    at.offset = undefined;
    this.#reader.unassign(partition);
    void this.#begin(partition, at);
  }
}
