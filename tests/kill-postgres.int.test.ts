/**
 * kill -9 of PostgreSQL under load, again and again, with the server staying up: it restarts its
 * PostgreSQL by itself and goes on. FAULTS.md 5 and 7.
 *
 * Three kills; the full ten take longer than the deadline of `npm test`:
 * `WAYBILL_KILLS=10 node --test tests/kill-postgres.int.test.ts`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { checkLedgers, untilEnded, verifies } from "./kill-ledgers.ts";
import { KillLoad } from "./kill-load.ts";
import { startWaybill } from "./waybill-process.ts";

const kills = Number(process.env["WAYBILL_KILLS"] ?? 3);

test(`the server outlives ${kills} kill -9 of PostgreSQL, and every accepted order ends, once`, async (t) => {
  const waybill = await startWaybill(t);
  const { pid } = waybill;
  const load = new KillLoad(waybill);
  t.after(() => load.stop());
  load.start();
  const restarts: number[] = [];
  const recoveries: number[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await delay(500 + Math.random() * 1_500);
    assert.ok(load.inFlight() > 0, `kill ${kill} hit nothing`);
    const postgres = waybill.postgresPid();
    assert.ok(postgres !== undefined);
    const killed = performance.now();
    process.kill(postgres, "SIGKILL");
    await waybill.until(() =>
      Promise.resolve(![undefined, postgres].includes(waybill.postgresPid())),
    );
    restarts.push(performance.now() - killed);
    recoveries.push((await load.nextAcceptance()) - killed);
  }
  await delay(500);
  await load.stop();
  const unclear = load.sent.filter((each) => each.outcome !== "accepted");
  assert.ok(unclear.length > 0, "no request met a PostgreSQL that was down");
  assert.deepEqual(
    [...new Set(unclear.map(({ status, code }) => `${status} ${code}`))].filter(
      (answer) => !answer.startsWith("503 "),
    ),
    [],
  );
  const unknown = await load.resolve();
  await load.repeat(5);
  const drained = performance.now();
  const orders = await untilEnded(waybill, load.sent);
  t.diagnostic(
    `${load.summary()}; ${unknown} sent again; seconds from kill to PostgreSQL being ready: ${inSeconds(restarts)}, to the next acceptance: ${inSeconds(recoveries)}; to the end of all orders: ${inSeconds([performance.now() - drained])}`,
  );
  await checkLedgers(waybill, load.sent, orders);
  await verifies(waybill);
  assert.equal(waybill.pid, pid);
});

function inSeconds(times: readonly number[]): string {
  return times.map((ms) => (ms / 1_000).toFixed(1)).join(" ");
}
