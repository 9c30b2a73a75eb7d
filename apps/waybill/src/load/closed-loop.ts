import type { LoadOptions } from "./load-options.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { Shot } from "./order-shot.ts";

const pauseAfterFailureMs = 200;

/**
 * Customers who order again as soon as they have their answer: finds how much the server takes. A
 * customer who is told to come back later comes back then, with the same order. With `maxOpen`
 * nobody orders while more orders than that are on their way, so that what is taken is also done.
 */
export class ClosedLoop {
  readonly #desk: OrderDesk;
  readonly #options: LoadOptions;
  /** Orders that have ended since the start. */
  readonly #ended: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #idle = 0;
  #stopped = false;

  constructor(desk: OrderDesk, options: LoadOptions, ended: () => number) {
    this.#desk = desk;
    this.#options = options;
    this.#ended = ended;
  }

  start(): void {
    for (let customer = 0; customer < this.#options.connections; customer += 1) this.#next();
  }

  /** Lets waiting customers order again, when enough orders have ended. */
  resume(): void {
    const { maxOpen = Number.POSITIVE_INFINITY } = this.#options;
    let room = maxOpen - this.#open();
    for (; this.#idle > 0 && room > 0; room -= 1) {
      this.#idle -= 1;
      this.#next();
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #next(): void {
    if (this.#stopped) return;
    const { maxOpen } = this.#options;
    if (maxOpen !== undefined && this.#open() >= maxOpen) {
      this.#idle += 1;
      return;
    }
    this.#desk.order(performance.now(), (shot, again) => {
      this.#answered(shot, again);
    });
  }

  #answered(shot: Shot, again: () => void): void {
    if (shot.answer === "ok") {
      this.#next();
      return;
    }
    const pauseMs = shot.retryAfterMs > 0 ? shot.retryAfterMs : pauseAfterFailureMs;
    // An order that is refused for what it says is not sent again.
    const repeat = shot.answer === "unknown" || shot.status === 429 || shot.status === 503;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#stopped) return;
      if (repeat) again();
      else this.#next();
    }, pauseMs);
    this.#timers.add(timer);
  }

  #open(): number {
    return this.#desk.accepted + this.#desk.inFlight - this.#ended();
  }
}
