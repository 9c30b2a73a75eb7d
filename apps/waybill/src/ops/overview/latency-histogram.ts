/** Upper bounds grow by a seventh, so that a quantile is off by 7% at most. */
const growth = 1.14;
const bucketCount = 110;

/** Durations counted by size: adding one costs a logarithm, and histograms can be merged. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(bucketCount);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(ms: number): void {
    const bucket = Math.round(Math.log(Math.max(ms, 1)) / Math.log(growth));
    const index = Math.min(bucket, bucketCount - 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total += 1;
  }

  merge(other: LatencyHistogram): void {
    for (const [index, count] of other.#counts.entries()) {
      this.#counts[index] = (this.#counts[index] ?? 0) + count;
    }
    this.#total += other.#total;
  }

  /** @returns milliseconds; undefined when there is nothing */
  quantile(q: number): number | undefined {
    if (this.#total === 0) return undefined;
    let left = Math.ceil(q * this.#total);
    for (const [index, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return Math.round(growth ** index);
    }
    return undefined;
  }
}
