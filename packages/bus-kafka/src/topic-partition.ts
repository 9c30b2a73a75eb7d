import { decodeCloudEvent, type Recorded } from "@waybill/kit";
import type { IncomingRecord } from "./cluster/record.ts";
import { OffsetTrail } from "./offset-trail.ts";
import { previousOf } from "./previous-position.ts";

/**
 * What a record is to a consumer: an event that is handed on; one that it has behind it or does not want; none
 * of ours; or one before which something is missing.
 */
export type Look =
  | { readonly kind: "event"; readonly event: Recorded }
  | { readonly kind: "passed" | "foreign" }
  | { readonly kind: "gap"; readonly previous: number };

export interface TopicPartitionOptions {
  readonly source: string;
  readonly types: ReadonlySet<string>;
  readonly partition: number;
  readonly position: number;
}

/** One partition of a topic as a consumer reads it, from a position on. */
export class TopicPartition {
  /** Newest position that was handed on, or passed over. */
  position: number;
  /** Of the next record to come; undefined until it is known where to begin. */
  offset: bigint | undefined;
  /** Whether it was looked for what is missing: from there on it can only come behind what is read. */
  isSought = false;
  /** Records that cannot be handed on before what is missing. */
  held = 0;
  readonly #options: TopicPartitionOptions;
  #trail: OffsetTrail | undefined;

  constructor(options: TopicPartitionOptions) {
    this.#options = options;
    this.position = options.position;
  }

  /** Everything that is newer than the position stands behind this offset, if it is there. */
  begin(offset: bigint): void {
    this.offset = offset;
    this.held = 0;
    this.#trail ??= new OffsetTrail(this.position, offset);
  }

  /** Everything before this offset is done, as the consumer has written down. */
  get reached(): bigint | undefined {
    return this.#trail?.reached;
  }

  moved(position: number): void {
    this.#trail?.move(position);
  }

  /** @param record the one that has this offset, or the next one that there is */
  look(record: IncomingRecord): Look {
    const { source, types, partition } = this.#options;
    const next = record.offset + 1n;
    this.offset = next;
    const event = record.value && decodeCloudEvent(record.value.toString(), partition);
    const isOurs = event?.source === source;
    if (isOurs && event.position > this.position) {
      const previous = previousOf(record);
      if (previous > this.position) {
        this.held += 1;
        return { kind: "gap", previous };
      }
      this.position = event.position;
      this.held = 0;
      this.isSought = false;
      if (types.has(event.type)) {
        this.#trail?.give(event.position, next);
        return { kind: "event", event };
      }
    }
    // What is held back is not done, nor is what stands between.
    if (this.held === 0) this.#trail?.pass(this.position, next);
    return { kind: event === undefined ? "foreign" : "passed" };
  }
}
