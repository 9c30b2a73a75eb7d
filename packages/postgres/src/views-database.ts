import type { Database } from "@waybill/kit";
import pg from "pg";
import { failureOf, type ConnectionOptions } from "./connection.ts";
import { parameter } from "./array-literal.ts";

const statementTimeoutMs = 10_000;
/** When the server itself is stuck or stopped, the caller must not be. */
const answerTimeoutMs = 15_000;
const maxPrepared = 100;

/** Reads of a service's views, over a small pool that is apart from the Store's connection. */
export class ViewsDatabase implements Database {
  readonly #pool: pg.Pool;
  /** Names of the statements to keep prepared; `undefined`: none are. */
  readonly #prepared: Map<string, string> | undefined;

  constructor(
    options: ConnectionOptions & {
      readonly connections?: number;
      /** For few statements that run often: they are parsed and planned once a connection. */
      readonly prepare?: boolean;
    },
  ) {
    this.#prepared = options.prepare === true ? new Map<string, string>() : undefined;
    this.#pool = new pg.Pool({
      ...options.config,
      application_name: options.name,
      max: options.connections ?? 2,
      connectionTimeoutMillis: 3_000,
      statement_timeout: statementTimeoutMs,
      query_timeout: answerTimeoutMs,
    });
    // Idle connections break when the server restarts; the pool replaces them by itself.
    this.#pool.on("error", () => undefined);
  }

  async query<R extends object>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly R[]> {
    try {
      const name = this.#nameOf(sql);
      const { rows } = await this.#pool.query<R & pg.QueryResultRow>({
        text: sql,
        values: parameters.map(parameter),
        ...(name === undefined ? {} : { name }),
      });
      return rows;
    } catch (error) {
      throw failureOf(error);
    }
  }

  #nameOf(sql: string): string | undefined {
    const known = this.#prepared?.get(sql);
    if (known !== undefined || this.#prepared === undefined) return known;
    if (this.#prepared.size >= maxPrepared) return undefined;
    const name = `s${this.#prepared.size}`;
    this.#prepared.set(sql, name);
    return name;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
