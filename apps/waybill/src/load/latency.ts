import { createHistogram } from "node:perf_hooks";

export interface LatencyReport {
  readonly samples: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

const microsecondsPerMs = 1_000;
const longestMicroseconds = 3_600_000_000;

/** Latencies in a histogram of fixed size, exact to three digits. */
export class Latency {
  readonly #histogram = createHistogram({ lowest: 1, highest: longestMicroseconds, figures: 3 });

  record(milliseconds: number): void {
    const microseconds = Math.round(milliseconds * microsecondsPerMs);
    this.#histogram.record(Math.min(Math.max(microseconds, 1), longestMicroseconds));
  }

  /** In milliseconds; all 0 without samples. */
  get report(): LatencyReport {
    const histogram = this.#histogram;
    const samples = histogram.count;
    if (samples === 0) return { samples, p50: 0, p95: 0, p99: 0, max: 0 };
    const at = (percentile: number): number =>
      Math.round(histogram.percentile(percentile) / 10) / 100;
    return { samples, p50: at(50), p95: at(95), p99: at(99), max: at(100) };
  }
}
