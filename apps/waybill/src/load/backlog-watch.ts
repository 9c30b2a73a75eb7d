import type { ApiPool } from "../import/api-pool.ts";
import { readCounts, type OrderCounts } from "./order-counts.ts";

/** The server's counts at a time of the run, in seconds from its start, warm-up included. */
export interface BacklogSample extends OrderCounts {
  readonly second: number;
  /** Placed and not ended. */
  readonly open: number;
}

const nothing: OrderCounts = { placed: 0, completed: 0, cancelled: 0 };

/**
 * Reads the server's counters every so often. They are of the whole tenant, so a run that shares it
 * with other customers counts theirs as well; and a server that restarts begins again at 0, which is
 * seen by a counter that falls, and added up as Prometheus' `increase` does.
 */
export class BacklogWatch {
  readonly #api: ApiPool;
  readonly #startedAt: number;
  readonly #samples: BacklogSample[] = [];
  #last: OrderCounts | undefined;
  #sum = nothing;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> = Promise.resolve();

  /** @param startedAt on the clock of `performance.now` */
  constructor(api: ApiPool, startedAt: number) {
    this.#api = api;
    this.#startedAt = startedAt;
  }

  get samples(): readonly BacklogSample[] {
    return this.#samples;
  }

  /** Orders that ended since the start. */
  get ended(): number {
    return this.#sum.completed + this.#sum.cancelled;
  }

  async start(everyMs: number, onSample: () => void): Promise<void> {
    this.#last = await readCounts(this.#api);
    let busy = false;
    this.#timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.#reading = this.read().then(() => {
        busy = false;
        onSample();
      });
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
  }

  /** Takes a sample now. */
  async read(): Promise<BacklogSample | undefined> {
    const counts = await readCounts(this.#api);
    if (counts === undefined) return undefined;
    const last = this.#last ?? nothing;
    this.#last = counts;
    const since = (now: number, before: number): number => (now < before ? now : now - before);
    this.#sum = {
      placed: this.#sum.placed + since(counts.placed, last.placed),
      completed: this.#sum.completed + since(counts.completed, last.completed),
      cancelled: this.#sum.cancelled + since(counts.cancelled, last.cancelled),
    };
    const { placed, completed, cancelled } = this.#sum;
    const second = Math.round(performance.now() - this.#startedAt) / 1_000;
    const sample = { second, placed, completed, cancelled, open: placed - completed - cancelled };
    this.#samples.push(sample);
    return sample;
  }
}
