import type { RandomNumber } from "./random.ts";
import type { RateProfile } from "./rate-profile.ts";

export type ArrivalLaw = "poisson" | "constant";

/**
 * When customers come, in milliseconds from the start, one after the other: customers who do not
 * know of each other (a Poisson process, whatever the rate does), or as regular as the rate is. They are
 * computed one by one, so a backlog of customers who could not be served yet takes no memory.
 */
export class Arrivals {
  readonly #profile: RateProfile;
  /** By how much the integral of the rate grows from one customer to the next: 1 in the mean. */
  readonly #gap: () => number;
  #due = 0;
  #next: number;

  constructor(law: ArrivalLaw, profile: RateProfile, random: RandomNumber) {
    this.#profile = profile;
    this.#gap = law === "constant" ? () => 1 : () => -Math.log(1 - random());
    this.#next = this.#after();
  }

  /** Of the next customer; infinite when nobody comes any more. */
  get next(): number {
    return this.#next;
  }

  take(): number {
    const time = this.#next;
    this.#next = this.#after();
    return time;
  }

  #after(): number {
    this.#due += this.#gap();
    return this.#profile.secondsOf(this.#due) * 1_000;
  }
}
