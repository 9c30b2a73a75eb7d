import type { Time } from "./time.ts";

/** The server of all databases: it can be away, and it can be full. */
export class DatabaseServer {
  /** Counts its starts: what was sent to an earlier one gets no answer. */
  generation = 0;
  isFull = false;
  /** Requests that it works on or whose answers are on their way. */
  underWay = 0;
  readonly #time: Time;
  #downUntil = 0;

  constructor(time: Time) {
    this.#time = time;
  }

  get isUp(): boolean {
    return this.#time.now >= this.#downUntil;
  }

  /** It dies now, with everything that is under way, and is back after a while. */
  restart(downMs: number): void {
    this.generation += 1;
    this.#downUntil = Math.max(this.#downUntil, this.#time.now + downMs);
  }

  /** It is back at once. */
  start(): void {
    this.#downUntil = 0;
  }
}
