import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { systemClock, systemIds } from "@waybill/kit";
import { readMigrations, ViewsDatabase } from "@waybill/postgres";
import { testDatabase } from "@waybill/postgres/testing";
import { postgresLedger } from "./postgres-ledger.ts";
import { SimulatedProvider } from "./simulated-provider.ts";

const currency = "EUR";
const metadata = { tenant: "acme" };
let database: ViewsDatabase;

before(async () => {
  const migrations = readMigrations(new URL("../../../provider-migrations/", import.meta.url));
  const config = { connectionString: (await testDatabase(migrations)).url };
  database = new ViewsDatabase({ config, name: "provider-test" });
});

after(async () => {
  await database.close();
});

function open(): SimulatedProvider {
  const ledger = postgresLedger(database);
  return new SimulatedProvider({ ledger, clock: systemClock, ids: systemIds() });
}

const authorization = (orderId: string, token = "tok_ok") => ({
  idempotencyKey: `${orderId}:authorize`,
  orderId,
  amount: 100,
  currency,
  token,
  metadata,
});
const capture = (orderId: string) => ({
  idempotencyKey: `${orderId}:capture`,
  orderId,
  amount: 100,
  currency,
});

test("a payment goes through its life, and another provider on the same books knows it", async () => {
  const orderId = "ord_life";
  const provider = open();
  const first = await provider.authorize(authorization(orderId));
  await provider.capture(capture(orderId));
  const other = open();
  assert.deepEqual(await other.authorize(authorization(orderId)), first);
  assert.deepEqual(await other.lookup(`${orderId}:authorize`), first);
  assert.equal(await other.lookup("unknown"), undefined);
  const refund = { orderId, currency, refundId: "r1", idempotencyKey: `${orderId}:refund:r1` };
  assert.equal((await other.refund({ ...refund, amount: 30 })).outcome, "done");
  assert.equal((await provider.void({ idempotencyKey: "v", orderId, currency })).outcome, "done");
  const [line] = await provider.ledger("ord_lif", 1);
  assert.partialDeepStrictEqual(line, {
    orderId,
    authorized: 100,
    captured: 100,
    captures: 1,
    refunded: 30,
    voided: 0,
  });
});

test("providers that race for the same payments carry out each operation once", async () => {
  const orders = Array.from({ length: 200 }, (_, index) => `race_${1_000 + index}`);
  const providers = [open(), open(), open()];
  await Promise.all(
    providers.flatMap((provider) =>
      orders.map((order) => provider.authorize(authorization(order))),
    ),
  );
  await Promise.all(
    providers.flatMap((provider) => orders.map((order) => provider.capture(capture(order)))),
  );
  const lines = (await open().ledger("race_", 1_000)).slice(0, orders.length);
  assert.deepEqual(
    lines.map((line) => line.orderId),
    orders,
  );
  for (const { authorized, captured, captures } of lines) {
    assert.deepEqual([authorized, captured, captures], [100, 100, 1]);
  }
});

test("events wait in the books until they are marked as sent, oldest first", async () => {
  const books = postgresLedger(database);
  const provider = open();
  await provider.authorize(authorization("web_1"));
  await provider.capture(capture("web_1"));
  for (const refundId of ["d1", "d2"]) {
    await provider.refundOutside({
      orderId: "web_1",
      currency,
      amount: 10,
      refundId,
      as: "dispute",
    });
  }
  const unsent = await books.unsent(10);
  const refundIds = unsent.map(
    ({ webhook }) => (JSON.parse(webhook) as { refundId: string }).refundId,
  );
  assert.deepEqual(refundIds, ["d1", "d2"]);
  await books.markSent(unsent.slice(0, 1).map((each) => each.idempotencyKey));
  assert.equal((await books.unsent(10)).length, 1);
});
