import type { Load } from "./load.ts";

/** Times of `performance.now`. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** What a drill has seen of its fault. */
export class Evidence {
  /** Why the drill cannot be done on this machine. */
  notHere: string | undefined;
  times = 0;
  hits = 0;
  /** From the last customer until every order had ended. */
  drainedMs: number | undefined;
  readonly recoveriesMs: number[] = [];
  readonly violations: string[] = [];
  /** Strikes that the drill has prepared and that never came about. */
  readonly missed: string[] = [];
  /** An order may be called off because its stock was held for too long. */
  mayExpire = false;
  readonly notes: string[] = [];
  /** While these lasted, nothing can have been made durable. */
  readonly outages: Interval[] = [];

  /** Called in the moment of each strike. */
  struck(load: Load): void {
    this.times += 1;
    if (load.inFlight() > 0) this.hits += 1;
  }

  /** From a strike to the next acceptance of an order that was sent after it was over. */
  async recovered(load: Load, struckAt: number): Promise<void> {
    this.recoveriesMs.push((await load.nextAcceptance()) - struckAt);
  }
}
