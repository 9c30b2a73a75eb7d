import { StaleWrite, StoreUnavailable, Fenced, Terminal, errorMessage } from "@waybill/kit";
import { Socket } from "node:net";
import pg from "pg";
import type { Statement } from "./sql.ts";

export interface ConnectionOptions {
  readonly config: pg.ClientConfig;
  /** Shown by PostgreSQL beside the connection. */
  readonly name: string;
}

export interface Call {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

const connectTimeoutMs = 3_000;
/** A statement without an answer for so long: the network has swallowed it, or the server hangs. */
const answerTimeoutMs = 30_000;

/**
 * Every statement of the runtime goes by an index. A plan made while a table was empty is a scan,
 * and would be kept while the table grows to millions (measured: 100 ms instead of 0.3 ms to load
 * 200 streams), so scans and the joins that need them are ruled out for these connections. And a
 * transaction of which half has arrived must not keep its locks until somebody notices.
 */
const sessionSettings =
  "-c idle_in_transaction_session_timeout=10s -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan -c jit=off";

/**
 * One connection that comes back by itself. Statements are pipelined: sent without waiting for
 * the one before, executed in the order in which they were given.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #client: Promise<pg.Client> | undefined;
  #socket = new Socket();
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** @throws what `failureOf` makes of the database's error */
  async query<R extends pg.QueryResultRow>(
    statement: Statement,
    values: readonly unknown[],
  ): Promise<R[]> {
    const client = await this.#connected();
    try {
      const result = await client.query<R>({
        name: statement.name,
        text: statement.text,
        values: values as unknown[],
      });
      return result.rows;
    } catch (error) {
      throw failureOf(error);
    }
  }

  /**
   * Runs the statements in one transaction and one round trip.
   * @returns the rows of each
   * @throws the first failure; nothing was written then, unless it is `StoreUnavailable`: the
   *   connection was lost and nobody knows
   */
  async transaction(calls: readonly Call[]): Promise<pg.QueryResultRow[][]> {
    const client = await this.#connected();
    // A single statement is a transaction by itself.
    const [only] = calls;
    if (only !== undefined && calls.length === 1)
      return [await this.query(only.statement, only.values)];
    // One write to the socket for the whole transaction: each write wakes the server up.
    const socket = this.#socket;
    socket.cork();
    const queries = [
      client.query({ name: "begin", text: "begin" }),
      ...calls.map(({ statement, values }) =>
        client.query<pg.QueryResultRow>({
          name: statement.name,
          text: statement.text,
          values: values as unknown[],
        }),
      ),
      client.query({ name: "commit", text: "commit" }),
    ];
    socket.uncork();
    const results = await Promise.allSettled(queries);
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failureOf(failed.reason);
    return results
      .slice(1, -1)
      .map((result) => (result.status === "fulfilled" ? result.value.rows : []));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  #connected(): Promise<pg.Client> {
    if (this.#closed) return Promise.reject(new StoreUnavailable("the connection is closed"));
    this.#client ??= this.#connect();
    return this.#client;
  }

  #connect(): Promise<pg.Client> {
    const { config, name } = this.#options;
    const client = new pg.Client({
      ...config,
      application_name: name,
      options: sessionSettings,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: answerTimeoutMs,
      pipeline: true,
      stream: () => (this.#socket = new Socket()),
    });
    // A client may report its end when another has taken its place already.
    const lost = (): void => {
      if (this.#client === connecting) this.#client = undefined;
    };
    const connecting: Promise<pg.Client> = client.connect().then(
      () => client,
      (error: unknown) => {
        lost();
        throw new StoreUnavailable(
          `cannot connect to PostgreSQL as ${name}: ${errorMessage(error)}`,
          error,
        );
      },
    );
    client.on("error", lost);
    client.on("end", lost);
    return connecting;
  }
}

/** Constraints that only break when another process was faster. */
const racedConstraints = new Set([
  "snapshots_pkey",
  "timers_pkey",
  "answers_pkey",
  "claims_pkey",
  "events_pkey",
  "events_stream_version_key",
]);

/** Breaks when another owner of the partition has parked the message already. */
const parkedConstraint = "parked_consumer_source_position_key";

/** What a failure of PostgreSQL means to the runtime. */
export function failureOf(error: unknown): Error {
  if (!(error instanceof pg.DatabaseError)) {
    return new StoreUnavailable(
      `the connection to PostgreSQL was lost: ${errorMessage(error)}`,
      error,
    );
  }
  const code = error.code ?? "";
  if (code === "WB001" || code === "40001" || code === "40P01")
    return new StaleWrite(error.message);
  if (code === "WB002") return new Fenced(error.message);
  if (code === "23505") {
    if (error.constraint === parkedConstraint) return new Fenced(error.message);
    return racedConstraints.has(error.constraint ?? "")
      ? new StaleWrite(error.message)
      : new Terminal("store-refused", error.message, { cause: error });
  }
  // 08 connection, 53 out of resources (disk full, too many connections), 57 operator intervention, 58 I/O, 25P02 follows one of these.
  if (/^(08|53|57|58|XX|25)/.test(code) || code === "55P03") {
    return new StoreUnavailable(`PostgreSQL is not available: ${error.message}`, error);
  }
  return new Terminal("store-refused", `PostgreSQL refused the data: ${error.message}`, {
    cause: error,
  });
}
