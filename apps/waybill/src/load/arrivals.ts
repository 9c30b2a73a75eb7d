import type { RandomNumber } from "./random.ts";

export type ArrivalLaw = "poisson" | "constant";

/**
 * When customers come, in milliseconds from the start, one after the other: customers who do not
 * know of each other (exponential gaps), or one every so often. They are computed one by one, so a
 * backlog of customers who could not be served yet takes no memory.
 */
export class Arrivals {
  readonly #gap: () => number;
  #next: number;

  constructor(law: ArrivalLaw, perSecond: number, random: RandomNumber) {
    const meanMs = 1_000 / perSecond;
    this.#gap = law === "constant" ? () => meanMs : () => -Math.log(1 - random()) * meanMs;
    this.#next = this.#gap();
  }

  /** Of the next customer. */
  get next(): number {
    return this.#next;
  }

  take(): number {
    const time = this.#next;
    this.#next += this.#gap();
    return time;
  }
}
