import assert from "node:assert/strict";
import { test } from "node:test";
import { Shop, found, total } from "./testing/shop.ts";

/** As if the provider's books were read a moment after the payment's log. */
function inFlight(): Shop {
  const shop = new Shop();
  shop.running = true;
  shop.completed("ord_1");
  shop.accounts.get("ord_1")!.refunded = 500;
  return shop;
}

test("while running, what only looked wrong for a moment is no violation", async () => {
  const shop = inFlight();
  shop.meanwhile = (look) => {
    if (look !== 2) return;
    shop.payments("ord_1", "RefundRequested", { refundId: "rfd_1", amount: 500 });
    shop.payments("ord_1", "PaymentRefunded", {
      refundId: "rfd_1",
      amount: 500,
      refundedTotal: 500,
      capturedTotal: total,
      kind: "partial",
    });
  };
  const report = await shop.verify();
  assert.deepEqual(found(report), []);
  assert.equal(report.lookedAgain, 1);
});

test("while running, what stays wrong is a violation", async () => {
  const shop = inFlight();
  assert.deepEqual(found(await shop.verify()), ["C/provider-disagrees ord_1"]);
});

test("while running, an order with another problem at each look is only busy", async () => {
  const shop = inFlight();
  shop.meanwhile = () => {
    shop.accounts.get("ord_1")!.refunded = 0;
    shop.accounts.get("ord_1")!.captures = 2;
  };
  assert.deepEqual(found(await shop.verify()), []);
});

test("at rest nothing is looked at twice", async () => {
  const shop = inFlight();
  shop.running = false;
  const report = await shop.verify();
  assert.deepEqual(found(report), ["C/provider-disagrees ord_1"]);
  assert.equal(report.lookedAgain, 0);
});
