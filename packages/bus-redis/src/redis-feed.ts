import {
  errorCode,
  errorMessage,
  type Clock,
  type Contract,
  type Feed,
  type Places,
  type Recorded,
  type Taken,
  type Warn,
  WaitingMessages,
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

/** Beyond this many waiting messages nothing further is read. */
const maxWaiting = 8_000;
const lookMs = 1_000;

/** What a consumer still has to see of one topic: a stream for each partition. */
export class RedisFeed implements Feed {
  readonly source: string;
  readonly #options: RedisFeedOptions;
  readonly #partitions = new Map<number, StreamPartition>();
  readonly #waiting: WaitingMessages;
  #cancelLook: () => void = () => undefined;
  #closed = false;

  constructor(options: RedisFeedOptions) {
    this.source = options.source;
    this.#options = options;
    this.#waiting = new WaitingMessages(options.contracts);
    this.seek(options.after);
  }

  take(max: number): Taken {
    const wasFull = !this.#hasRoom;
    const places = new Map([...this.#partitions].map(([each, { position }]) => [each, position]));
    const taken = this.#waiting.take(max, places);
    if (wasFull && this.#hasRoom) this.#options.reader.wake();
    return taken;
  }

  seek(places: Places): void {
    this.#waiting.clear();
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
    return this.#waiting.count;
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
    return this.#waiting.oldest;
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

  #add(events: readonly Recorded[]): void {
    const { types, ready } = this.#options;
    const wanted = events.filter(({ type }) => types.has(type));
    for (const event of wanted) this.#waiting.add(event);
    if (wanted.length > 0) ready();
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
