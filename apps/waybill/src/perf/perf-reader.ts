import type { Feed } from "@waybill/kit";
import type { PerfBus } from "./perf-bus.ts";

const takenAtOnce = 1_000;

/** Counts what a bus brings. */
export class PerfReader {
  readonly #feed: Feed;
  #hasNews = false;
  #told: () => void = () => undefined;

  constructor(bus: PerfBus) {
    this.#feed = bus.subscribe(() => {
      this.#hasNews = true;
      this.#told();
    });
  }

  /** Resolves with how many came: all that were asked for, or fewer when the signal ended it. */
  async take(count: number, signal: AbortSignal): Promise<number> {
    let taken = 0;
    while (taken < count && !signal.aborted) {
      this.#hasNews = false;
      const { messages } = this.#feed.take(Math.min(takenAtOnce, count - taken));
      taken += messages.length;
      if (messages.length === 0) await this.#news(signal);
    }
    return taken;
  }

  close(): void {
    this.#feed.close();
  }

  async #news(signal: AbortSignal): Promise<void> {
    if (this.#hasNews || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        signal.removeEventListener("abort", end);
        resolve();
      };
      this.#told = end;
      signal.addEventListener("abort", end);
    });
  }
}
