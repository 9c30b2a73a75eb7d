import { Retryable, errorMessage } from "@waybill/kit";
import pg from "pg";

const connectTimeoutMs = 5_000;
/** Rows in one answer: large enough that round trips do not count, small enough that memory does not. */
const fetchedAtOnce = 1_000;

/** Values come as PostgreSQL writes them: only what is used is converted. */
const asText: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value };

export type TextRow = readonly (string | null)[];

export interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/**
 * One database as it was at one moment: a read-only transaction on a connection of its own.
 * Everything read through it belongs together, however long it takes.
 */
export class Snapshot {
  readonly #client: pg.Client;
  readonly #name: string;
  #cursors = 0;
  #closed = false;

  private constructor(client: pg.Client, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /**
   * @throws {Retryable} `store-unavailable` when the database cannot be reached or is not there
   */
  static async take(url: string, name: string): Promise<Snapshot> {
    const client = new pg.Client({
      connectionString: url,
      application_name: `waybill verify ${name}`,
      connectionTimeoutMillis: connectTimeoutMs,
      // Several cursors of a snapshot are read at once.
      pipeline: true,
    });
    // A lost connection also fails the query in flight.
    client.on("error", () => undefined);
    try {
      await client.connect();
      // Sorting some views by order needs more memory than the default; reading all of a table is the
      // plan, not its first rows. The snapshot of a small database waits for those of the large ones.
      await client.query(
        "begin isolation level repeatable read read only; set local idle_in_transaction_session_timeout = 0; set local work_mem = '64MB'; set local jit = off; set local cursor_tuple_fraction = 1; set local timezone = 'UTC'",
      );
      // The snapshot is taken by the first query and not by the beginning.
      await client.query("select 1");
      return new Snapshot(client, name);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw unreadable(name, error);
    }
  }

  /** Process id of the server's side of the connection; undefined when it did not tell. */
  get serverPid(): number | undefined {
    return (this.#client as { readonly processID?: number | null }).processID ?? undefined;
  }

  /** @throws {Retryable} `store-unavailable` when it cannot be read */
  async rows({ text, values }: Query): Promise<readonly TextRow[]> {
    try {
      const result = await this.#client.query<(string | null)[]>({
        text,
        values: [...(values ?? [])],
        rowMode: "array",
        types: asText,
      });
      return result.rows;
    } catch (error) {
      throw unreadable(this.#name, error);
    }
  }

  /** Streams a query's rows; `convert` makes of each what the reader wants. The reader asks ahead. */
  async *stream<T>(
    { text, values }: Query,
    convert: (row: TextRow) => T,
  ): AsyncGenerator<readonly T[]> {
    this.#cursors += 1;
    const cursor = `verify_${this.#cursors}`;
    await this.rows({
      text: `declare ${cursor} no scroll cursor for ${text}`,
      values: values ?? [],
    });
    const fetch = { text: `fetch ${fetchedAtOnce} from ${cursor}` };
    try {
      for (;;) {
        const rows = await this.rows(fetch);
        if (rows.length > 0) yield rows.map(convert);
        if (rows.length < fetchedAtOnce) return;
      }
    } finally {
      if (!this.#closed) await this.#client.query(`close ${cursor}`).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client.end().catch(() => undefined);
  }
}

function unreadable(name: string, cause: unknown): Retryable {
  return new Retryable(
    "store-unavailable",
    `cannot read the database of ${name}: ${errorMessage(cause)}; check that a Waybill was started on this server and that its version is this one`,
    { cause },
  );
}
