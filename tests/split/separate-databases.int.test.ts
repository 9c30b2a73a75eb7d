/**
 * A PostgreSQL for each service. Two of them are killed under load, one after the other: the services on
 * the others go on meanwhile, and in the end nothing is lost and nothing done twice.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ViewsDatabase, attachServers, placeOf } from "@waybill/postgres";
import pino from "pino";
import { checkLedgers, untilEnded, verifies } from "../kill-ledgers.ts";
import { KillLoad } from "../kill-load.ts";
import { runWaybill, startWaybill } from "../waybill-process.ts";

const services = [
  "catalog",
  "inventory",
  "orders",
  "checkout",
  "payments",
  "fulfilment",
  "notifications",
];
/** Placed while inventory has no database. */
const ordersMeanwhile = 10;
const waybill = await startWaybill(
  { after },
  // Sixteen processes and eight servers, on a machine that may have other things to do.
  { arguments: ["--split", "--databases", "separate"], startMs: 150_000 },
);

test("each service has its database on a server of its own, the platform's on the main one", async () => {
  const servers = await attachServers({
    dataDir: waybill.dataDir,
    log: pino({ level: "silent" }),
  });
  const pids = [undefined, ...services].map((service) => waybill.postgresPid(service));
  assert.equal(new Set(pids).size, 8);
  for (const name of ["platform", ...services]) {
    const { url } = placeOf(servers.of(name), name);
    const database = new ViewsDatabase({ config: { connectionString: url }, name: "tests" });
    const rows = await database.query<{ datname: string }>(
      "select datname from pg_database where datname like 'waybill\\_%' order by 1",
    );
    await database.close();
    const expected = name === "platform" ? ["carrier", "platform", "provider"] : [name];
    assert.deepEqual(
      rows.map(({ datname }) => datname),
      expected.map((each) => `waybill_${each}`),
    );
  }
  await servers.stop();
});

test("kill -9 of the servers of inventory and of orders under load: the others go on, and nothing is lost", async (t) => {
  const customers = new KillLoad(waybill, { ordersPerSecond: 20, atOnce: 32 });
  t.after(() => customers.stop());
  customers.start();
  await customers.nextAcceptance();
  await delay(1_000);

  const meanwhile = (from: number) => customers.sent.filter(({ sentAt }) => sentAt > from);
  const stock = await keepKilled("inventory", (from) =>
    meanwhile(from)
      .slice(ordersMeanwhile)
      .some(({ answeredAt }) => answeredAt > 0),
  );
  const placed = meanwhile(stock.from).slice(0, ordersMeanwhile);
  await waybill.until(async () => placed.every(({ answeredAt }) => answeredAt > 0));
  assert.deepEqual(
    placed.map(({ outcome, status, code }) => (outcome === "accepted" ? outcome : [status, code])),
    placed.map(() => "accepted"),
    "orders do not need the stock's database to be accepted",
  );

  const reading = readProducts();
  const orders = await keepKilled("orders", () => reading.statuses.size > 0);
  await reading.end();
  assert.deepEqual(reading.statuses, new Set([200]), "products are read meanwhile");
  const again = (await customers.nextAcceptance()) - orders.from;

  await customers.stop();
  await customers.resolve();
  await customers.repeat(5);
  const ms = (from: number, to: number): string => `${Math.round(to - from)} ms`;
  t.diagnostic(
    `${customers.summary()}; inventory's server away for ${ms(stock.from, stock.to)}; that of orders for ${ms(orders.from, orders.to)}, an order accepted after ${ms(0, again)}`,
  );
  const ended = await untilEnded(waybill, customers.sent);
  await checkLedgers(waybill, customers.sent, ended);
  await verifies(waybill);
});

test("groups are listed, described and set back, whichever server each of them has", async () => {
  interface Group {
    readonly group: string;
    readonly service: string;
    readonly state: string;
    readonly messages: number;
  }
  const groups = async <T>(...parameters: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await waybill.command("groups", ...parameters, "--json");
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as T;
  };
  await waybill.until(async () => {
    const all = await groups<readonly Group[]>("ls");
    const named = new Set(all.map(({ service }) => service));
    return (
      services.every((each) => each === "catalog" || named.has(each)) &&
      all.every(({ messages }) => messages === 0)
    );
  });
  const provider = await groups<Group>("describe", "payments.provider");
  assert.deepEqual([provider.service, provider.state], ["payments", "active"]);

  const reset = ["reset", "checkout", "--to", "earliest", "--yes", "--reason", "a drill"];
  const refused = await waybill.command("groups", ...reset);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /\[group-active\]/);
  await waybill.stop();
  // All of the servers are down by now, and are brought up for as long as this takes.
  const { done, partitions } = await groups<{ done: boolean; partitions: { again: number }[] }>(
    ...reset,
  );
  assert.ok(done);
  assert.ok(partitions.reduce((sum, { again }) => sum + again, 0) > ordersMeanwhile);
  await waybill.start();
  await verifies(waybill);
});

test("the data directory keeps its layout: the other one is refused, whatever runs", async () => {
  const { code, stderr } = await runWaybill(["up", "--databases", "shared", "--json"], {
    WAYBILL_DATA: waybill.dataDir,
    WAYBILL_PORT: "0",
  });
  assert.equal(code, 2);
  assert.match(stderr, /are separate, not shared; leave the option out.*\[databases-layout\]/);
});

/**
 * kill -9, and again whenever it is back, until enough has happened without it.
 * @returns when it was killed first, and when it was back for good
 */
async function keepKilled(
  service: string,
  enough: (from: number) => boolean,
): Promise<{ from: number; to: number }> {
  const from = performance.now();
  let killed: number | undefined;
  await waybill.until(async () => {
    const pid = waybill.postgresPid(service);
    if (pid !== undefined && pid !== killed) {
      if (killed !== undefined && enough(from)) return true;
      process.kill(pid, "SIGKILL");
      killed = pid;
    }
    return false;
  }, 45_000);
  return { from, to: performance.now() };
}

/** Reads products until it is told to end. */
function readProducts(): { readonly statuses: ReadonlySet<number>; end(): Promise<void> } {
  const statuses = new Set<number>();
  let over = false;
  const read = async (): Promise<void> => {
    while (!over) statuses.add((await waybill.call("GET", "/v1/products?limit=1")).status);
  };
  const done = read();
  return {
    statuses,
    end: async () => {
      over = true;
      await done;
    },
  };
}
