/**
 * A service whose mail server is slow: its lag has a second process started, which is stopped when the lag
 * is gone. Nobody's order is lost by it, and every mail is sent.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { slowMailServer } from "@waybill/notifications/testing";
import { emptyDirectory } from "@waybill/postgres/testing";
import { verifies } from "../kill-ledgers.ts";
import { pidsOf } from "./split-processes.ts";
import { startWaybill, type Waybill } from "../waybill-process.ts";

/** Placed, confirmed, dispatched. */
const mailsOfOrder = 3;
const orders = 150;
/** Over the five connections of a process: 33 mails a second. */
const mailMs = 150;

/** The last that was begun ends first: a mail server that closes waits for those who are connected. */
const ends: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const end of ends.toReversed()) await end();
});

const folder = emptyDirectory();
ends.push(() => rmSync(folder, { recursive: true, force: true }));
const policy = join(folder, "hasty.yaml");
writeFileSync(
  policy,
  "targetPerReplica: 40\nmaxReplicas: 2\nscaleDown: { stabilizationWindowSeconds: 2 }\n",
);
const mailServer = await slowMailServer(mailMs);
ends.push(() => mailServer.close());
const flags = ["--split", "--autoscale=notifications", "--autoscale-every=1"];
const waybill = await startWaybill(
  { after: (end) => ends.push(end) },
  {
    arguments: [...flags, `--autoscale-policy=${policy}`, `--autoscale-record=${folder}`],
    environment: { WAYBILL_SMTP_URL: mailServer.url, WAYBILL_LOG: "info" },
    startMs: 150_000,
  },
);

test("lag has a replica started and its end has it stopped; nothing is lost", async () => {
  const replicas = (): number => pidsOf(waybill.pid, "notifications").length;
  assert.equal(replicas(), 1);
  await placeOrders(waybill, orders);
  await waybill.until(async () => replicas() === 2);
  await waybill.until(async () => mailServer.taken.size === orders * mailsOfOrder, 60_000);
  await waybill.until(async () => replicas() === 1, 60_000);
  await verifies(waybill);
});

test("what was decided, and why, is shown with the lines of the services", async () => {
  for (const said of ["from 1 to 2 replicas", "from 2 to 1 replicas"]) {
    const { body } = await waybill.call("GET", `/v1/ops/logs?text=${encodeURIComponent(said)}`);
    const [line] = (body as { items: { process: string; message: string }[] }).items;
    assert.equal(line?.process, "supervisor");
    assert.match(line?.message ?? "", /^notifications: .* messages wait$/);
  }
});

test("the load that was recorded can be tried with other policies", async () => {
  const trace = join(folder, "notifications.jsonl");
  const recorded = readFileSync(trace, "utf8").trim().split("\n");
  const seen = recorded.map((line) => JSON.parse(line) as { lag: number; replicas: number });
  assert.deepEqual(new Set(seen.map(({ replicas }) => replicas)), new Set([1, 2]));
  assert.ok(seen.some(({ lag }) => lag > 40));
  const settings = [
    "--every",
    "1",
    "--service-rate",
    "33",
    "--policy",
    policy,
    "--policy",
    "fixed-1",
  ];
  const simulated = await waybill.command("scale", "simulate", trace, ...settings);
  assert.equal(simulated.code, 0, simulated.stderr);
  assert.match(simulated.stdout, /\nhasty .*\nfixed-1 /);
});

async function placeOrders(on: Waybill, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => placeOrder(on)));
}

/** Comes back as it is told, when too much is waiting. */
async function placeOrder(on: Waybill): Promise<void> {
  const key = { "idempotency-key": randomUUID() };
  for (;;) {
    const { status, headers } = await on.placeOrder(
      { lines: [{ sku: "TOTE-CANVAS", quantity: 1 }] },
      key,
    );
    if (status === 202) return;
    assert.equal(status, 503);
    await delay(Number(headers.get("retry-after")) * 1_000);
  }
}
