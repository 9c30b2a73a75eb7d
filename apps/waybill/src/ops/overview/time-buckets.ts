/** Values by the stretch of time that they belong to; those that are too old are forgotten. */
export class TimeBuckets<T> {
  readonly stepMs: number;
  readonly #count: number;
  readonly #make: () => T;
  readonly #buckets = new Map<number, T>();

  constructor(options: {
    readonly stepMs: number;
    readonly count: number;
    readonly make: () => T;
  }) {
    this.stepMs = options.stepMs;
    this.#count = options.count;
    this.#make = options.make;
  }

  /** The bucket of a time, in milliseconds since 1970. */
  at(ms: number): T {
    const number = Math.floor(ms / this.stepMs);
    const known = this.#buckets.get(number);
    if (known !== undefined) return known;
    const made = this.#make();
    this.#buckets.set(number, made);
    for (const old of this.#buckets.keys()) {
      if (old <= number - this.#count) this.#buckets.delete(old);
    }
    return made;
  }

  /** The last `count` buckets that are over, oldest first; `undefined` for those in which nothing was. */
  last(count: number, now: number): readonly (T | undefined)[] {
    const current = Math.floor(now / this.stepMs);
    return Array.from({ length: count }, (_, index) => this.#buckets.get(current - count + index));
  }
}
