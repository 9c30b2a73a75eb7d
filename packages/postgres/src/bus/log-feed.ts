import { errorMessage, type Recorded } from "@waybill/kit";
import type { LogReader } from "./log-reader.ts";

export interface FeedOptions {
  readonly source: string;
  readonly types: ReadonlySet<string>;
  readonly after: number;
  readonly reader: LogReader;
  readonly ready: () => void;
  readonly warn: (message: string) => void;
  readonly closed: (feed: LogFeed) => void;
}

const readLimit = 2_000;
/** After so many positions of nothing of interest the consumer is told all the same, and moves its position on: after a restart it would look at all of them again. */
const silentPositions = 5_000;
/** Beyond this many waiting messages a feed stops taking what is handed to it and reads the log later. */
const maxWaiting = 8_000;

/**
 * What one reader still has to see of a log. Events committed in this process are handed over as they are; as
 * soon as something is missing (another process wrote, or the consumer fell behind) the feed reads
 * the log until it has caught up. Positions are dense, so a gap is always noticed.
 */
export class LogFeed {
  readonly source: string;
  readonly #options: FeedOptions;
  #waiting: Recorded[] = [];
  #next = 0;
  #tail: number;
  /** The tail when the consumer was last told. */
  #told: number;
  #head: number;
  #reading = false;
  /** The last read failed: the next look of the bus tries again, sooner would only spin. */
  #failed = false;
  #closed = false;
  /** Counts seeks, so that a read begun before one is thrown away. */
  #generation = 0;

  constructor(options: FeedOptions) {
    this.source = options.source;
    this.#options = options;
    this.#tail = options.after;
    this.#told = options.after;
    this.#head = options.after;
    this.poll();
  }

  /** Takes up to `max` waiting messages. `scannedTo`: everything up to there was looked at. */
  take(max: number): { readonly messages: readonly Recorded[]; readonly scannedTo: number } {
    const end = Math.min(this.#waiting.length, this.#next + max);
    const messages = this.#waiting.slice(this.#next, end);
    this.#next = end;
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    }
    if (this.#tail < this.#head && this.waiting < maxWaiting / 2) this.poll();
    const first = this.#waiting[this.#next];
    return { messages, scannedTo: first === undefined ? this.#tail : first.position - 1 };
  }

  /** Goes back (or forward) to just after a position. */
  seek(position: number): void {
    this.#generation += 1;
    this.#waiting = [];
    this.#next = 0;
    this.#tail = position;
    this.#told = position;
    this.poll();
  }

  /** Messages of interest that wait. */
  get waiting(): number {
    return this.#waiting.length - this.#next;
  }

  /** Positions that nobody has looked at yet, of interest or not. */
  get unread(): number {
    return this.#head - this.#tail;
  }

  get head(): number {
    return this.#head;
  }

  get oldest(): number | undefined {
    return this.#waiting[this.#next]?.time;
  }

  close(): void {
    this.#closed = true;
    this.#options.closed(this);
  }

  /** Events that this process has just committed. */
  hand(events: readonly Recorded[]): void {
    const [first] = events;
    const last = events.at(-1);
    if (first === undefined || last === undefined) return;
    this.#head = Math.max(this.#head, last.position);
    if (first.position !== this.#tail + 1 || this.waiting > maxWaiting) {
      if (!this.#reading && this.waiting === 0) this.poll();
      return;
    }
    this.#tail = last.position;
    this.#add(events);
  }

  /** The log is known to reach this far. @returns whether that is news */
  reaches(head: number): boolean {
    const news = head > this.#head;
    this.#head = Math.max(this.#head, head);
    if (this.#tail < this.#head || this.#failed) this.poll();
    return news;
  }

  /** Everything up to here is taken or waits. */
  get tail(): number {
    return this.#tail;
  }

  /** Looks whether the log has more. */
  poll(): void {
    if (this.#reading || this.#closed || this.waiting > maxWaiting) return;
    this.#reading = true;
    void this.#read().finally(() => {
      this.#reading = false;
      if (!this.#failed && this.#tail < this.#head && this.waiting < maxWaiting / 2) this.poll();
    });
  }

  async #read(): Promise<void> {
    const generation = this.#generation;
    try {
      const part = await this.#options.reader.read([...this.#options.types], this.#tail, readLimit);
      this.#failed = false;
      if (this.#generation !== generation || this.#closed) return;
      // What was handed over meanwhile has moved the tail on; take only what comes after it.
      const fresh = part.events.filter((event) => event.position > this.#tail);
      this.#tail = Math.max(this.#tail, part.scannedTo);
      this.#head = Math.max(this.#head, part.head);
      this.#add(fresh);
    } catch (error) {
      this.#failed = true;
      if (!this.#closed)
        this.#options.warn(`cannot read the log of ${this.source}: ${errorMessage(error)}`);
    }
  }

  #add(events: readonly Recorded[]): void {
    const { types, ready } = this.#options;
    let added = false;
    for (const event of events) {
      if (!types.has(event.type)) continue;
      this.#waiting.push(event);
      added = true;
    }
    if (!added && this.#tail - this.#told < silentPositions) return;
    this.#told = this.#tail;
    ready();
  }
}
