import type { Database } from "@waybill/kit";

/** Increment of the sequence `order_numbers`: numbers that one query brings. */
export const orderNumberBlock = 500;

interface Block {
  next: number;
  readonly end: number;
}

/**
 * Numbers for orders, from a sequence in blocks, so that taking one costs no query. Each is given
 * out once, over all processes; a process that stops leaves a gap.
 */
export class OrderNumbers {
  readonly #database: Database;
  readonly #blocks: Block[] = [];
  #left = 0;
  #fetching: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The next number; a promise only when the block has run out.
   * @throws StoreUnavailable when a block is needed and the database is away
   */
  next(): number | Promise<number> {
    const number = this.#take();
    if (this.#left < orderNumberBlock / 2) {
      // A failure shows when a number is really needed.
      this.#fetch().catch(() => undefined);
    }
    return number ?? this.#wait();
  }

  #take(): number | undefined {
    const block = this.#blocks[0];
    if (block === undefined) return undefined;
    const number = block.next;
    block.next += 1;
    this.#left -= 1;
    if (block.next === block.end) this.#blocks.shift();
    return number;
  }

  /** More than a block may be waiting, so whoever comes out empty fetches again. */
  async #wait(): Promise<number> {
    for (;;) {
      await this.#fetch();
      const number = this.#take();
      if (number !== undefined) return number;
    }
  }

  #fetch(): Promise<void> {
    this.#fetching ??= this.#fetchBlock().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchBlock(): Promise<void> {
    const [row] = await this.#database.query<{ first: string }>(
      "select nextval('order_numbers') as first",
    );
    const first = Number(row?.first);
    this.#blocks.push({ next: first, end: first + orderNumberBlock });
    this.#left += orderNumberBlock;
  }
}
