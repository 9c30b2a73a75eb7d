export interface Part<T> {
  /** Number of the newest item; ask with it the next time. */
  readonly newest: number;
  readonly items: readonly T[];
}

/** What a process has to tell, numbered, so that whoever asks gets what they have not had yet. */
export class Outbox<T> {
  readonly #limit: number;
  readonly #items: (T | undefined)[];
  #newest = 0;

  /** @param limit how many are kept; who asks too seldom misses the older ones */
  constructor(limit: number) {
    this.#limit = limit;
    this.#items = Array.from({ length: limit });
  }

  add(item: T): void {
    this.#newest += 1;
    this.#items[this.#newest % this.#limit] = item;
  }

  /** The items after a number, oldest first. A number of an earlier life of the process is as good as 0. */
  after(number: number, most: number): Part<T> {
    const from = number > this.#newest ? 0 : number;
    const oldest = Math.max(1, this.#newest - this.#limit + 1);
    const first = Math.max(from + 1, oldest);
    const last = Math.min(this.#newest, first + most - 1);
    const items: T[] = [];
    for (let each = first; each <= last; each++) {
      const item = this.#items[each % this.#limit];
      if (item !== undefined) items.push(item);
    }
    return { newest: Math.max(last, from), items };
  }
}
