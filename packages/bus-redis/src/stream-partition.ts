import { decodeCloudEvent, Terminal, type Recorded } from "@waybill/kit";
import type { RedisClient } from "./redis-client.ts";
import { entriesBehind, StreamGroup, streamState, type StreamState } from "./stream-group.ts";
import type { Reading } from "./stream-reader.ts";
import { entryId, positionOf, type Entry } from "./streams.ts";

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
  /** Where the group was last set. */
  #told = -1;

  constructor(options: StreamPartitionOptions) {
    const { client, stream, consumer, position } = options;
    this.#options = options;
    this.stream = stream;
    this.position = position;
    this.#committed = position;
    this.#cursor = entryId(position);
    this.#group = new StreamGroup(client, { stream, name: consumer });
  }

  get after(): string | undefined {
    return this.#isBegun && this.#options.hasRoom() ? this.#cursor : undefined;
  }

  add(entries: readonly Entry[]): void {
    const { source, partition, take, passedOver } = this.#options;
    const events: Recorded[] = [];
    for (const { id, event: text } of entries) {
      this.#cursor = id;
      const event = text === undefined ? undefined : decodeCloudEvent(text, partition);
      if (event?.source !== source || event.position !== positionOf(id)) {
        passedOver(id);
        continue;
      }
      if (event.position <= this.position) continue;
      this.position = event.position;
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
    if (!this.#isBegun) await this.#group.create(this.#committed);
    const state = await streamState(this.#options.client, this.stream);
    if (!this.#isBegun) {
      if (isTrimmed(state, this.position)) throw this.#trimmed(state);
      this.#isBegun = true;
    }
    // Entries of others may be far ahead of ours, until they are moved aside and ours come before them.
    if (positionOf(this.#cursor) !== this.position) this.#cursor = entryId(this.position);
    this.unread = entriesBehind(state, this.position);
    // Foreign ones at the end are above all positions.
    if (this.#told === this.#committed) return;
    await this.#group.move(this.#committed, state);
    this.#told = this.#committed;
  }

  #trimmed({ first }: StreamState): Terminal {
    const { consumer } = this.#options;
    return new Terminal(
      "redis-trimmed",
      `stream ${this.stream} begins at ${first} and was trimmed, but ${consumer} has read it only up to ${this.position}: it waits. Delete the stream while the service that writes it runs: it is filled again from the log`,
    );
  }
}

function isTrimmed({ first, length, added }: StreamState, position: number): boolean {
  return length > 0 && first > position && added > length;
}
