import TinyQueue from "tinyqueue";
import type { Time } from "./time.ts";

interface Entry {
  readonly at: number;
  /** Entries of one moment happen in the order in which they were made. */
  readonly order: number;
  callback: (() => void) | undefined;
}

/**
 * Time that passes only when nothing is left to do. Between two entries every promise that can be
 * settled is, so code that awaits runs on until it really waits: for an answer, or for a timer.
 */
export class VirtualTime implements Time {
  #now: number;
  #order = 0;
  readonly #entries = new TinyQueue<Entry>([], (a, b) => a.at - b.at || a.order - b.order);

  /** @param start milliseconds since 1970 */
  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const entry: Entry = {
      at: this.#now + Math.max(0, Math.ceil(delayMs)),
      order: this.#order++,
      callback,
    };
    this.#entries.push(entry);
    return () => {
      entry.callback = undefined;
    };
  }

  /**
   * Lets time pass until `done` says so, or until `limit` (milliseconds since 1970).
   * @returns whether it is done
   */
  async run(done: () => boolean, limit: number): Promise<boolean> {
    await settled();
    while (!done()) {
      const entry = this.#entries.pop();
      if (entry === undefined || entry.at > limit) {
        if (entry !== undefined) this.#entries.push(entry);
        this.#now = Math.max(this.#now, Number.isFinite(limit) ? limit : this.#now);
        return false;
      }
      if (entry.callback === undefined) continue;
      this.#now = entry.at;
      entry.callback();
      await settled();
    }
    return true;
  }
}

/**
 * Resolves when no promise can go on. Node runs what is put off to the next tick when the queue of
 * microtasks is empty; to wait for a turn of the event loop instead cost a fifth of the time.
 */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
