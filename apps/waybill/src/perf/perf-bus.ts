import type { Feed, Recorded } from "@waybill/kit";

/** A bus with a place of its own to measure it in. */
export interface PerfBus {
  /** Resolves when they are acknowledged, as the bus has it. */
  publish(events: readonly Recorded[]): Promise<void>;
  /** Everything from the beginning on. */
  subscribe(ready: () => void): Feed;
  /** Closes it, and removes all that was made for it. */
  remove(): Promise<void>;
}
