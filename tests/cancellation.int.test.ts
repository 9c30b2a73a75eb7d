import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { after, describe, test } from "node:test";
import { cancelledAuthorized, completed, returned } from "./outcomes.ts";
import { openShop } from "./shop.ts";

/** Longer than an order takes to its payment, unless a test holds it up. */
const reservationSeconds = 8;
const shop = await openShop(
  { after },
  {
    environment: {
      // Parcels leave when a test says so.
      WAYBILL_CARRIER_DISPATCH_MS: "600000",
      WAYBILL_RESERVATION_SECONDS: String(reservationSeconds),
    },
  },
);
const { books, waybill } = shop;
const beforeDispatch = {
  ...cancelledAuthorized("operator_request", 1000),
  shipments: ["cancelled"],
  carrier: "cancelled 1",
};

/** The customer is told a moment after the order has ended. */
async function toldOfCancellation(order: string): Promise<void> {
  await waybill.until(async () => {
    const { order: outcome, notifications } = await books.ledgers(order);
    return outcome.startsWith("cancelled") && notifications.includes("cancelled");
  });
}

/** Calls 20 orders off, each somewhere else on its way. */
async function cancelledAtAnyMoment(): Promise<void> {
  const sku = await shop.product({ lisbon: 20 });
  const orders = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const order = await shop.place([sku]);
      await delay(index * 20);
      assert.equal((await shop.cancel(order)).status, 202);
      return order;
    }),
  );
  for (const order of orders) {
    await toldOfCancellation(order);
    const { provider, carrier, notifications, ...ledgers } = await books.ledgers(order);
    assert.equal(ledgers.order, "cancelled: operator_request");
    assert.equal(ledgers.process, "cancelled: operator_request");
    assertNothingKept(provider);
    assert.match(carrier ?? "none", /^(none|cancelled [01]|returned 1)$/);
    assert.ok(ledgers.shipments.every((status) => status === "cancelled" || status === "returned"));
    assert.deepEqual(notifications, [...new Set(notifications)]);
    assert.ok(notifications.includes("placed"));
  }
  await shop.expectStock(sku, { lisbon: [20, 0, 0] });
}

function assertNothingKept(provider: Awaited<ReturnType<typeof books.ledgers>>["provider"]): void {
  if (provider === undefined) return;
  const { authorized, voided, captured, refunded, captures } = provider;
  assert.deepEqual([captured - refunded, authorized - voided - captured], [0, 0]);
  assert.ok(captures <= 1);
}

describe("called off before the parcel has left", { concurrency: true }, () => {
  test("at any moment: nothing is kept, in whatever ledger", cancelledAtAnyMoment);

  test("after the confirmation: the parcel stays, the money is let go", async () => {
    const sku = await shop.product({ lisbon: 10 });
    const order = await shop.place([sku]);
    await shop.reached(order, "OrderConfirmed");
    await shop.reached(order, "ShipmentCreated");
    await shop.cancel(order);
    await shop.expect(order, beforeDispatch);
    await shop.expectStock(sku, { lisbon: [10, 0, 0] });
  });

  test("ten times at once and once more: it is one cancellation, and asking again is no error", async () => {
    const sku = await shop.product({ lisbon: 10 });
    const order = await shop.place([sku]);
    await shop.reached(order, "ShipmentCreated");
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.cancel(order)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
    await shop.expect(order, beforeDispatch);
    assert.equal((await shop.cancel(order)).status, 202);
    const types = (await books.history(order)).map(({ type }) => type);
    assert.equal(types.filter((type) => type === "CancellationRequested").length, 1);
    assert.equal(types.filter((type) => type === "OrderCancelled").length, 1);
    await shop.expectStock(sku, { lisbon: [10, 0, 0] });
  });

  test("by an operator, on the checkout: the same way back, after which there is nothing to retry", async () => {
    const sku = await shop.product({ lisbon: 10 });
    const order = await shop.place([sku]);
    await shop.reached(order, "ShipmentCreated");
    const done = await waybill.command(
      "process",
      "cancel",
      order,
      "--reason",
      "Lost, says Ana: 9 €",
    );
    assert.equal(done.code, 0, done.stderr);
    const { items: changes } = await books.read<{ items: { path: string; reason: string }[] }>(
      `/v1/ops/audit?path=/v1/processes/${order}/cancel`,
    );
    assert.deepEqual(
      changes.map(({ reason }) => reason),
      ["Lost, says Ana: 9 €"],
    );
    await shop.expect(order, beforeDispatch);
    const retried = await waybill.command("process", "retry", order);
    assert.equal(retried.code, 1);
    assert.match(retried.stderr, /\[process-ended\]/);
    await shop.expectStock(sku, { lisbon: [10, 0, 0] });
  });

  test("by the customer's own key: the order and the mail say that they asked for it", async () => {
    const { key } = await shop.key("customer", "ana@example.com");
    const order = await shop.place([await shop.product()]);
    await shop.reached(order, "ShipmentCreated");
    assert.equal((await waybill.call("DELETE", `/v1/orders/${order}`, { key })).status, 202);
    const reason = "cancelled: customer_request";
    await shop.expect(order, { ...beforeDispatch, order: reason, process: reason });
    const { items } = await books.read<{ items: { id: string }[] }>(
      `/v1/notifications?orderId=${order}`,
    );
    const mail = await books.read<{ text: string }>(`/v1/notifications/${items[0]!.id}`);
    assert.match(mail.text, /is cancelled, as you asked\./);
  });
});

describe("called off when the parcel has left", { concurrency: true }, () => {
  test("at any moment, while parcels leave: nothing is kept, in whatever ledger", async () => {
    const leaving = new AbortController();
    const traffic = (async () => {
      while (!leaving.signal.aborted) {
        await shop.parcelsLeave();
        await delay(30);
      }
    })();
    await cancelledAtAnyMoment().finally(() => leaving.abort());
    await traffic;
  });

  test("while the money is being taken: the parcel comes back and nothing is kept", async () => {
    const sku = await shop.product({ lisbon: 10 });
    const order = await shop.place([sku], { token: "tok_capture_fails_twice" });
    await shop.reached(order, "ShipmentCreated");
    await shop.parcelsLeave();
    await shop.reached(order, "CaptureRequested");
    await shop.cancel(order);
    await toldOfCancellation(order);
    const { provider, shipments, carrier, notifications } = await books.ledgers(order);
    assert.deepEqual([shipments, carrier], [["returned"], "returned 1"]);
    assertNothingKept(provider);
    assert.deepEqual(notifications, ["placed", "confirmed", "dispatched", "cancelled"]);
    await shop.expectStock(sku, { lisbon: [10, 0, 0] });
  });

  test("after the completion: a return that refunds", async () => {
    const sku = await shop.product({ lisbon: 10 });
    const order = await shop.place([sku]);
    await shop.reached(order, "ShipmentCreated");
    await shop.parcelsLeave();
    await shop.expect(order, completed(1000));
    await shop.expectStock(sku, { lisbon: [9, 0, 1] });
    await shop.cancel(order);
    await shop.expect(order, returned("operator_request", 1000));
    await shop.expectStock(sku, { lisbon: [10, 0, 0] });
  });
});

test("when reservations expire, a paid order keeps its stock and one that still waits for the provider gives it back", async (t) => {
  const [paidSku, unpaidSku] = [
    await shop.product({ lisbon: 10 }),
    await shop.product({ lisbon: 10 }),
  ];
  const paid = await shop.place([paidSku]);
  await shop.reached(paid, "ShipmentCreated");
  const mend = await shop.breakOutside(t, "provider", "true");
  const unpaid = await shop.place([unpaidSku]);
  await shop.reached(unpaid, "ReservationExpiring");
  await shop.reached(unpaid, "PaymentClosed");
  await mend();
  const nothing = { authorized: 0, captured: 0, refunded: 0 };
  await shop.expect(unpaid, {
    ...cancelledAuthorized("reservation_expired", 0),
    orderPayment: { status: "voided", ...nothing },
    provider: { ...nothing, voided: 0, captures: 0, operations: ["void"] },
    notifications: ["placed", "cancelled"],
  });
  await shop.expectStock(unpaidSku, { lisbon: [10, 0, 0] });
  await shop.reached(paid, "ReservationExpiring");
  await shop.parcelsLeave();
  await shop.expect(paid, completed(1000));
  await shop.expectStock(paidSku, { lisbon: [9, 0, 1] });
});

test("nothing has changed since, and all invariants hold", () => shop.end());
