/** A stream's state as this process knows it. */
export interface Entry {
  readonly version: number;
  readonly state: unknown;
  readonly due: number | undefined;
}

/**
 * Newest states of the streams in use, those least recently written or loaded out first. Only a
 * saving: every write is checked against the stream's version in the store. What is only read is
 * not, so with several processes nothing may be kept.
 */
export class StateCache {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(stream: string): Entry | undefined {
    return this.#entries.get(stream);
  }

  set(stream: string, entry: Entry): void {
    this.#entries.delete(stream);
    this.#entries.set(stream, entry);
    if (this.#entries.size > this.#limit) {
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) this.#entries.delete(oldest.value);
    }
  }

  delete(stream: string): void {
    this.#entries.delete(stream);
  }

  clear(): void {
    this.#entries.clear();
  }
}
