/**
 * kill -9 while Waybill starts for the first time: of the server, and of the PostgreSQL under it.
 * Whatever was begun, the next start finishes, and a start that fails ends by itself.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startWaybill, Waybill } from "./waybill-process.ts";

const endMs = 20_000;

test("a server that is killed while it starts for the first time comes up the next time", async (t) => {
  const dataDir = newDirectory(t);
  const waybill = new Waybill(dataDir, {});
  t.after(() => waybill.stop());
  for (const afterMs of [600, 1_200, 1_800]) {
    const started = outcomeOf(waybill);
    await delay(afterMs);
    await waybill.kill();
    await started;
  }
  await completesAnOrder(t, dataDir);
});

test("a start whose PostgreSQL is killed comes to its end, with a reason", async (t) => {
  const dataDir = newDirectory(t);
  const outcomes: string[] = [];
  let killed: number | undefined;
  for (const afterMs of [100, 700, 1_300]) {
    const waybill = new Waybill(dataDir, {});
    t.after(() => waybill.kill());
    const started = outcomeOf(waybill);
    await waybill.until(
      () => Promise.resolve(![undefined, killed].includes(waybill.postgresPid())),
      endMs,
    );
    await delay(afterMs);
    killed = waybill.postgresPid();
    assert.ok(killed !== undefined);
    process.kill(killed, "SIGKILL");
    const outcome = await Promise.race([started, delay(endMs, "hangs", { ref: false })]);
    assert.match(outcome, /^ready|ended with 2 .*\[[a-z-]+\]/s);
    outcomes.push(outcome.split("\n")[0] ?? "");
    await waybill.stop();
  }
  t.diagnostic(outcomes.join("; "));
  await completesAnOrder(t, dataDir);
});

async function outcomeOf(waybill: Waybill): Promise<string> {
  try {
    await waybill.start();
    return "ready";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function completesAnOrder(t: TestContext, dataDir: string): Promise<void> {
  const waybill = await startWaybill(t, { dataDir });
  const { status, body } = await waybill.placeOrder({}, { prefer: "wait=10" });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal((body as { status: string }).status, "completed");
}

function newDirectory(t: TestContext): string {
  const dataDir = mkdtempSync(join(tmpdir(), "waybill-test-"));
  // Registered first, and so after what uses it has ended.
  t.after(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  return dataDir;
}
