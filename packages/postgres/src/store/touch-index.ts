import type { Database, Recorded } from "@waybill/kit";
import { sql } from "../sql.ts";
import { recordedOf, type EventRow, type LogOf } from "./event-row.ts";

/** Positions of the log in a block. The newest ones are read without the index: a look at some 2 MB at most. */
const defaultBlockSize = 4_096;
/** How many blocks of the index one look takes. */
const blocksAtOnce = 8;
/** The data of a thousand lines is 60 KB, so not more events than that are in memory at once. */
const eventsAtOnce = 50;

export interface Moved {
  readonly stream: string;
  /** Newest position that counts. */
  readonly from: number;
}

interface TouchIndexOptions {
  readonly database: Database;
  readonly log: LogOf;
  /** The same in every process of a service, and for ever. */
  readonly blockSize?: number;
}

/** Finds the events of a log that moved a stream by their touches. See migrations/0007-touched-streams.sql. */
export class TouchIndex {
  readonly #database: Database;
  readonly #log: LogOf;
  readonly #blockSize: number;

  constructor({ database, log, blockSize = defaultBlockSize }: TouchIndexOptions) {
    this.#database = database;
    this.#log = log;
    this.#blockSize = blockSize;
  }

  /** Newest first, in parts. @throws StoreUnavailable when the database is away */
  async *movements(moved: Moved): AsyncGenerator<readonly Recorded[]> {
    for await (const positions of this.#positions(moved)) {
      for (let start = 0; start < positions.length; start += eventsAtOnce)
        yield await this.#events(positions.slice(start, start + eventsAtOnce));
    }
  }

  /**
   * Writes the next block, when the log has gone past it. Several processes may do so at once.
   * @returns whether this one has written it
   */
  async writeBlock(): Promise<boolean> {
    const block = await this.#blocksDone();
    const first = block * this.#blockSize;
    const written = await this.#database.query(sql("write-touched-block").text, [
      block,
      first,
      first + this.#blockSize,
    ]);
    return written.length > 0;
  }

  async *#positions({ stream, from }: Moved): AsyncGenerator<readonly number[]> {
    const indexed = (await this.#blocksDone()) * this.#blockSize;
    let last = from;
    while (last > indexed) {
      const first = Math.max(indexed, last - this.#blockSize);
      yield await this.#inLog(stream, first, last);
      last = first;
    }
    for (let block = Math.ceil(last / this.#blockSize); block > 0;) {
      const rows = await this.#database.query<{ block: string; positions: string[] }>(
        `select block, positions from touched_streams where stream = $1 and block < $2
         order by block desc limit $3`,
        [stream, block, blocksAtOnce],
      );
      for (const { positions } of rows) {
        const counted = positions.map(Number).filter((position) => position <= last);
        yield counted.toReversed();
      }
      if (rows.length < blocksAtOnce) return;
      block = Number(rows.at(-1)?.block ?? 0);
    }
  }

  async #blocksDone(): Promise<number> {
    const [found] = await this.#database.query<{ done: number }>(
      "select (coalesce(max(block), -1) + 1)::float8 as done from touched_blocks",
    );
    return found?.done ?? 0;
  }

  async #inLog(stream: string, after: number, to: number): Promise<readonly number[]> {
    const rows = await this.#database.query<{ position: number }>(sql("read-touched-log").text, [
      stream,
      after,
      to,
    ]);
    return rows.map(({ position }) => position);
  }

  async #events(positions: readonly number[]): Promise<readonly Recorded[]> {
    const rows = await this.#database.query<EventRow>(sql("read-positions").text, [positions]);
    return rows.map((row) => recordedOf(row, this.#log));
  }
}
