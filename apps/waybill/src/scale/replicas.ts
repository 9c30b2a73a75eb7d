import type { Backlog } from "./backlog.ts";

interface Timing {
  /** From the decision for a replica until it takes messages. */
  readonly startSeconds: number;
  /** A partition rests so long when it moves from one replica to another. */
  readonly takeoverSeconds: number;
}

/** The replicas of a service, and who reads which partition: as evenly as it goes, whole partitions. */
export class Replicas {
  readonly #timing: Timing;
  readonly #owners: number[];
  /** For each replica that serves, its partitions. */
  #shares: readonly (readonly number[])[];
  readonly #restsUntil: number[];
  #serving: number;
  /** When each of those that start will serve, in order. */
  #starting: number[] = [];

  constructor(partitions: number, serving: number, timing: Timing) {
    this.#timing = timing;
    this.#serving = serving;
    this.#owners = Array.from({ length: partitions }, (_, partition) => partition % serving);
    this.#restsUntil = this.#owners.map(() => 0);
    this.#shares = this.#sharesOf(serving);
  }

  /** Those that start among them: they cost as much. */
  get count(): number {
    return this.#serving + this.#starting.length;
  }

  /** Starts or stops some. Those that do not serve yet are stopped first. */
  scaleTo(count: number, nowSeconds: number): void {
    while (this.count < count) this.#starting.push(nowSeconds + this.#timing.startSeconds);
    this.#starting.length = Math.max(0, Math.min(this.#starting.length, count - this.#serving));
    if (this.#serving > count) this.#serve(count, nowSeconds);
  }

  /** Has everybody work for a step. */
  work(
    backlog: Backlog,
    { nowSeconds, messages }: { readonly nowSeconds: number; readonly messages: number },
  ): void {
    const begin = this.#starting.filter((readySeconds) => readySeconds <= nowSeconds).length;
    if (begin > 0) {
      this.#starting = this.#starting.slice(begin);
      this.#serve(this.#serving + begin, nowSeconds);
    }
    for (const share of this.#shares) this.#workOn(share, backlog, { nowSeconds, messages });
  }

  #workOn(
    share: readonly number[],
    backlog: Backlog,
    { nowSeconds, messages }: { readonly nowSeconds: number; readonly messages: number },
  ): void {
    const taken = share
      .filter((partition) => (this.#restsUntil[partition] ?? 0) <= nowSeconds)
      .map((partition) => ({ partition, waiting: backlog.waiting(partition) }))
      .sort((one, other) => one.waiting - other.waiting);
    // The shorter ones leave of their share what they do not need.
    let left = messages;
    for (const [index, { partition, waiting }] of taken.entries()) {
      const handled = Math.min(waiting, left / (taken.length - index));
      backlog.handle(partition, handled);
      left -= handled;
    }
  }

  #serve(count: number, nowSeconds: number): void {
    this.#serving = count;
    for (const [partition, owner] of this.#owners.entries()) {
      const next = partition % count;
      if (next === owner) continue;
      this.#owners[partition] = next;
      this.#restsUntil[partition] = nowSeconds + this.#timing.takeoverSeconds;
    }
    this.#shares = this.#sharesOf(count);
  }

  #sharesOf(serving: number): readonly (readonly number[])[] {
    const partitions = [...this.#owners.keys()];
    return Array.from({ length: serving }, (_, replica) =>
      partitions.filter((partition) => this.#owners[partition] === replica),
    );
  }
}
