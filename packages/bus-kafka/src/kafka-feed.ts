import {
  decodeCloudEvent,
  errorMessage,
  type Clock,
  type Contract,
  type Feed,
  type Places,
  type Recorded,
  type Taken,
  upcast,
} from "@waybill/kit";
import type { FetchedRecords } from "./cluster/assignment.ts";
import type { KafkaConnection } from "./cluster/connection.ts";
import type { Fetches } from "./cluster/fetches.ts";
import { OffsetOutOfRange } from "./cluster/kafka-errors.ts";
import { TopicLookup } from "./cluster/topic-lookup.ts";
import { TopicReader } from "./cluster/topic-reader.ts";
import { offsetAfter } from "./place-lookup.ts";

export interface KafkaFeedOptions {
  readonly connection: KafkaConnection;
  /** Of all topics of the consumer. */
  readonly fetches: Fetches;
  readonly source: string;
  readonly topic: string;
  readonly types: ReadonlySet<string>;
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly after: Places;
  readonly clock: Clock;
  readonly ready: () => void;
  readonly warn: (message: string) => void;
}

/** One partition, from where it was begun. */
interface Partition {
  /** Newest position that was handed on, or passed over. */
  position: number;
  /** Offset of the next record to come. */
  offset: bigint | undefined;
}

/** Beyond this many waiting messages nothing further is taken from the reader. */
const maxWaiting = 8_000;
const retryMs = 1_000;

/**
 * What a consumer still has to see of one topic. A position goes with each message, so where to begin is
 * looked up from that, and what the relay published twice is passed over.
 */
export class KafkaFeed implements Feed {
  readonly source: string;
  readonly #options: KafkaFeedOptions;
  readonly #reader: TopicReader;
  readonly #partitions = new Map<number, Partition>();
  #waiting: Recorded[] = [];
  #next = 0;
  #room: (() => void) | undefined;
  #closed = false;

  constructor(options: KafkaFeedOptions) {
    this.source = options.source;
    this.#options = options;
    const { connection, fetches, topic, warn } = options;
    const onTrouble = onceA(warn, options.clock);
    this.#reader = new TopicReader(connection, { topic, fetches, onTrouble });
    this.seek(options.after);
    void this.#read();
  }

  take(max: number): Taken {
    const end = Math.min(this.#waiting.length, this.#next + max);
    const messages = this.#waiting.slice(this.#next, end);
    this.#next = end;
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    }
    if (this.waiting < maxWaiting / 2) this.#room?.();
    const scanned = this.#scanned();
    return { messages, scannedTo: (partition) => scanned.get(partition) ?? 0 };
  }

  seek(places: Places): void {
    this.#waiting = [];
    this.#next = 0;
    this.#room?.();
    for (const partition of this.#partitions.keys()) {
      if (!places.has(partition)) this.#reader.unassign(partition);
    }
    this.#partitions.clear();
    for (const [partition, position] of places) {
      const begun: Partition = { position, offset: undefined };
      this.#partitions.set(partition, begun);
      this.#reader.unassign(partition);
      void this.#begin(partition, begun);
    }
  }

  get waiting(): number {
    return this.#waiting.length - this.#next;
  }

  /** Records that nobody has looked at yet, of interest or not. */
  get unread(): number {
    let unread = 0;
    for (const [partition, { offset }] of this.#partitions) {
      const end = this.#reader.highWatermark(partition);
      if (end !== undefined && offset !== undefined && end > offset) unread += Number(end - offset);
    }
    return unread;
  }

  get head(): number {
    return Math.max(0, ...[...this.#partitions.values()].map(({ position }) => position));
  }

  get oldest(): number | undefined {
    return this.#waiting[this.#next]?.time;
  }

  close(): void {
    this.#closed = true;
    this.#room?.();
    void this.#reader.close();
  }

  /** How far each partition has been handed on: what waits is not yet looked at. */
  #scanned(): ReadonlyMap<number, number> {
    const scanned = new Map<number, number>();
    for (const [partition, { position }] of this.#partitions) scanned.set(partition, position);
    for (let index = this.#waiting.length - 1; index >= this.#next; index--) {
      const message = this.#waiting[index];
      if (message !== undefined) scanned.set(message.partition, message.position - 1);
    }
    return scanned;
  }

  /** Finds the offset and reads from there; until that is known nothing of the partition comes. */
  async #begin(partition: number, begun: Partition): Promise<void> {
    const { warn, clock, topic } = this.#options;
    const isCurrent = (): boolean => !this.#closed && this.#partitions.get(partition) === begun;
    if (!isCurrent()) return;
    try {
      const { position } = begun;
      const offset = await this.#offsetAfter(partition, position);
      if (!isCurrent()) return;
      begun.offset = offset;
      this.#reader.assign(partition, offset);
    } catch (error) {
      if (!isCurrent()) return;
      warn(`cannot begin to read ${topic}, partition ${partition}: ${errorMessage(error)}`);
      clock.after(retryMs, () => void this.#begin(partition, begun));
    }
  }

  /** Seldom asked, so its connections are closed behind it. */
  async #offsetAfter(partition: number, position: number): Promise<bigint> {
    const lookup = new TopicLookup(this.#options.connection, this.#options.topic);
    try {
      return await offsetAfter(lookup, { source: this.source, partition, position });
    } finally {
      await lookup.close();
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
    const { types, topic, warn, ready } = this.#options;
    const at = this.#partitions.get(partition);
    // A read that was under way at a seek.
    if (at?.offset === undefined) return;
    let added = false;
    for (const { offset, value } of records) {
      if (offset < at.offset) continue;
      at.offset = offset + 1n;
      const event = value && decodeCloudEvent(value.toString(), partition);
      if (event === undefined) {
        warn(`${topic}, partition ${partition}, offset ${offset} is no event of ours: passed over`);
        continue;
      }
      if (event.source !== this.source || event.position <= at.position) continue;
      at.position = event.position;
      if (!types.has(event.type)) continue;
      this.#waiting.push(this.#lifted(event));
      added = true;
    }
    if (added) ready();
  }

  /** What cannot be lifted is handed on as it is: whoever handles it fails, and only its key is parked. */
  #lifted(event: Recorded): Recorded {
    const contract = this.#options.contracts.get(event.type);
    if (contract === undefined || contract.version === event.schemaVersion) return event;
    try {
      const data = upcast(contract, event.schemaVersion, event.data);
      return { ...event, data, schemaVersion: contract.version };
    } catch {
      return event;
    }
  }

  /** The broker has not got the offset any more, or refuses: the place is looked up anew. */
  #lost(error: unknown): void {
    const { warn, clock } = this.#options;
    if (this.#closed) return;
    warn(errorMessage(error));
    const lost = error instanceof OffsetOutOfRange ? error.partition : undefined;
    for (const [partition, begun] of this.#partitions) {
      if (lost !== undefined && partition !== lost) continue;
      clock.after(lost === undefined ? retryMs : 0, () => void this.#begin(partition, begun));
    }
  }
}

/** A broker that is away is told of once a while, not at every try. */
function onceA(warn: (message: string) => void, clock: Clock): (message: string) => void {
  let next = 0;
  return (message) => {
    if (clock.now() < next) return;
    next = clock.now() + everyMs;
    warn(message);
  };
}

const everyMs = 10_000;
