/**
 * What waits in the partitions of a log. Messages are amounts, not things: the mean of many. All
 * partitions get the same share of what arrives, so one curve of arrivals tells of each how old what
 * it waits for is.
 */
export class Backlog {
  readonly #stepSeconds: number;
  /** Messages of one partition that have arrived by the end of each step. */
  readonly #arrived: Float64Array;
  #steps = 0;
  readonly #handled: number[];
  /** For each partition the step of its oldest message. */
  readonly #oldest: number[];

  constructor({
    partitions,
    steps,
    stepSeconds,
  }: {
    readonly partitions: number;
    readonly steps: number;
    readonly stepSeconds: number;
  }) {
    this.#stepSeconds = stepSeconds;
    this.#arrived = new Float64Array(steps);
    this.#handled = Array.from({ length: partitions }, () => 0);
    this.#oldest = Array.from({ length: partitions }, () => 0);
  }

  /** Lets a step begin, in which so many messages arrive over all partitions. */
  arrive(messages: number): void {
    const before = this.#arrivedPerPartition;
    this.#arrived[this.#steps++] = before + messages / this.#handled.length;
  }

  waiting(partition: number): number {
    return Math.max(0, this.#arrivedPerPartition - (this.#handled[partition] ?? 0));
  }

  /** Handles the oldest of a partition; no more than wait. */
  handle(partition: number, messages: number): void {
    const handled = this.#handled[partition] ?? 0;
    this.#handled[partition] = handled + Math.min(messages, this.waiting(partition));
  }

  get lag(): number {
    return this.#handled.reduce((sum, _, partition) => sum + this.waiting(partition), 0);
  }

  /** How long the oldest message waits at the end of the present step, in seconds; 0: none does. */
  oldestSeconds(): number {
    return Math.max(...this.#handled.map((_, partition) => this.#ageOf(partition)));
  }

  #ageOf(partition: number): number {
    // Sums of fractions are off by some units of the last place, which is no message.
    if (this.waiting(partition) < 1e-6) return 0;
    const handled = this.#handled[partition] ?? 0;
    let step = this.#oldest[partition] ?? 0;
    while ((this.#arrived[step] ?? Infinity) <= handled) step++;
    this.#oldest[partition] = step;
    return (this.#steps - step) * this.#stepSeconds;
  }

  get #arrivedPerPartition(): number {
    return this.#arrived[this.#steps - 1] ?? 0;
  }
}
