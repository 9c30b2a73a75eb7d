import { Tinypool } from "tinypool";
import { profileOf, type ProfileOptions } from "./profile.ts";
import { simulate, type WorldReport } from "./simulate.ts";

export interface WorldsOptions extends ProfileOptions {
  readonly ordersPerWorld: number;
  /** Worlds that run at the same time, each on a thread of its own; 1 when absent, on this thread. */
  readonly jobs?: number;
  /** Whether to make a digest of the history of each world. */
  readonly digest?: boolean;
}

/** Plain data, so that it can go from thread to thread. */
export interface WorldRequest extends ProfileOptions {
  readonly seed: number;
  readonly orders: number;
  readonly digest: boolean;
}

/** Runs the worlds of seeds that follow one another. */
export class Worlds {
  readonly #options: WorldsOptions;
  /** Worlds that have begun at most, so that no thread waits for the slowest. */
  readonly #begun: number;
  readonly #pool: Tinypool | undefined;
  /** By seed: those that have begun before it is their turn. */
  readonly #ahead = new Map<number, Promise<WorldReport>>();

  constructor(options: WorldsOptions) {
    const { jobs = 1 } = options;
    this.#options = options;
    this.#begun = jobs === 1 ? 1 : 2 * jobs;
    this.#pool =
      jobs === 1
        ? undefined
        : new Tinypool({
            filename: new URL("world-thread.ts", import.meta.url),
            name: runWorld.name,
            minThreads: jobs,
            maxThreads: jobs,
          });
  }

  /**
   * The world of a seed. Beside it the next ones begin, as long as it is sure how many orders they will have:
   * a world takes as many as it was meant to, or fewer.
   * @param left orders that are wanted of it and all that follow
   */
  async run(seed: number, left: number): Promise<WorldReport> {
    const { ordersPerWorld } = this.#options;
    const report = this.#ahead.get(seed) ?? this.#begin(seed, Math.min(ordersPerWorld, left));
    this.#ahead.delete(seed);
    for (let next = 1; next < this.#begun && left >= (next + 1) * ordersPerWorld; next++) {
      if (this.#ahead.has(seed + next)) continue;
      const begun = this.#begin(seed + next, ordersPerWorld);
      // Told when it is its turn, which may never come.
      begun.catch(() => undefined);
      this.#ahead.set(seed + next, begun);
    }
    return report;
  }

  /** Gives up the worlds whose turn has not come. */
  async close(): Promise<void> {
    await this.#pool?.destroy();
  }

  #begin(seed: number, orders: number): Promise<WorldReport> {
    const { only, digest = false } = this.#options;
    const request = { seed, orders, digest, ...(only === undefined ? {} : { only }) };
    return this.#pool === undefined
      ? runWorld(request)
      : (this.#pool.run(request) as Promise<WorldReport>);
  }
}

export async function runWorld({ seed, orders, digest, only }: WorldRequest): Promise<WorldReport> {
  const profile = profileOf(seed, only === undefined ? {} : { only });
  const { world: _, foreign: __, ...report } = await simulate({ seed, orders, profile, digest });
  return report;
}
