/** Deadlines of the checkout, in milliseconds. */
export interface CheckoutTiming {
  /** For inventory to reserve or to refuse. */
  readonly reserveMs: number;
  /** For the provider to authorise or to decline, its retries included, and for the order to be confirmed. */
  readonly authorizeMs: number;
  /** From the request for shipment until the last parcel has left. */
  readonly shipMs: number;
  /** A capture without an answer is asked for again after this time, doubled each time. */
  readonly captureMs: number;
  /** The same for whatever has to be undone. */
  readonly undoMs: number;
  /** Sendings without an answer after which a person has to look. With the doubling, 9 of a minute take about four hours. */
  readonly maxAttempts: number;
}

const seconds = 1_000;
const minutes = 60 * seconds;
const days = 24 * 60 * minutes;

export const defaultTiming: CheckoutTiming = {
  reserveMs: 60 * seconds,
  authorizeMs: 5 * minutes,
  shipMs: 14 * days,
  captureMs: minutes,
  undoMs: minutes,
  maxAttempts: 9,
};
