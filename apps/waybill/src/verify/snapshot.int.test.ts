import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testDatabase } from "@waybill/postgres/testing";
import { Snapshot } from "./snapshot.ts";

/** Waybill's own server ends a transaction that idles for a minute; a long check takes longer. */
test("a snapshot that is not read for longer than transactions may idle is still there", async (t) => {
  const { url } = await testDatabase();
  const impatient = new URL(url);
  impatient.searchParams.set("options", "-c idle_in_transaction_session_timeout=100ms");
  const snapshot = await Snapshot.take(impatient.href, "orders");
  t.after(() => snapshot.close());
  await delay(400);
  assert.deepEqual(await snapshot.rows({ text: "select 1" }), [["1"]]);
});
