/**
 * Two releases, one after the other, each beside the one before and under load: the first reads a new
 * version of an event and migrates a table, the second writes that version. Orders and notifications are
 * upgraded process by process. Customers notice nothing, and no message waits for an upgrade.
 */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { ViewsDatabase, openServer } from "@waybill/postgres";
import { emptyDirectory } from "@waybill/postgres/testing";
import pino from "pino";
import { freePort } from "@waybill/brokers";
import { checkLedgers, untilEnded } from "../kill-ledgers.ts";
import { KillLoad } from "../kill-load.ts";
import { makeRelease, type Change } from "./next-release.ts";
import { RunProcess } from "./split-processes.ts";
import { Waybill, runWaybill } from "../waybill-process.ts";

/** OrderCancelled says its reason under another name. */
const reads: readonly Change[] = [
  {
    file: "packages/contracts/src/orders.ts",
    from: `  topic: "orders.cancelled",
  schema: Type.Object({ ...orderId, reason: Type.String() }),
`,
    to: `  topic: "orders.cancelled",
  version: 2,
  schema: Type.Object({ ...orderId, cause: Type.String() }),
  upcasts: { 1: ({ orderId, reason }: { orderId: string; reason: string }) => ({ orderId, cause: reason }) },
`,
  },
  {
    file: "services/orders/src/domain/order.ts",
    from: "cancelReason: data.reason }",
    to: "cancelReason: data.cause }",
  },
  {
    file: "services/orders/src/domain/order.ts",
    from: "[happened(OrderCancelled, { orderId, reason })]",
    to: "[happened({ ...OrderCancelled, version: 1 } as never, { orderId, reason })]",
  },
  {
    file: "services/notifications/src/domain/due-notifications.ts",
    from: "reason: message.data.reason }",
    to: "reason: message.data.cause }",
  },
  {
    file: "services/orders/migrations/0099-cancel-reason.sql",
    to: "alter table orders add column cancel_reason text;\n",
  },
  {
    file: "services/orders/src/views.ts",
    from: `    created_at: "bigint",
`,
    to: `    created_at: "bigint",
    cancel_reason: "text",
`,
  },
  {
    file: "services/orders/src/views.ts",
    from: "created_at: state.createdAt,",
    to: "created_at: state.createdAt, cancel_reason: state.cancelReason,",
  },
];
const writes: readonly Change[] = reads.map((change) =>
  change.from?.startsWith("[happened(OrderCancelled") === true
    ? { ...change, to: "[happened(OrderCancelled, { orderId, cause: reason })]" }
    : change,
);

/** On a machine that has other things to do. */
const readyMs = 120_000;
const directory = emptyDirectory();
after(() => rmSync(directory, { recursive: true, force: true }));
const releases = {
  first: undefined,
  reading: makeRelease(join(directory, "reading"), reads),
  writing: makeRelease(join(directory, "writing"), writes),
};
type Release = keyof typeof releases;

// The sample shop, and a key.
const dataDir = join(directory, "data");
const waybill = new Waybill(dataDir, {});
await waybill.start();
const { apiKey } = waybill;
await waybill.stop();
waybill.apiKey = apiKey;
// Said when it goes away, which nothing here asks of it.
const log = pino({ level: "warn" }, pino.destination({ fd: 2, sync: true }));
const postgres = await openServer({ dataDir, log });
after(() => postgres.stop());

/** Of a service there may be two. */
const names = [
  "gateway",
  "catalog",
  "inventory",
  "orders",
  "orders-2",
  "checkout",
  "payments",
  "fulfilment",
  "notifications",
];
const ports = new Map(
  await Promise.all(names.map(async (name) => [name, await freePort()] as const)),
);
const urlOf = (name: string): string => `http://127.0.0.1:${ports.get(name) ?? 0}`;
const serviceOf = (name: string): string => name.split("-")[0] ?? name;
const services = Map.groupBy(
  names.filter((name) => name !== "gateway"),
  serviceOf,
);
waybill.url = urlOf("gateway");
const environment = {
  WAYBILL_DATA: dataDir,
  WAYBILL_LOG: "warn",
  WAYBILL_GATEWAY: urlOf("gateway"),
  WAYBILL_SERVICES: [...services]
    .map(([service, processes]) => `${service}=${processes.map(urlOf).join(",")}`)
    .join(";"),
};
const running = new Map<string, RunProcess>();
/** Messages that processes could not handle, by code, over all that have been stopped. */
const failures: string[] = [];

function start(name: string, release: Release): void {
  const settings = {
    ...environment,
    WAYBILL_PORT: String(ports.get(name)),
    // Halves the time that a start takes.
    NODE_COMPILE_CACHE: join(directory, "compiled"),
  };
  const program = releases[release];
  running.set(name, new RunProcess({ after }, serviceOf(name), { ...settings, program }));
}

/** Messages that a running process could not handle, by code. */
async function failuresOf(name: string): Promise<readonly string[]> {
  const metrics = await (await fetch(`${urlOf(name)}/metrics`)).text();
  const failed = metrics
    .split("\n")
    .filter((line) => line.startsWith("waybill_message_failures_total{"));
  return failed.map((line) => `${name}: ${line}`);
}

async function stop(name: string): Promise<void> {
  failures.push(...(await failuresOf(name)));
  assert.equal(await running.get(name)?.stop(), 0, running.get(name)?.stderr);
}

/** Ends a process as a cluster does, and starts the next release in its place. */
async function replace(name: string, release: Release): Promise<void> {
  await stop(name);
  start(name, release);
  await isReady(name);
}

async function isReady(name: string): Promise<void> {
  let said = "";
  const ready = async (): Promise<boolean> => {
    const answer = await fetch(`${urlOf(name)}/health/ready`).catch(() => undefined);
    said = (await answer?.text()) ?? "";
    return answer?.ok === true;
  };
  await waybill.until(ready, readyMs).catch((cause: unknown) => {
    throw new Error(`${name} is not ready: ${said}\n${running.get(name)?.stderr}`, { cause });
  });
}

/** Until so many more orders have been accepted by whichever processes there are. */
async function more(customers: KillLoad, orders: number): Promise<void> {
  const accepted = (): number =>
    customers.sent.filter(({ outcome }) => outcome === "accepted").length;
  const wanted = accepted() + orders;
  await waybill.until(async () => accepted() >= wanted, readyMs);
}

async function versionsWritten(): Promise<readonly number[]> {
  const url = postgres.url("waybill_orders", "waybill_orders");
  const database = new ViewsDatabase({ config: { connectionString: url }, name: "tests" });
  const rows = await database.query<{ version: number }>(
    "select distinct schema_version::int as version from events where type = 'OrderCancelled' order by 1",
  );
  await database.close();
  return rows.map(({ version }) => version);
}

test("two releases in turn, processes of both side by side under load: nothing is lost and nobody notices", async (t) => {
  for (const name of names) start(name, "first");
  await isReady("gateway");
  const customers = new KillLoad(waybill, { ordersPerSecond: 10, atOnce: 16 });
  t.after(() => customers.stop());
  customers.start();
  await more(customers, 10);

  // Readers first: what the others write they know already.
  for (const name of ["notifications", "orders", "orders-2"]) {
    await replace(name, "reading");
    await more(customers, 10);
  }
  assert.deepEqual(await versionsWritten(), [1]);
  await replace("notifications", "writing");
  await replace("orders", "writing");
  await waybill.until(async () => (await versionsWritten()).length === 2, readyMs);
  await more(customers, 20);
  await replace("orders-2", "writing");
  await more(customers, 10);
  await customers.stop();

  // Turned away early, on a machine that does not keep up, is no fault of an upgrade.
  const unclear = customers.sent.filter(
    ({ outcome, code }) => outcome === "unknown" && code !== "overloaded",
  );
  assert.deepEqual(
    [...new Set(unclear.map(({ status, code, detail }) => `${status} ${code}: ${detail}`))],
    [],
    customers.summary(),
  );
  await customers.resolve();
  await customers.repeat(5);
  const ended = await untilEnded(waybill, customers.sent);
  await checkLedgers(waybill, customers.sent, ended);
  t.diagnostic(customers.summary());

  // Rows from before the column was there have it after a rebuild, by a gateway that knows it.
  await replace("gateway", "writing");
  const target = ["--url", waybill.url, "--key", apiKey];
  const rebuilt = await runWaybill(["views", "rebuild", "orders/orders", ...target], environment);
  assert.equal(rebuilt.code, 0, rebuilt.stdout + rebuilt.stderr);
  const verified = await runWaybill(["verify", "--json"], environment, releases.writing);
  assert.equal(verified.code, 0, verified.stdout.slice(0, 6_000) + verified.stderr);
  for (const name of names) failures.push(...(await failuresOf(name)));
  assert.deepEqual(failures.filter(isUnknownVersion), []);

  // The same looks see a reader that does not know what is written.
  await replace("notifications", "first");
  const others = new KillLoad(waybill, { ordersPerSecond: 10, atOnce: 16 });
  t.after(() => others.stop());
  others.start();
  await waybill.until(
    async () => (await failuresOf("notifications")).some(isUnknownVersion),
    readyMs,
  );
  await others.stop();
  for (const name of names.toReversed()) await stop(name);
});

function isUnknownVersion(failure: string): boolean {
  return failure.includes("version-unknown");
}
