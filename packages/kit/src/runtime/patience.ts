import type { Clock } from "../ports/clock.ts";

const firstAnswerMs = 250;
/**
 * More for each call: one that is not waited for is parked, which is work for the store and for this process. When these
 * two are what the answers wait for, to park hundreds of calls makes them later.
 */
const perCallMs = 2;
const quietMs = 30;

/**
 * How long to wait for calls made together: a while for the first answer, then as long as answers
 * keep coming shortly after each other. One slow call so costs the others little, and many that
 * are answered late together are waited for.
 */
export class Patience {
  readonly #clock: Clock;
  readonly #ended: () => void;
  #lastAnswer = 0;
  #cancel: () => void;

  constructor(clock: Clock, calls: number, ended: () => void) {
    this.#clock = clock;
    this.#ended = ended;
    this.#cancel = clock.after(firstAnswerMs + calls * perCallMs, ended);
  }

  answered(): void {
    const first = this.#lastAnswer === 0;
    this.#lastAnswer = this.#clock.now();
    if (!first) return;
    this.#cancel();
    this.#lookAfter(quietMs);
  }

  cancel(): void {
    this.#cancel();
  }

  #lookAfter(delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => {
      const quiet = this.#clock.now() - this.#lastAnswer;
      if (quiet >= quietMs) this.#ended();
      else this.#lookAfter(quietMs - quiet);
    });
  }
}
