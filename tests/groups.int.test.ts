import assert from "node:assert/strict";
import { test } from "node:test";
import { startWaybill, type Waybill } from "./waybill-process.ts";

const orders = 6;
const reasoned = ["--yes", "--reason", "a drill", "--json"];

async function allCompleted(waybill: Waybill): Promise<boolean> {
  const { body } = await waybill.call("GET", "/v1/processes?state=completed&limit=100");
  return (body as { items: unknown[] }).items.length === orders;
}

interface Plan {
  readonly done: boolean;
  readonly partitions: readonly { readonly again: number }[];
}

async function resetToEarliest(waybill: Waybill, group: string): Promise<Plan> {
  const { code, stdout, stderr } = await waybill.command(
    "groups",
    "reset",
    group,
    "--to",
    "earliest",
    ...reasoned,
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Plan;
}

/** Whether a consumer has read something of each partition that anybody writes into. */
async function hasRead(waybill: Waybill, group: string): Promise<boolean> {
  const { body } = await waybill.call("GET", `/v1/ops/consumers/${group}`);
  const { messages, sources } = body as {
    messages: number;
    sources: { head: number; partitions: { position: number }[] }[];
  };
  const written = sources.filter(({ head }) => head > 0);
  return (
    messages === 0 &&
    written.every(({ partitions }) => partitions.every(({ position }) => position > 0))
  );
}

test("groups set back to the beginning repeat no effect, and the audit trail says who did it", async (t) => {
  const waybill = await startWaybill(t, { environment: { WAYBILL_CARRIER_DELIVER_MS: "0" } });
  await Promise.all(
    Array.from({ length: orders }, async () => {
      const { status } = await waybill.placeOrder();
      assert.equal(status, 202);
    }),
  );
  await waybill.until(() => allCompleted(waybill), 60_000);
  const reset = ["groups", "reset", "checkout", "--to", "earliest"];
  const active = await waybill.command(...reset, ...reasoned);
  assert.equal(active.code, 1);
  assert.match(active.stderr, /\[group-active\]/);
  await waybill.stop();

  const unsaid = await waybill.command(...reset, "--yes");
  assert.match(unsaid.stderr, /\[reason-missing\]/);
  const groups = ["inventory", "payments.provider", "fulfilment.carrier", "checkout"];
  for (const group of groups) {
    const { done, partitions } = await resetToEarliest(waybill, group);
    assert.ok(done);
    assert.ok(partitions.reduce((sum, { again }) => sum + again, 0) >= orders, group);
  }

  await waybill.start();
  await waybill.until(async () => {
    return (await Promise.all(groups.map((each) => hasRead(waybill, each)))).every(Boolean);
  }, 60_000);
  const proof = await waybill.command("verify");
  assert.equal(proof.code, 0, proof.stdout);
  const { body } = await waybill.call("GET", "/v1/ops/audit?path=/v1/ops/consumers/checkout");
  const [entry] = (body as { items: { reason: string; method: string; status: number }[] }).items;
  assert.deepEqual([entry?.reason, entry?.method, entry?.status], ["a drill", "CLI", 200]);
});
