import { decodeCloudEvent, Terminal, type Recorded } from "@waybill/kit";
import type { RedisClient } from "./redis-client.ts";
import { entriesBehind, StreamGroup, streamState, type StreamState } from "./stream-group.ts";
import type { Reading } from "./stream-reader.ts";
import { entryId, isNumbered, orderOf, positionOf, previousIn, type Entry } from "./streams.ts";

export interface StreamPartitionOptions {
  readonly client: RedisClient;
  readonly consumer: string;
  readonly stream: string;
  readonly source: string;
  readonly partition: number;
  readonly position: number;
  readonly hasRoom: () => boolean;
  /** The events of the source, each once and in order. */
  readonly take: (events: readonly Recorded[]) => void;
  /** An entry is none of ours. */
  readonly passedOver: (id: string) => void;
}

/** One stream as a consumer reads it, from a position on. */
export class StreamPartition implements Reading {
  /** Newest position that was handed on. */
  position: number;
  /** Entries that nobody has looked at yet; known about once a second. */
  unread = 0;
  readonly stream: string;
  readonly #options: StreamPartitionOptions;
  readonly #group: StreamGroup;
  /** Up to here all was read, ours or not. */
  #cursor: string;
  /** Whether what is to be read first is there. */
  #isBegun = false;
  #committed: number;
  /** Position of the entry that was read last of those that count as the service's. */
  #last: number;
  /** How often, one after another, something was missing before what comes next. */
  #gaps = 0;

  constructor(options: StreamPartitionOptions) {
    const { client, stream, consumer, position } = options;
    this.#options = options;
    this.stream = stream;
    this.position = position;
    this.#committed = position;
    this.#last = position;
    this.#cursor = entryId(position);
    this.#group = new StreamGroup(client, { stream, name: consumer });
  }

  get after(): string | undefined {
    return this.#isBegun && this.#options.hasRoom() ? this.#cursor : undefined;
  }

  add(entries: readonly Entry[]): void {
    const { source, partition, take, passedOver } = this.#options;
    const events: Recorded[] = [];
    for (const entry of entries) {
      const { id, event: text = "" } = entry;
      const event = decodeCloudEvent(text, partition);
      const isOurs = event?.source === source && event.position === positionOf(id);
      if (isOurs && (previousIn(text) ?? 0) > this.#last) {
        this.#isBegun = false;
        this.#gaps += 1;
        break;
      }
      this.#cursor = id;
      if (isNumbered(entry)) this.#last = orderOf(id);
      if (!isOurs) {
        passedOver(id);
        continue;
      }
      if (event.position <= this.position) continue;
      this.position = event.position;
      this.#gaps = 0;
      events.push(event);
    }
    if (events.length > 0) take(events);
  }

  /** The consumer has written down that it is done up to here. */
  moved(position: number): void {
    this.#committed = Math.max(this.#committed, position);
  }

  /**
   * Makes sure that nothing is missing before it begins, and says to the group how far it has come.
   * @throws redis-trimmed while something is missing
   */
  async look(): Promise<void> {
    const place = await this.#group.place();
    if (place === undefined) {
      // It went with its stream: what was filled since then may have been trimmed behind the groups of others.
      this.#isBegun = false;
      await this.#group.create(this.#committed);
    }
    const state = await streamState(this.#options.client, this.stream);
    // Entries of others may be far ahead of ours, until they are moved aside and ours come before them.
    if (positionOf(this.#cursor) !== this.position) {
      this.#cursor = entryId(this.position);
      this.#last = this.position;
    }
    this.unread = entriesBehind(state, this.position);
    this.#begin(state);
    if (place !== this.#committed) await this.#group.move(this.#committed, state);
  }

  /** A gap may have closed, or have come of entries of others: so it is read once more before it is told of. */
  #begin(state: StreamState): void {
    if (this.#isBegun) return;
    this.#isBegun = !isTrimmed(state, this.position);
    if (!this.#isBegun || this.#gaps > 1) throw this.#trimmed(state);
  }

  #trimmed({ first }: StreamState): Terminal {
    const { consumer } = this.#options;
    const begin = `begins at ${first} and was trimmed`;
    const what = this.#isBegun ? "has lost something from its middle" : begin;
    return new Terminal(
      "redis-trimmed",
      `stream ${this.stream} ${what}, but ${consumer} has read it only up to ${this.position}: it waits. Delete the stream while the service that writes it runs: it is filled again from the log`,
    );
  }
}

function isTrimmed({ first, previous, length, added }: StreamState, position: number): boolean {
  if (length === 0 || first <= position) return false;
  return previous === undefined ? added > length : previous > position;
}
