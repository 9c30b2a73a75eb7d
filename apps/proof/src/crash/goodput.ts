import type { Interval } from "./evidence.ts";

/** Completed orders a second. @param times of `Date.now` @param window of `performance.now` */
export function goodput(times: readonly number[], { from, to }: Interval): number {
  const offset = performance.timeOrigin;
  const count = times.filter((at) => at >= from + offset && at < to + offset).length;
  return Math.round((count / Math.max(0.001, (to - from) / 1_000)) * 10) / 10;
}
