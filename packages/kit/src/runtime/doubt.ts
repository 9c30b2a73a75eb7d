import type { Clock } from "../ports/clock.ts";

const doubtMs = 10_000;

/**
 * Whether this process should ask the store about what it does not remember. As a rule it takes that
 * for new, which saves a round trip: if it is not new, its unique index refuses the commit, nothing is
 * written, and the batch is decided again with what the store knows. Such things come in runs (after a
 * restart, or when a process took over from another), so for a while after one the store is asked first.
 */
export class Doubt {
  readonly #clock: Clock;
  #until = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A batch was refused as stale: something that it took for new may be the reason. */
  raise(): void {
    this.#until = this.#clock.now() + doubtMs;
  }

  get isRaised(): boolean {
    return this.#clock.now() < this.#until;
  }
}
