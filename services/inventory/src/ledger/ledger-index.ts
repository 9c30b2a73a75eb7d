import { errorMessage, type ServiceContext } from "@waybill/kit";

/** Positions of the log in a block. The newest ones are read without the index: a look at some 2 MB at most. */
const blockSize = 4_096;
/** How many blocks of the index, or of the log, one look takes. */
const blocksAtOnce = 8;
const everyMs = 2_000;
/** Between two blocks, which leaves the database to others most of the time. */
const pauseMs = 50;

type Context = Pick<ServiceContext, "views" | "clock" | "log">;

/** Finds the movements of a SKU in the log. See migrations/0002-stock-ledger.sql. */
export class LedgerIndex {
  readonly #context: Context;
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(context: Context) {
    this.#context = context;
  }

  start(): void {
    this.#later(everyMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  /**
   * Positions of the events that moved a stream, newest first, a part at a time.
   * @param from the newest position that counts
   */
  async *positions(stream: string, from: number): AsyncGenerator<readonly number[]> {
    const indexed = (await this.#blocksDone()) * blockSize;
    let last = from;
    while (last > indexed) {
      const first = Math.max(indexed, last - blockSize);
      yield await this.#inLog(stream, first, last);
      last = first;
    }
    for (let block = Math.ceil(last / blockSize); block > 0;) {
      const rows = await this.#context.views.query<{ block: string; positions: string[] }>(
        `select block, positions from stock_ledger where stream = $1 and block < $2
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

  /** Writes one block, when the log has gone past it. Several processes may do so at once. @returns whether there was one */
  async writeBlock(): Promise<boolean> {
    const block = await this.#blocksDone();
    const last = (block + 1) * blockSize;
    const written = await this.#context.views.query(
      `with part as (
         select unnest(touches) as stream, position from events
         where position > $2::bigint and position <= $3::bigint and touches is not null)
       insert into stock_ledger (stream, block, positions)
       select stream, $1::bigint, array_agg(position order by position) from part
       where exists (select 1 from events where position >= $3::bigint) group by stream
       union all
       select '', $1::bigint, '{}' where exists (select 1 from events where position >= $3::bigint)
       on conflict do nothing returning 1`,
      [block, block * blockSize, last],
    );
    return written.length > 0;
  }

  /** Blocks from 0 that are in the index, without a gap. */
  async #blocksDone(): Promise<number> {
    const [found] = await this.#context.views.query<{ done: number }>(
      `select (coalesce(max(block), -1) + 1)::float8 as done from stock_ledger where stream = ''`,
    );
    return found?.done ?? 0;
  }

  async #inLog(stream: string, after: number, to: number): Promise<readonly number[]> {
    const rows = await this.#context.views.query<{ position: string }>(
      `select position from events
       where position > $2::bigint and position <= $3::bigint and $1 = any(touches)
       order by position desc`,
      [stream, after, to],
    );
    return rows.map(({ position }) => Number(position));
  }

  #later(delayMs: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#context.clock.after(delayMs, () => {
      this.#running = this.#write();
    });
  }

  async #write(): Promise<void> {
    try {
      this.#later((await this.writeBlock()) ? pauseMs : everyMs);
    } catch (error) {
      this.#context.log.warn(`the index of the stock ledger waits: ${errorMessage(error)}`);
      this.#later(everyMs);
    }
  }
}
