import type { ArrivalLaw } from "./arrivals.ts";
import type { RateProfile } from "./rate-profile.ts";

/** What `waybill load` is asked for; shares are from 0 to 1. */
export interface LoadOptions {
  /** Orders a second, warm-up included, however the server answers; absent: each connection orders again when it has its answer. */
  readonly profile: RateProfile | undefined;
  readonly seconds: number;
  /** Before the measured time, with the same load. */
  readonly warmupSeconds: number;
  readonly arrivals: ArrivalLaw;
  readonly seed: number;
  /** With a rate: requests under way at most. Without: customers. */
  readonly connections: number;
  /** Without a rate: nobody orders while more orders than this have not ended. */
  readonly maxOpen: number | undefined;
  /** All orders for one SKU. */
  readonly hot: boolean;
  /** SKUs evenly, not by Zipf's law. */
  readonly uniform: boolean;
  /** So many lines in each order; absent: the mix. */
  readonly lines: number | undefined;
  /** So many products of the load's own; absent: the server's catalogue. */
  readonly skus: number | undefined;
  readonly declines: number;
  readonly cancellations: number;
  readonly retries: number;
  /** Orders a second whose way to their confirmation is watched. */
  readonly samples: number;
  /** How long to wait for the last orders to end. */
  readonly drainSeconds: number;
  readonly recordFile: string | undefined;
}
