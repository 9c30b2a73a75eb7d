import type { Evidence } from "./evidence.ts";
import type { Load } from "./load.ts";
import type { Options } from "./options.ts";
import type { Place, Shop } from "./shop.ts";
import type { Split } from "./split/split.ts";

/** What a drill strikes at, under load. */
export interface Scene {
  readonly shop: Shop;
  readonly load: Load;
  readonly evidence: Evidence;
  readonly options: Options;
}

export interface Drill {
  readonly name: string;
  /** Numbers of FAULTS.md. */
  readonly faults: readonly number[];
  readonly place: Place;
  /** Its services run as processes of their own, on a broker. All of them in one process, and no broker, when absent. */
  readonly split?: Split;
  readonly isQuick: boolean;
  /**
   * Mails go through a mail server that counts them, in a full run; else they are written down. Mails
   * cost more than orders, so the figures of a drill with them are about mails.
   */
  readonly isMailing?: boolean;
  /** Of the servers. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the processes of the drill can carry on two cores, in orders a second; the options' rate when that is less. */
  readonly mostOrdersPerSecond?: number;
  /** Payment token of the nth order; the usual mix when absent. */
  readonly tokenOf?: (number: number) => string;
  /** Strikes, and returns when the fault is over. */
  strike(scene: Scene): Promise<void>;
}

/** Faults that something else shows. */
export interface Elsewhere {
  readonly fault: number;
  readonly why: string;
}

export type Verdict = "passed" | "failed" | "unknown" | "not-here";

export interface Line {
  readonly fault: string;
  readonly drill?: string;
  /** Strikes that met orders in flight. */
  readonly hit: number;
  readonly times: number;
  /** The longest time from a strike to the next acceptance. */
  readonly recoveredAfterSeconds: number | null;
  readonly recoveredAfterSecondsMedian?: number | null;
  /** From the last customer until every order had ended. */
  readonly drainedAfterSeconds?: number | null;
  /** Orders completed a second. */
  readonly goodputBefore: number | null;
  readonly goodputDuring: number | null;
  readonly goodputAfter: number | null;
  /** Goodput afterwards against before. What had piled up is caught up on, so it may be above 1. */
  readonly goodputRatio?: number | null;
  readonly orders: number;
  readonly seconds?: number;
  readonly violations: readonly string[];
  readonly verdict: Verdict;
  readonly why?: string;
}
