import { keyOf } from "@waybill/kit";
import type { LogEvent, Part, ServiceLog, StoredState } from "../sources.ts";
import { Cursor } from "./cursor.ts";

/** A stream as its log has it, and as the store does. */
export interface Stream {
  readonly service: string;
  readonly stream: string;
  readonly key: string;
  readonly events: readonly LogEvent[];
  readonly stored: StoredState | undefined;
}

/** Reads the streams of a category one by one: their events joined with their stored states. */
export class StreamReader {
  readonly #service: string;
  readonly #events: Cursor<LogEvent>;
  readonly #states: Cursor<StoredState>;
  #started = false;

  constructor(log: ServiceLog, part: Part) {
    this.#service = log.service.name;
    this.#events = new Cursor(log.events(part));
    this.#states = new Cursor(log.states(part));
  }

  /** The next stream, in the order of their ids; `undefined` at the end. */
  async next(): Promise<Stream | undefined> {
    if (!this.#started) {
      this.#started = true;
      await Promise.all([this.#events.fill(), this.#states.fill()]);
    }
    const event = this.#events.current;
    const state = this.#states.current;
    if (event === undefined && state === undefined) return undefined;
    const stream = smaller(event?.stream, state?.stream);
    const events: LogEvent[] = [];
    for (let each = event; each?.stream === stream; each = this.#events.current) {
      events.push(each);
      if (!this.#events.step()) await this.#events.fill();
    }
    const stored = state?.stream === stream ? state : undefined;
    if (stored !== undefined && !this.#states.step()) await this.#states.fill();
    return { service: this.#service, stream, key: keyOf(stream), events, stored };
  }
}

function smaller(a: string | undefined, b: string | undefined): string {
  if (a === undefined) return b ?? "";
  if (b === undefined) return a;
  return a < b ? a : b;
}
