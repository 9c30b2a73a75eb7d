import { commitOf, systemClock, type Contract } from "@waybill/kit";
import {
  PostgresBus,
  PostgresStore,
  attachServer,
  provision,
  runtimeMigrations,
  type PostgresServer,
} from "@waybill/postgres";
import pg from "pg";
import pino from "pino";
import type { Config } from "../config.ts";
import { perfSource } from "./perf-events.ts";
import type { PerfBus } from "./perf-bus.ts";
import { subscribing } from "./subscribing.ts";

/** A database of its own beside those of the services: publishing is committing to its log. */
export async function postgresPerfBus(
  settings: Pick<Config, "dataDir" | "databaseUrl" | "secret">,
  contract: Contract,
): Promise<PerfBus> {
  const server = await attachServer({ ...settings, log: pino({ level: "silent" }) });
  const name = contract.topic.replaceAll("-", "_");
  try {
    const [made] = await provision(server, [{ name, migrations: runtimeMigrations }]);
    if (made === undefined) throw new Error(`the database of ${name} was not made`);
    const config = { connectionString: made.url };
    const store = new PostgresStore({ config, name: "waybill perf store" });
    const bus = new PostgresBus({
      sources: new Map([
        [perfSource, { config: { connectionString: made.readerUrl }, name: "waybill perf reader" }],
      ]),
      contracts: [contract],
      clock: systemClock,
      warn: (message) => process.stderr.write(`waybill: ${message}\n`),
    });
    return {
      publish: async (events) => {
        await store.commit(commitOf({ events, now: systemClock.now() }));
      },
      subscribe: (ready) => subscribing(bus, contract, ready),
      remove: async () => {
        await Promise.all([store.close(), bus.close()]);
        await drop(server, [made.database, made.role, made.readerRole]);
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function drop(
  server: PostgresServer,
  [database = "", ...roles]: readonly string[],
): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  try {
    await client.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`);
    for (const role of roles)
      await client.query(`drop role if exists ${pg.escapeIdentifier(role)}`);
  } finally {
    await client.end();
  }
}
