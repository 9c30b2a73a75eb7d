import type { Clock } from "../ports/clock.ts";

export type BreakerState = "closed" | "open" | "half-open";

/**
 * Circuit breaker on the runtime's own clock, so that simulated time moves it, too. Opens after
 * so many failures in a row, lets a few calls through after a pause, closes with a success.
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #breakAfter: number;
  readonly #breakMs: number;
  #failures = 0;
  #openUntil = 0;

  constructor(clock: Clock, options: { readonly breakAfter: number; readonly breakMs: number }) {
    this.#clock = clock;
    this.#breakAfter = options.breakAfter;
    this.#breakMs = options.breakMs;
  }

  get state(): BreakerState {
    if (this.#failures < this.#breakAfter) return "closed";
    return this.waitMs > 0 ? "open" : "half-open";
  }

  /** Milliseconds until calls may be tried again; a clock that is set back does not make them more. */
  get waitMs(): number {
    if (this.#failures < this.#breakAfter) return 0;
    const left = this.#openUntil - this.#clock.now();
    return left > this.#breakMs ? 0 : Math.max(0, left);
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(): void {
    this.#failures += 1;
    if (this.#failures >= this.#breakAfter) this.#openUntil = this.#clock.now() + this.#breakMs;
  }
}
