import type { Clock, Ids } from "@waybill/kit";

/** Time that passes when a test says so. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  pass(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter((each) => each.at <= this.#now);
    this.#timers = this.#timers.filter((each) => each.at > this.#now);
    for (const { callback } of due) callback();
  }

  get waiting(): number {
    return this.#timers.length;
  }
}

export function countingIds(): Ids {
  let count = 0;
  return {
    make: (prefix) => `${prefix}_${++count}`,
    traceparent: () => `00-${"1".repeat(32)}-${"1".repeat(16)}-01`,
  };
}
