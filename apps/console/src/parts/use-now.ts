import { useSyncExternalStore } from "react";

/** One timer for all who want the time as often. */
class Ticking {
  #now = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #everyMs: number;
  readonly #listeners = new Set<() => void>();

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  readonly get = (): number => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearInterval(this.#timer);
    };
  };

  #start(): void {
    this.#now = Date.now();
    this.#timer = setInterval(() => {
      this.#now = Date.now();
      for (const listener of this.#listeners) listener();
    }, this.#everyMs);
  }
}

const clocks = new Map<number, Ticking>();

/** The time, in milliseconds since 1970, at most `everyMs` old. */
export function useNow(everyMs: number): number {
  const clock = clocks.get(everyMs) ?? new Ticking(everyMs);
  clocks.set(everyMs, clock);
  return useSyncExternalStore(clock.subscribe, clock.get);
}
