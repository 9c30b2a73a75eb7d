import type { Batches } from "../sources.ts";

/**
 * Reads batches one record at a time and waits only between batches. The next batch is asked for
 * while the present one is worked on, so the database and this process work side by side.
 */
export class Cursor<T> {
  readonly #iterator: AsyncIterator<readonly T[]>;
  #coming: Promise<IteratorResult<readonly T[]>> | undefined;
  #batch: readonly T[] = [];
  #index = 0;
  #ended = false;

  constructor(batches: Batches<T>) {
    this.#iterator = batches[Symbol.asyncIterator]();
  }

  /** The record at hand; `undefined` before the first `fill` and at the end. */
  get current(): T | undefined {
    return this.#batch[this.#index];
  }

  /** Steps to the next record. @returns false when `fill` has to be awaited first */
  step(): boolean {
    this.#index += 1;
    return this.#index < this.#batch.length;
  }

  /** Waits until there is a record, or the end. */
  async fill(): Promise<void> {
    while (this.#index >= this.#batch.length && !this.#ended) {
      const result = await (this.#coming ?? this.#ask());
      this.#coming = undefined;
      if (result.done === true) {
        this.#ended = true;
        return;
      }
      this.#batch = result.value;
      this.#index = 0;
      void this.#ask();
    }
  }

  #ask(): Promise<IteratorResult<readonly T[]>> {
    const coming = this.#iterator.next();
    // A failure is thrown by the fill that waits for it.
    coming.catch(() => undefined);
    this.#coming = coming;
    return coming;
  }
}

/** Goes through a sorted sequence by key, beside others that are sorted the same way. */
export class SortedCursor<T> {
  readonly #cursor: Cursor<T>;
  readonly #keyOf: (record: T) => string;

  constructor(batches: Batches<T>, keyOf: (record: T) => string) {
    this.#cursor = new Cursor(batches);
    this.#keyOf = keyOf;
  }

  /** Key of the record at hand. */
  async key(): Promise<string | undefined> {
    if (this.#cursor.current === undefined) await this.#cursor.fill();
    const { current } = this.#cursor;
    return current === undefined ? undefined : this.#keyOf(current);
  }

  /** The records of a key, which must be the one at hand; none when it is not. */
  async take(key: string): Promise<T[]> {
    const taken: T[] = [];
    for (;;) {
      const { current } = this.#cursor;
      if (current === undefined || this.#keyOf(current) !== key) return taken;
      taken.push(current);
      if (!this.#cursor.step()) await this.#cursor.fill();
    }
  }
}
