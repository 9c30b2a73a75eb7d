/**
 * kill -9 while Waybill starts for the first time: of the server, and of the PostgreSQL under it.
 * Whatever was begun, the next start finishes, and a start that fails ends by itself.
 */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { emptyDirectory } from "@waybill/postgres/testing";
import { Waybill } from "./waybill-process.ts";

const endMs = 20_000;

test("a server that is killed while it starts for the first time comes up the next time", async (t) => {
  const waybill = newWaybill(t);
  for (const afterMs of [600, 1_200, 1_800]) {
    const started = outcomeOf(waybill);
    await delay(afterMs);
    await waybill.kill();
    await started;
  }
  await completesAnOrder(waybill);
});

test("a start whose PostgreSQL is killed comes to its end, with a reason", async (t) => {
  const waybill = newWaybill(t);
  const outcomes: string[] = [];
  let killed: number | undefined;
  for (const afterMs of [100, 700, 1_300]) {
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
    outcomes.push(outcome);
    await waybill.stop();
  }
  t.diagnostic(outcomes.join("; ").replaceAll(/\s+/g, " "));
  await completesAnOrder(waybill);
});

async function outcomeOf(waybill: Waybill): Promise<string> {
  try {
    await waybill.start();
    return "ready";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function completesAnOrder(waybill: Waybill): Promise<void> {
  await waybill.start();
  const { status, body } = await waybill.placeOrder({}, { prefer: "wait=10" });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal((body as { status: string }).status, "completed");
  assert.equal(await waybill.stop(), 0);
}

function newWaybill(t: TestContext): Waybill {
  const dataDir = emptyDirectory();
  const waybill = new Waybill(dataDir, {});
  t.after(async () => {
    // A server that hangs would not stop; the run of the tests ends what it leaves.
    await waybill.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return waybill;
}
