import type { ConnectionOptions } from "../connection.ts";
import { failureOf } from "../connection.ts";
import { parameter } from "../array-literal.ts";
import pg from "pg";

const connectTimeoutMs = 5_000;

/** A connection for work that takes long and that nobody waits for: its own settings, no limit for a statement. */
export class Session {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /** @throws {StoreUnavailable} when the database cannot be reached */
  static async open({ config, name }: ConnectionOptions): Promise<Session> {
    const client = new pg.Client({
      ...config,
      application_name: name,
      connectionTimeoutMillis: connectTimeoutMs,
    });
    // A lost connection also fails the query in flight.
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query("set work_mem = '32MB'; set jit = off; set timezone = 'UTC'");
    } catch (error) {
      await client.end().catch(() => undefined);
      throw failureOf(error);
    }
    return new Session(client);
  }

  /** @throws what `failureOf` makes of the database's error */
  async query<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    try {
      const result = await this.#client.query<R & pg.QueryResultRow>({
        text,
        values: values.map(parameter),
      });
      return result.rows;
    } catch (error) {
      throw failureOf(error);
    }
  }

  /** A statement that runs often: parsed and planned once. */
  async prepared<R extends object>(
    statement: { readonly name: string; readonly text: string },
    values: readonly unknown[],
  ): Promise<R[]> {
    try {
      const result = await this.#client.query<R & pg.QueryResultRow>({
        ...statement,
        values: [...values],
      });
      return result.rows;
    } catch (error) {
      throw failureOf(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}
