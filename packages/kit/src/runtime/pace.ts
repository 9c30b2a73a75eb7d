import type { Clock } from "../ports/clock.ts";
import type { WaitingRequests } from "./request-queue.ts";

/**
 * A batch begins no sooner than this after the one before it began, so that a busy service makes
 * fewer and larger ones: a batch costs about 1.5 ms of the processors before its first unit, which
 * at 150 orders a second was nearly all that two cores had (measured).
 */
const paceMs = 20;
/** A small batch is followed by a shorter rest: so long for each unit. */
const unitPaceMs = 5;
/** A request does not wait as long for its batch: somebody waits for it. */
const requestPaceMs = 6;
/** The pace while so many requests of the process wait: in a rush orders are taken first, and carried on in larger batches. */
const rushPaceMs = 35;
const rushRequests = 48;

/** The rest of a service between two batches. */
export class Pace {
  readonly #clock: Clock;
  readonly #waiting: WaitingRequests | undefined;
  /** When the latest batch began, and how many units it had. */
  #began = Number.NEGATIVE_INFINITY;
  #units = 0;
  #hurried = false;
  #ended = false;
  #look: () => void = () => undefined;

  constructor(options: { readonly clock: Clock; readonly waiting?: WaitingRequests | undefined }) {
    this.#clock = options.clock;
    this.#waiting = options.waiting;
  }

  began(units: number): void {
    this.#began = this.#clock.now();
    this.#units = units;
    this.#hurried = false;
  }

  /** A request has come: the rest before the next batch is short. */
  hurry(): void {
    this.#hurried = true;
    this.#look();
  }

  /** There is no rest any more. */
  end(): void {
    this.#ended = true;
    this.#look();
  }

  /** Resolves when the next batch may begin. */
  async rest(): Promise<void> {
    for (;;) {
      const leftMs = this.#began + this.#paceMs - this.#clock.now();
      // A clock that was set back must not make it wait for long.
      if (leftMs <= 0 || leftMs > rushPaceMs || this.#ended) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const cancel = this.#clock.after(leftMs, resolve);
      this.#look = resolve;
      await promise;
      cancel();
    }
  }

  get #paceMs(): number {
    if (this.#hurried) return requestPaceMs;
    if ((this.#waiting?.count ?? 0) >= rushRequests) return rushPaceMs;
    return Math.min(paceMs, this.#units * unitPaceMs);
  }
}
