import type { Child } from "./child.ts";

interface ServiceReplicasOptions {
  /** Starts the process of this number, and tells where it serves; `undefined` when it has ended. */
  readonly start: (number: number, at: (url: string | undefined) => void) => Child;
  /** The addresses are others. Resolves when nobody is sent to one that is gone from them. */
  readonly changed: () => Promise<void>;
}

interface Replica {
  readonly number: number;
  readonly child: Child;
}

/** The processes of one service: numbered from 1, the newest is the first to go. */
export class ServiceReplicas {
  readonly #options: ServiceReplicasOptions;
  #replicas: readonly Replica[] = [];
  readonly #urls = new Map<number, string>();
  /** Those that finish what is under way. Their numbers are not given again meanwhile. */
  readonly #leaving = new Map<number, Promise<void>>();
  #stopped = false;

  constructor(options: ServiceReplicasOptions) {
    this.#options = options;
  }

  /** Without those that are about to go. */
  get count(): number {
    return this.#replicas.length;
  }

  get urls(): readonly string[] {
    return [...this.#urls.values()];
  }

  scaleTo(count: number): void {
    if (this.#stopped) return;
    while (this.#replicas.length < count) this.#add();
    for (const each of this.#replicas.slice(count)) this.#leave(each);
    this.#replicas = this.#replicas.slice(0, count);
  }

  /** From now on none is started, or started again. */
  retire(): void {
    this.#stopped = true;
    for (const { child } of this.#replicas) child.retire();
  }

  /** Resolves when all are gone. */
  async stop(): Promise<void> {
    this.retire();
    await Promise.all([
      ...this.#replicas.map(({ child }) => child.stop()),
      ...this.#leaving.values(),
    ]);
  }

  #add(): void {
    const number = this.#freeNumber();
    const child = this.#options.start(number, (url) => {
      if (url === undefined) this.#urls.delete(number);
      else if (!this.#leaving.has(number)) this.#urls.set(number, url);
      void this.#options.changed();
    });
    this.#replicas = [...this.#replicas, { number, child }];
  }

  /** First nobody is sent there any more, then it is stopped: it finishes what it has, and leaves its leases. */
  #leave({ number, child }: Replica): void {
    this.#urls.delete(number);
    const gone = this.#options
      .changed()
      .then(() => child.stop())
      .finally(() => this.#leaving.delete(number));
    this.#leaving.set(number, gone);
  }

  #freeNumber(): number {
    const taken = new Set([...this.#replicas.map(({ number }) => number), ...this.#leaving.keys()]);
    let number = 1;
    while (taken.has(number)) number += 1;
    return number;
  }
}
