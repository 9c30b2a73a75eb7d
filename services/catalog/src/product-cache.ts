interface Entry<Value> {
  readonly value: Promise<Value | undefined>;
  readonly until: number;
}

export interface CacheLimits {
  /** Values kept at most; the least recently used goes first. */
  readonly limit: number;
  /** Age at which a value is read again, in milliseconds: how stale it may be after another process changed it. */
  readonly ttlMs: number;
}

/**
 * Hot values by id. A change made by this process is seen at once, since its events call `forget`;
 * one made by another process after `ttlMs` at the latest.
 * Keeps the reads themselves, not their results: requests that miss at the same time share one read,
 * and a read that began before a change is forgotten with it instead of bringing the old value back.
 */
export class ProductCache<Value> {
  readonly #limits: CacheLimits;
  readonly #entries = new Map<string, Entry<Value>>();

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * The value of an id; `undefined` when there is none, which is not kept.
   * @throws what `load` throws, which is not kept either
   */
  async read(
    id: string,
    now: number,
    load: () => Promise<Value | undefined>,
  ): Promise<Value | undefined> {
    const known = this.#entries.get(id);
    if (known !== undefined && now < known.until) {
      this.#entries.delete(id);
      this.#entries.set(id, known);
      return known.value;
    }
    const entry = { value: load(), until: now + this.#limits.ttlMs };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    this.#trim();
    try {
      const value = await entry.value;
      if (value === undefined) this.#drop(id, entry);
      return value;
    } catch (error) {
      this.#drop(id, entry);
      throw error;
    }
  }

  forget(id: string): void {
    this.#entries.delete(id);
  }

  #trim(): void {
    if (this.#entries.size <= this.#limits.limit) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }

  #drop(id: string, entry: Entry<Value>): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
  }
}
