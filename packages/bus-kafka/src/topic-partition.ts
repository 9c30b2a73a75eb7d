import type { Recorded } from "@waybill/kit";
import type { IncomingRecord } from "./cluster/record.ts";
import { OffsetTrail } from "./offset-trail.ts";
import { publishedIn } from "./published-record.ts";

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
  /** How often it was looked for what is missing before the next event. */
  searches = 0;
  /** Records that cannot be handed on before what is missing. */
  held = 0;
  readonly #options: TopicPartitionOptions;
  #trail: OffsetTrail | undefined;
  #listedTo = 0n;

  constructor(options: TopicPartitionOptions) {
    this.#options = options;
    this.position = options.position;
  }

  /**
   * @param offset everything that is newer than the position stands behind it, if it is there
   * @param listedTo what is foreign was looked at before up to this offset
   */
  begin(offset: bigint, listedTo: bigint): void {
    this.offset = offset;
    this.#listedTo = listedTo;
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
    // A position of a stranger's is not gone by: it may be beyond all that are to come.
    const published = publishedIn(record, partition);
    const event = published?.event;
    if (event?.source === source && event.position > this.position) {
      const { previous = 0 } = published ?? {};
      if (previous > this.position) {
        this.held += 1;
        return { kind: "gap", previous };
      }
      this.position = event.position;
      this.held = 0;
      this.searches = 0;
      if (types.has(event.type)) {
        this.#trail?.give(event.position, next);
        return { kind: "event", event };
      }
    }
    // What is held back is not done, nor is what stands between.
    if (this.held === 0) this.#trail?.pass(this.position, next);
    if (event !== undefined) return { kind: "passed" };
    return { kind: record.offset < this.#listedTo ? "passed" : "foreign" };
  }
}
