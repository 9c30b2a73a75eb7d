import {
  errorCode,
  errorMessage,
  upcast,
  type Clock,
  type Contract,
  type Feed,
  type Places,
  type Recorded,
  type Taken,
} from "@waybill/kit";
import type { RedisClient } from "./redis-client.ts";
import { StreamPartition } from "./stream-partition.ts";
import type { StreamReader } from "./stream-reader.ts";
import { streamKey } from "./streams.ts";

export interface RedisFeedOptions {
  readonly client: RedisClient;
  readonly reader: StreamReader;
  readonly prefix: string;
  readonly consumer: string;
  readonly source: string;
  readonly topic: string;
  readonly types: ReadonlySet<string>;
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly after: Places;
  readonly clock: Clock;
  readonly ready: () => void;
  readonly warn: Warn;
}

/** Of one kind not every message may be passed on. */
export type Warn = (kind: string, message: string) => void;

/** Beyond this many waiting messages nothing further is read. */
const maxWaiting = 8_000;
const lookMs = 1_000;

/** What a consumer still has to see of one topic: a stream for each partition. */
export class RedisFeed implements Feed {
  readonly source: string;
  readonly #options: RedisFeedOptions;
  readonly #partitions = new Map<number, StreamPartition>();
  #waiting: Recorded[] = [];
  #next = 0;
  #cancelLook: () => void = () => undefined;
  #closed = false;

  constructor(options: RedisFeedOptions) {
    this.source = options.source;
    this.#options = options;
    this.seek(options.after);
  }

  take(max: number): Taken {
    const wasFull = !this.#hasRoom;
    const end = Math.min(this.#waiting.length, this.#next + max);
    const messages = this.#waiting.slice(this.#next, end);
    this.#next = end;
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    }
    if (wasFull && this.#hasRoom) this.#options.reader.wake();
    const scanned = this.#scanned();
    return { messages, scannedTo: (partition) => scanned.get(partition) ?? 0 };
  }

  seek(places: Places): void {
    this.#waiting = [];
    this.#next = 0;
    this.#forget();
    for (const [partition, position] of places)
      this.#partitions.set(partition, this.#begin(partition, position));
    this.#cancelLook();
    void this.#look();
  }

  moved(partition: number, position: number): void {
    this.#partitions.get(partition)?.moved(position);
  }

  get waiting(): number {
    return this.#waiting.length - this.#next;
  }

  /** An estimate, about a second old; 0 only when nothing is left. */
  get unread(): number {
    let unread = 0;
    for (const partition of this.#partitions.values()) unread += partition.unread;
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
    this.#cancelLook();
    this.#forget();
  }

  get #hasRoom(): boolean {
    return this.waiting < maxWaiting;
  }

  #forget(): void {
    for (const each of this.#partitions.values()) this.#options.reader.delete(each.stream, each);
    this.#partitions.clear();
  }

  #begin(partition: number, position: number): StreamPartition {
    const { client, reader, prefix, consumer, source, topic, warn } = this.#options;
    const stream = streamKey({ prefix, source, topic, partition });
    const made = new StreamPartition({
      client,
      consumer,
      stream,
      source,
      partition,
      position,
      hasRoom: () => this.#hasRoom,
      take: (events) => this.#add(events),
      passedOver: (id) =>
        warn(`foreign in ${stream}`, `stream ${stream}, id ${id} is no event of ours: passed over`),
    });
    reader.set(stream, made);
    return made;
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

  #add(events: readonly Recorded[]): void {
    const { types, ready } = this.#options;
    const wanted = events.filter(({ type }) => types.has(type));
    for (const event of wanted) this.#waiting.push(this.#lifted(event));
    if (wanted.length > 0) ready();
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

  async #look(): Promise<void> {
    const { clock, reader, warn } = this.#options;
    const partitions = [...this.#partitions.values()];
    for (const partition of partitions) {
      try {
        await partition.look();
      } catch (error) {
        const code = errorCode(error);
        const kind = code === "redis-trimmed" ? `${code} ${partition.stream}` : code;
        if (!this.#closed) warn(kind, errorMessage(error));
      }
    }
    reader.wake();
    const isCurrent = partitions.every((each) => [...this.#partitions.values()].includes(each));
    if (this.#closed || !isCurrent) return;
    this.#cancelLook = clock.after(lookMs, () => void this.#look());
  }
}
