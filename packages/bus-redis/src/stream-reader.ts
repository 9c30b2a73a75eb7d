import type { Clock } from "@waybill/kit";
import type { RedisConnection } from "./connection.ts";
import { RedisClient } from "./redis-client.ts";
import { entriesOf, type Entry } from "./streams.ts";

/** What is read from one stream. */
export interface Reading {
  /** The id after which to go on; undefined: nothing for now. */
  readonly after: string | undefined;
  add(entries: readonly Entry[]): void;
}

export interface StreamReaderOptions {
  readonly connection: RedisConnection;
  readonly clock: Clock;
  /** Told at every failed read. */
  readonly onTrouble: (error: unknown) => void;
}

/** Of each stream, in one answer. It bounds memory as long as entries are of the size of events. */
const count = 200;
/** What begins or goes on meanwhile is read by the next call. */
const blockMs = 200;
const retryMs = 250;

/** Reads streams for one consumer over a connection of its own, since a read that waits lets nothing else through. */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  readonly #client: RedisClient;
  readonly #readings = new Map<string, Reading>();
  #notify: () => void = () => undefined;
  #closed = false;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
    this.#client = new RedisClient(options.connection);
    void this.#read();
  }

  set(stream: string, reading: Reading): void {
    this.#readings.set(stream, reading);
    this.wake();
  }

  /** Stops, unless something else reads the stream by now. */
  delete(stream: string, reading: Reading): void {
    if (this.#readings.get(stream) === reading) this.#readings.delete(stream);
  }

  /** Something can be read that could not before. */
  wake(): void {
    this.#notify();
  }

  close(): void {
    this.#closed = true;
    this.#client.close();
    this.#notify();
  }

  async #read(): Promise<void> {
    const { clock, onTrouble } = this.#options;
    while (!this.#closed) {
      const news = new Promise<void>((resolve) => (this.#notify = resolve));
      const wanted = [...this.#readings].flatMap(([stream, reading]) =>
        reading.after === undefined ? [] : [{ stream, reading, after: reading.after }],
      );
      if (wanted.length === 0) {
        await news;
        continue;
      }
      try {
        const reply = await this.#client.ask(`reading ${wanted.length} streams`, [
          "XREAD",
          "COUNT",
          String(count),
          "BLOCK",
          String(blockMs),
          "STREAMS",
          ...wanted.map(({ stream }) => stream),
          ...wanted.map(({ after }) => after),
        ]);
        if (reply === null) continue;
        const all = reply as readonly (readonly [string, Parameters<typeof entriesOf>[0]])[];
        for (const [stream, entries] of all) {
          const asked = wanted.find((each) => each.stream === stream);
          // Another reads it by now, or goes on elsewhere.
          if (asked === undefined || this.#readings.get(stream) !== asked.reading) continue;
          if (asked.reading.after === asked.after) asked.reading.add(entriesOf(entries));
        }
      } catch (error) {
        if (this.#closed) return;
        onTrouble(error);
        await new Promise<void>((resolve) => void clock.after(retryMs, resolve));
      }
    }
  }
}
