/**
 * kill -9 of the server under load, again and again on one data directory. PostgreSQL goes on as an
 * orphan and is taken over by the next server. FAULTS.md 1 to 3.
 *
 * Three kills; the full ten take longer than the deadline of `npm test`:
 * `WAYBILL_KILLS=10 node --test tests/kill-server.int.test.ts`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { checkLedgers, untilEnded, verifies } from "./kill-ledgers.ts";
import { KillLoad } from "./kill-load.ts";
import { startWaybill } from "./waybill-process.ts";

const kills = Number(process.env["WAYBILL_KILLS"] ?? 3);

test(`every accepted order ends, once, after ${kills} kill -9 of the server`, async (t) => {
  const waybill = await startWaybill(t);
  const load = new KillLoad(waybill);
  t.after(() => load.stop());
  load.start();
  const restarts: number[] = [];
  const recoveries: number[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await delay(500 + Math.random() * 1_500);
    assert.ok(load.inFlight() > 0, `kill ${kill} hit nothing`);
    const killed = performance.now();
    await waybill.kill();
    await waybill.start();
    restarts.push(performance.now() - killed);
    const accepted = await load.nextAcceptance();
    recoveries.push(accepted - killed);
  }
  await delay(500);
  await load.stop();
  const unknown = await load.resolve();
  await load.repeat(5);
  assert.ok(unknown > 0, "no request was under way at any kill");
  const drained = performance.now();
  const orders = await untilEnded(waybill, load.sent);
  t.diagnostic(
    `${load.summary()}; ${unknown} sent again; seconds from kill to ready: ${inSeconds(restarts)}, to the next acceptance: ${inSeconds(recoveries)}; to the end of all orders: ${inSeconds([performance.now() - drained])}`,
  );
  await checkLedgers(waybill, load.sent, orders);
  await verifies(waybill);
});

function inSeconds(times: readonly number[]): string {
  return times.map((ms) => (ms / 1_000).toFixed(1)).join(" ");
}
