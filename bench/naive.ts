import { fileURLToPath } from "node:url";
import { attachServer } from "@waybill/postgres";
import { runChild, type Finished } from "./child.ts";

const clients = 32;
const database = "naive";
const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
const sqlFile = (name: string): string => fileURLToPath(new URL(`naive/${name}`, import.meta.url));

export interface NaiveResult {
  readonly ordersPerSecond: number;
  readonly latencyMs: number;
}

/** @returns its version. @throws Error that says what to install */
export async function findPgbench(): Promise<string> {
  try {
    const { stdout } = await runChild("pgbench", ["--version"], { timeoutMs: 10_000 });
    return stdout.trim();
  } catch (cause) {
    throw new Error(
      "pgbench is not on the PATH; it is the measure that the figures are compared with. On Debian and Ubuntu: apt-get install postgresql-contrib (or postgresql-15)",
      { cause },
    );
  }
}

/**
 * The same work written the usual way: an order is six transactions one after the other (place,
 * reserve, authorise, ship, complete, notify), each with its rows in the outbox, prepared, from 32
 * clients at once, against the very PostgreSQL server that Waybill is using, in a database of its own.
 */
export async function runNaive(dataDir: string, seconds: number): Promise<NaiveResult> {
  const server = await attachServer({ dataDir, log: silentLog });
  const address = new URL(server.superuserUrl);
  const env = {
    PGHOST: address.searchParams.get("host") ?? address.hostname,
    PGPORT: address.port,
    PGUSER: decodeURIComponent(address.username),
    PGPASSWORD: decodeURIComponent(address.password),
  };
  const pgbench = async (args: readonly string[], timeoutSeconds: number): Promise<Finished> => {
    const finished = await runChild("pgbench", args, { env, timeoutMs: timeoutSeconds * 1_000 });
    if (finished.code === 0) return finished;
    throw new Error(`pgbench ${args.join(" ")} failed:\n${finished.stderr.slice(-2_000)}`);
  };
  const script = (name: string, on: string): Promise<Finished> =>
    pgbench(["--no-vacuum", "--client=1", "--transactions=1", `--file=${sqlFile(name)}`, on], 60);
  try {
    await script("create-database.sql", "postgres");
    await script("schema.sql", database);
    const { stdout } = await pgbench(
      [
        "--no-vacuum",
        "--protocol=prepared",
        `--client=${clients}`,
        "--jobs=2",
        `--time=${Math.ceil(seconds)}`,
        `--file=${sqlFile("order.sql")}`,
        database,
      ],
      seconds + 60,
    );
    return parsePgbench(stdout);
  } finally {
    await script("drop-database.sql", "postgres");
    await server.stop();
  }
}

/** A script of pgbench is one order, so its transactions a second are orders a second. */
export function parsePgbench(output: string): NaiveResult {
  const tps = /^tps = ([\d.]+)/m.exec(output)?.[1];
  const latency = /^latency average = ([\d.]+) ms/m.exec(output)?.[1];
  const failed = /^number of failed transactions: (\d+)/m.exec(output)?.[1] ?? "0";
  if (tps === undefined || failed !== "0") throw new Error(`pgbench did not end well:\n${output}`);
  return { ordersPerSecond: Number(tps), latencyMs: Number(latency ?? 0) };
}
