import { keyOf, type Recorded, type ServiceContext } from "@waybill/kit";
import { isEnded, type Order } from "./domain/order-state.ts";
import { order } from "./domain/order.ts";

type Listener = (event: Recorded) => void;

/** How often a watched order is looked at without being told: another process may have written to it. */
const lookAgainMs = 1_000;

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 at which to give up. */
  readonly until: number;
}

/**
 * Tells whoever waits for an order what happens to it: at once when this process wrote it, else
 * within a second. Costs nothing while nobody waits.
 */
export class OrderWatch {
  readonly #context: Pick<ServiceContext, "clock" | "state">;
  readonly #listeners = new Map<string, Set<Listener>>();
  /** Ends the watching; who waits goes on by looking. */
  readonly stop: () => void;

  constructor(context: Pick<ServiceContext, "clock" | "state" | "onCommitted">) {
    this.#context = context;
    this.stop = context.onCommitted((events) => {
      if (this.#listeners.size === 0) return;
      for (const event of events) {
        const listeners = this.#listeners.get(keyOf(event.stream));
        for (const listener of listeners ?? []) listener(event);
      }
    });
  }

  /** Collects what happens to an order from now on. Close it, or it is kept for ever. */
  follow(orderId: string): Follower {
    const follower = new Follower(this.#context.clock, () => {
      const listeners = this.#listeners.get(orderId);
      listeners?.delete(follower.listener);
      if (listeners?.size === 0) this.#listeners.delete(orderId);
    });
    const listeners = this.#listeners.get(orderId) ?? new Set();
    listeners.add(follower.listener);
    this.#listeners.set(orderId, listeners);
    return follower;
  }

  /** The order when it has ended, or as it is at the end of the waiting; `undefined`: there is none. */
  async untilEnded(orderId: string, { signal, until }: WatchOptions): Promise<Order | undefined> {
    const { clock } = this.#context;
    const follower = this.follow(orderId);
    try {
      for (;;) {
        const current = (await this.#context.state(order, orderId))?.state ?? undefined;
        const waitMs = Math.min(until - clock.now(), lookAgainMs);
        if (current === undefined || isEnded(current) || waitMs <= 0 || signal.aborted) {
          return current;
        }
        await follower.next(waitMs, signal);
      }
    } finally {
      follower.close();
    }
  }
}

/** What happens to one order, as it happens. */
export class Follower {
  readonly listener: Listener;
  readonly close: () => void;
  readonly #clock: ServiceContext["clock"];
  #events: Recorded[] = [];
  #wake: () => void = () => undefined;

  constructor(clock: ServiceContext["clock"], close: () => void) {
    this.#clock = clock;
    this.close = close;
    this.listener = (event) => {
      this.#events.push(event);
      this.#wake();
    };
  }

  /** What happened since the last call; waits for something up to `waitMs`, or until the signal. */
  async next(waitMs: number, signal: AbortSignal): Promise<readonly Recorded[]> {
    if (this.#events.length === 0 && !signal.aborted) await this.#something(waitMs, signal);
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #something(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener("abort", done);
        this.#wake = () => undefined;
        resolve();
      };
      const cancel = this.#clock.after(waitMs, done);
      signal.addEventListener("abort", done, { once: true });
      this.#wake = done;
    });
  }
}
