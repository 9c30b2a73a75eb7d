/**
 * Every service as processes of its own, orders and inventory as two each, behind the gateway. Nobody
 * outside may notice which process served a call, nor that one of them was killed.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openServer } from "@waybill/postgres";
import pino from "pino";
import { freePort } from "@waybill/brokers";
import { checkLedgers, untilEnded, verifies } from "../kill-ledgers.ts";
import { KillLoad } from "../kill-load.ts";
import { RunProcess, childrenOf, pidsOf } from "./split-processes.ts";
import { anasOrder, runWaybill, startWaybill } from "../waybill-process.ts";

/** FAULTS.md: a member that was killed is replaced within that. */
const takeoverMs = 10_000;

/** Not one of those whose stock is reckoned up. */
const lines = [{ sku: "TOTE-CANVAS", quantity: 1 }];
const traced = [
  "api",
  "orders",
  "inventory",
  "checkout",
  "payments",
  "fulfilment",
  "notifications",
];
const load = { ordersPerSecond: 20, atOnce: 32 };
const waybill = await startWaybill(
  { after },
  {
    arguments: ["--split", "--replicas", "orders=2,inventory=2"],
    // Ten processes, on a machine that may have other things to do.
    startMs: 150_000,
  },
);

async function membersOf(consumer: string): Promise<number | undefined> {
  const { body } = await waybill.call("GET", "/v1/ops/consumers");
  const { items } = body as { items: { consumer: string; members: unknown[] }[] };
  return items.find((each) => each.consumer === consumer)?.members.length;
}

test("a request repeated under its key, whichever process gets it, names one order", async () => {
  const headers = { "idempotency-key": `split-${randomUUID()}` };
  const body = { ...anasOrder, lines, reference: headers["idempotency-key"] };
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => waybill.call("POST", "/v1/orders", { body, headers })),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
  const ids = new Set(answers.map((answer) => (answer.body as { id: string }).id));
  assert.equal(ids.size, 1);
  const served = answers.filter(({ headers: of }) => of.get("idempotent-replayed") === null);
  assert.equal(served.length, 1, "only one of them is the first");
});

test("an order is followed through the gateway to its end", async () => {
  const { body } = await waybill.placeOrder({ lines });
  const { id } = body as { id: string };
  const response = await fetch(new URL(`/v1/orders/${id}/events`, waybill.url), {
    headers: { authorization: `Bearer ${waybill.apiKey}` },
    signal: AbortSignal.timeout(20_000),
  });
  assert.match(String(response.headers.get("content-type")), /^text\/event-stream/);
  const events = [...(await response.text()).matchAll(/^event: (\w+)$/gm)].map(([, type]) => type);
  assert.deepEqual(events, ["OrderPlaced", "OrderConfirmed", "OrderCompleted"]);
});

test("the whole of it is documented, watched and traced at the one address", async () => {
  const { body: placed } = await waybill.placeOrder({ lines });
  const { id } = placed as { id: string };
  const { body: api } = await waybill.call("GET", "/openapi.json", { key: null });
  const { paths } = api as { paths: Record<string, unknown> };
  assert.ok("/v1/orders" in paths && "/v1/ops/overview" in paths);
  assert.ok(!("/internal/report" in paths));

  assert.equal(await membersOf("inventory"), 2);
  assert.equal(await membersOf("payments.provider"), 1);

  await waybill.until(async () => {
    const { body } = await waybill.call("GET", `/v1/ops/traces?orderId=${id}`);
    const [trace] = (body as { items: { services: string[] }[] }).items;
    return traced.every((service) => trace?.services.includes(service));
  });
  const { body: overview } = await waybill.call("GET", "/v1/ops/overview");
  const { orders, services } = overview as {
    orders: { accepted: number };
    services: { name: string; status: string }[];
  };
  assert.equal(orders.accepted, 3);
  assert.deepEqual(new Set(services.map(({ status }) => status)), new Set(["ok"]));
  assert.equal(services.length, 7);
});

test("a further process of a service joins with nothing but the data directory, and leaves again", async (t) => {
  const further = new RunProcess(t, "inventory", { WAYBILL_DATA: waybill.dataDir });
  const url = await further.ready();
  const ready = await fetch(`${url}/health/ready`);
  assert.equal(ready.status, 200, await ready.text());
  const metrics = await (await fetch(`${url}/metrics`)).text();
  assert.match(metrics, /waybill_consumer_paused\{consumer="inventory"\} 0/);
  await waybill.until(async () => (await membersOf("inventory")) === 3);

  // What it tells the gateway is for none of the API's keys.
  const headers = { authorization: `Bearer ${waybill.apiKey}` };
  const report = await fetch(`${url}/internal/report?lines=0&spans=0`, { headers });
  assert.equal(report.status, 404);
  assert.equal((await waybill.call("GET", "/internal/report?lines=0&spans=0")).status, 404);

  assert.equal(await further.stop(), 0, further.stderr);
  await waybill.until(async () => (await membersOf("inventory")) === 2);
});

test("kill -9 of a process of orders and of one of inventory under load loses nothing", async (t) => {
  const customers = new KillLoad(waybill, load);
  t.after(() => customers.stop());
  customers.start();
  const times: string[] = [];
  for (const service of ["orders", "inventory"]) {
    await delay(1_500);
    const victim = pidsOf(waybill.pid, service).at(-1);
    assert.ok(victim !== undefined && customers.inFlight() > 0, "the kill hits nothing");
    const killedAt = performance.now();
    process.kill(victim, "SIGKILL");
    const accepted = (await customers.nextAcceptance()) - killedAt;
    // Orders that were placed since the kill have to get on, in whatever partition they are.
    const placed = await Promise.all(
      Array.from({ length: 8 }, () => waybill.placeOrder({ lines })),
    );
    await waybill.until(async () => {
      const looks = placed.map(async ({ body }) => {
        const { id } = body as { id: string };
        const { body: order } = await waybill.call("GET", `/v1/orders/${id}`);
        return (order as { status: string }).status !== "pending";
      });
      return (await Promise.all(looks)).every(Boolean);
    }, takeoverMs);
    const through = performance.now() - killedAt;
    times.push(`${service}: ${(accepted / 1_000).toFixed(1)} ${(through / 1_000).toFixed(1)}`);
    await waybill.until(async () => pidsOf(waybill.pid, service).length === 2);
  }
  await customers.stop();
  await customers.resolve();
  await customers.repeat(5);
  t.diagnostic(
    `${customers.summary()}; s from kill to acceptance, to confirmation: ${times.join("; ")}`,
  );
  const orders = await untilEnded(waybill, customers.sent);
  const own = orders.filter(({ reference }) => reference?.startsWith("kill-") === true);
  await checkLedgers(waybill, customers.sent, own);
  await verifies(waybill);
});

test("who kills the supervisor leaves no process behind but PostgreSQL, for the next one to take over", async () => {
  const { pid } = waybill;
  assert.ok(pid !== undefined);
  const postgres = waybill.postgresPid();
  const children = childrenOf(pid).filter((each) => each !== postgres);
  assert.equal(children.length, 10);
  await waybill.kill();
  await waybill.until(async () => !children.some(isAlive));
  const { dataDir } = waybill;
  const server = await openServer({ dataDir, log: pino({ level: "silent" }) });
  assert.deepEqual([server.adopted, server.pid], [true, postgres]);
  await server.stop();
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a port in use stops the start of all, says so, and leaves nothing running", async (t) => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  t.after(() => {
    holder.close();
  });
  const { port } = holder.address() as AddressInfo;
  const { code, stderr } = await runWaybill(["up", "--split", "--json"], {
    WAYBILL_DATA: waybill.dataDir,
    WAYBILL_PORT: String(port),
    WAYBILL_LOG: "fatal",
  });
  assert.equal(code, 2, stderr);
  assert.match(stderr, new RegExp(`port ${port} on 127.0.0.1 is in use .*\\[split-not-ready\\]`));
  assert.equal(waybill.postgresPid(), undefined);
});

test("a service that needs the gateway says which setting is missing", async () => {
  const { code, stderr } = await runWaybill(["run", "orders"], { WAYBILL_DATA: waybill.dataDir });
  assert.equal(code, 2);
  assert.match(stderr, /WAYBILL_GATEWAY is not set; orders needs .*\[config-invalid\]/);
  const gateway = await runWaybill(["run", "gateway"], { WAYBILL_SERVICES: "orders=http://a:1" });
  assert.equal(gateway.code, 2);
  assert.match(gateway.stderr, /WAYBILL_SERVICES has no address of catalog, inventory, checkout/);
});

test("without its database a process stays, says which address it tries, and is not ready", async (t) => {
  const port = await freePort();
  const lonely = new RunProcess(t, "catalog", {
    WAYBILL_DATA: waybill.dataDir,
    WAYBILL_PORT: String(port),
    DATABASE_URL: "postgres://waybill@127.0.0.1:1/waybill",
  });
  const ask = async (path: string): Promise<{ status: number; text: string } | undefined> => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, text: await response.text() };
    } catch {
      return undefined;
    }
  };
  await waybill.until(async () => (await ask("/health/live"))?.status === 200);
  const ready = await ask("/health/ready");
  assert.equal(ready?.status, 503);
  assert.match(ready.text, /cannot connect to PostgreSQL at 127\.0\.0\.1:1/);
  assert.match(lonely.stderr, /cannot connect to PostgreSQL at 127\.0\.0\.1:1/);
  assert.equal(await lonely.stop(), 0);
});
