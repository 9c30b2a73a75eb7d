/**
 * Joins calls that arrive together into one statement. What arrives while one runs is the next:
 * no timer, so a lone call does not wait.
 */
export class MicroBatch<Item, Result> {
  readonly #run: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #maxItems: number;
  readonly #waiting: Waiting<Item, Result>[] = [];
  #running = false;

  /** @param run gives one result for each item, in their order; when it throws, each of them gets the error */
  constructor(run: (items: readonly Item[]) => Promise<readonly Result[]>, maxItems: number) {
    this.#run = run;
    this.#maxItems = maxItems;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    // Whoever calls in this turn of the event loop joins.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#maxItems);
      try {
        const results = await this.#run(batch.map((each) => each.item));
        for (const [index, each] of batch.entries()) {
          const result = results[index];
          if (result === undefined)
            each.reject(new Error(`no result for item ${index} of a batch`));
          else each.resolve(result);
        }
      } catch (error) {
        for (const each of batch) each.reject(error);
      }
    }
    this.#running = false;
  }
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}
