import type { Database } from "@waybill/kit";
import pg from "pg";
import { failureOf, type ConnectionOptions } from "./connection.ts";

const statementTimeoutMs = 10_000;

/** Reads of a service's views, over a small pool that is apart from the Store's connection. */
export class ViewsDatabase implements Database {
  readonly #pool: pg.Pool;

  constructor(options: ConnectionOptions & { readonly connections?: number }) {
    this.#pool = new pg.Pool({
      ...options.config,
      application_name: options.name,
      max: options.connections ?? 2,
      connectionTimeoutMillis: 3_000,
      statement_timeout: statementTimeoutMs,
    });
    // Idle connections break when the server restarts; the pool replaces them by itself.
    this.#pool.on("error", () => undefined);
  }

  async query<R extends object>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly R[]> {
    try {
      const { rows } = await this.#pool.query<R & pg.QueryResultRow>(sql, [...parameters]);
      return rows;
    } catch (error) {
      throw failureOf(error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
