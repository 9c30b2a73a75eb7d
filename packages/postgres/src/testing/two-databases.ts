import { systemClock, type Contract } from "@waybill/kit";
import { Counted, Posted, type BusUnderTest, type Ports } from "@waybill/kit/testing";
import pg from "pg";
import { PostgresBus } from "../bus/postgres-bus.ts";
import { runtimeMigrations } from "../index.ts";
import type { Migration } from "../provision/migration.ts";
import type { ServiceDatabase } from "../provision/provision.ts";
import { testDatabase, testServer } from "../server/test-server.ts";
import { PostgresStore } from "../store/postgres-store.ts";

export type Side = "alpha" | "beta";

/** The databases of `alpha` and `beta` on the test server, with a client for looking into each. */
export class TwoDatabases implements BusUnderTest {
  readonly alpha: ServiceDatabase;
  readonly beta: ServiceDatabase;
  readonly #clients = new Map<string, Promise<pg.Client>>();
  readonly #contracts: readonly Contract[];

  private constructor(
    alpha: ServiceDatabase,
    beta: ServiceDatabase,
    contracts: readonly Contract[],
  ) {
    this.alpha = alpha;
    this.beta = beta;
    this.#contracts = contracts;
  }

  /** @param more migrations of `beta`, for its views */
  static async open(
    more: readonly Migration[] = [],
    contracts: readonly Contract[] = [Posted, Counted],
  ): Promise<TwoDatabases> {
    const [alpha, beta] = await Promise.all([
      testDatabase(runtimeMigrations),
      testDatabase([...runtimeMigrations, ...more]),
    ]);
    return new TwoDatabases(alpha, beta, contracts);
  }

  async ports(side: Side): Promise<Ports> {
    const store = this.store(side);
    const bus = this.bus();
    return { store, bus, close: () => store.close() };
  }

  store(side: Side): PostgresStore {
    return new PostgresStore({
      config: { connectionString: this[side].url },
      name: `${side}-store`,
    });
  }

  bus(warn: (message: string) => void = () => undefined): PostgresBus {
    return new PostgresBus({
      sources: new Map(
        (["alpha", "beta"] as const).map((side) => [
          side,
          { config: { connectionString: this[side].readerUrl }, name: `${side}-reader` },
        ]),
      ),
      contracts: this.#contracts,
      clock: systemClock,
      warn,
      pollMs: 50,
    });
  }

  /** Rows of a statement on one of the databases, over a connection of the test's own. */
  async query<R extends pg.QueryResultRow>(
    side: Side,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<R[]> {
    const client = await this.client(side);
    return (await client.query<R>(text, [...values])).rows;
  }

  /** A connection that stays open until the end of the test; `name` tells several apart. */
  client(side: Side, name = ""): Promise<pg.Client> {
    return this.#client(`${side}/${name}`, this[side].url);
  }

  async superuser(): Promise<pg.Client> {
    return this.#client("superuser", (await testServer()).superuserUrl);
  }

  /** Ends the connections of one side's stores, or of all readers of its log. */
  async terminate(side: Side, what: "store" | "reader"): Promise<number> {
    const root = await this.superuser();
    const { rowCount } = await root.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = $2",
      [this[side].database, `${side}-${what}`],
    );
    return rowCount ?? 0;
  }

  async stopSource(): Promise<void> {
    const root = await this.superuser();
    await root.query(`alter database ${this.alpha.database} allow_connections false`);
    await root.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name like 'alpha-%'",
      [this.alpha.database],
    );
  }

  async startSource(): Promise<void> {
    const root = await this.superuser();
    await root.query(`alter database ${this.alpha.database} allow_connections true`);
  }

  async lapse(owner: string, side: Side = "beta"): Promise<void> {
    await this.query(
      side,
      "update members set lease_until = now() - interval '1 second' where owner = $1",
      [owner],
    );
  }

  async close(): Promise<void> {
    for (const client of this.#clients.values()) await (await client).end().catch(() => undefined);
    this.#clients.clear();
  }

  #client(name: string, connectionString: string): Promise<pg.Client> {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    const made = (async (): Promise<pg.Client> => {
      const client = new pg.Client({ connectionString });
      client.on("error", () => this.#clients.delete(name));
      await client.connect();
      return client;
    })();
    this.#clients.set(name, made);
    return made;
  }
}
