import {
  sourceOf,
  type Bus,
  type Feed,
  type Places,
  type Recorded,
  type Taken,
} from "@waybill/kit";

type Subscription = Parameters<Bus["subscribe"]>[0];

export interface SimulatedFeedOptions extends Subscription {
  readonly log: readonly Recorded[];
  /** How many positions the next take repeats; 0 for none. */
  readonly goesBack: () => number;
  /** Asks the bus to look at the log for it. */
  readonly look: () => void;
  readonly closed: (feed: SimulatedFeed) => void;
}

/** A consumer's view of one log: up to where it has been told of it. */
export class SimulatedFeed implements Feed {
  readonly source: string;
  /** It hears nothing until then, in milliseconds since 1970. */
  lateUntil = 0;
  readonly #options: SimulatedFeedOptions;
  /** Nothing before it is ever repeated. */
  readonly #first: number;
  #tail: number;
  #visible: number;
  /** The furthest it has been taken to: only beyond it something is repeated, or it would never get ahead. */
  #furthest: number;
  #open = true;

  constructor(options: SimulatedFeedOptions) {
    this.source = sourceOf(options.channel);
    this.#options = options;
    const after = firstOf(options.after);
    this.#first = after;
    this.#tail = after;
    this.#visible = after;
    this.#furthest = after;
  }

  take(max: number): Taken {
    const { log, types, goesBack } = this.#options;
    const messages: Recorded[] = [];
    while (this.#tail < this.#visible) {
      const message = log[this.#tail];
      if (message === undefined) break;
      const wanted = types.has(message.type);
      if (wanted && messages.length >= max) break;
      if (wanted) messages.push(message);
      this.#tail += 1;
    }
    const scannedTo = this.#tail;
    if (scannedTo > this.#furthest) {
      this.#furthest = scannedTo;
      this.#tail = Math.max(this.#first, scannedTo - goesBack());
    }
    return { messages, scannedTo: () => scannedTo };
  }

  seek(places: Places): void {
    const position = firstOf(places);
    this.#tail = position;
    this.#visible = Math.max(position, Math.min(this.#visible, this.#options.log.length));
    this.#options.look();
    if (this.#tail < this.#visible) this.#options.ready();
  }

  /** Events that its own process has just committed: taken when nothing is missing before them. */
  hand(events: readonly Recorded[]): void {
    const first = events[0]?.position ?? 0;
    if (!this.#open || first !== this.#visible + 1) return;
    this.#show(this.#visible + events.length);
  }

  /** Reads on to the end of the log. */
  look(): void {
    if (this.#open && this.isBehind) this.#show(this.#options.log.length);
  }

  get isBehind(): boolean {
    return this.#visible < this.#options.log.length;
  }

  get waiting(): number {
    return this.#visible - this.#tail;
  }

  get unread(): number {
    return Math.max(0, this.#options.log.length - this.#visible);
  }

  get head(): number {
    return this.#visible;
  }

  get oldest(): number | undefined {
    return this.#options.log[this.#tail]?.time;
  }

  close(): void {
    this.#open = false;
    this.#options.closed(this);
  }

  #show(upTo: number): void {
    const { log, types, ready } = this.#options;
    let wanted = false;
    for (let index = this.#visible; index < upTo && !wanted; index++)
      wanted = types.has(log[index]?.type ?? "");
    this.#visible = upTo;
    if (wanted) ready();
  }
}

function firstOf(places: Places): number {
  return Math.min(...places.values());
}
