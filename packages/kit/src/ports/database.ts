/** A database for reading views, or for a simulated outside world's own ledger. */
export interface Database {
  /**
   * Runs one SQL statement, atomic in itself, with `$1`-style parameters.
   * @throws {StoreUnavailable} when the database is away
   */
  query<R extends object>(sql: string, parameters?: readonly unknown[]): Promise<readonly R[]>;
}
