import assert from "node:assert/strict";
import { test } from "node:test";
import type { ParkedEntry } from "../sources.ts";
import { Shop, found, now } from "../testing/shop.ts";
import { testBreakages } from "../testing/breakages.ts";

function late(shop: Shop): void {
  shop.placed("ord_3");
  shop.checkout("ord_3", "AuthorizationRequested", {
    phase: "forward",
    step: "authorize",
    due: now - 60_000,
  });
  shop.payments("ord_3", "PaymentClosed");
}

const parked = (status: string): ParkedEntry => ({
  id: 1,
  consumer: "payments",
  source: "checkout",
  position: 999,
  key: "ord_3",
  status,
});

testBreakages("T", {
  "a process past its deadline": ["T/overdue ord_3", late],
  "a process that waits for ever and is not listed": [
    "T/no-deadline ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.checkout("ord_3", "AuthorizationRequested", { phase: "forward", step: "authorize" });
    },
  ],
  "a stream whose timer was lost": [
    "T/timer-lost ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.log("checkout").streams.get("checkout-ord_3")!.due = undefined;
    },
  ],
  "a stream whose timer comes after its deadline": [
    "T/timer-lost ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.log("checkout").streams.get("checkout-ord_3")!.due! += 1_000;
    },
  ],
  "a parked message that waits behind nothing": [
    "T/queued-behind-nothing ord_3",
    (shop) => {
      shop.log("payments").parkedMessages = [parked("queued")];
    },
  ],
});

test("T and L excuse an order that is parked, which is listed", async () => {
  const shop = new Shop();
  late(shop);
  shop.log("payments").parkedMessages = [parked("dead")];
  const report = await shop.verify();
  assert.deepEqual(found(report), []);
  assert.equal(report.held, 1);
});

test("T and L excuse a process that is stuck, which is listed", async () => {
  const shop = new Shop();
  shop.placed("ord_3");
  shop.checkout("ord_3", "AuthorizationRequested", {
    phase: "forward",
    step: "authorize",
    due: now - 60_000,
  });
  shop.payments("ord_3", "PaymentClosed");
  shop.checkout("ord_3", "CheckoutStuck", { phase: "forward", step: "authorize", stuck: true });
  const report = await shop.verify();
  assert.deepEqual(found(report), []);
  assert.equal(report.held, 1);
});
