import assert from "node:assert/strict";
import { test } from "node:test";
import { Shop, found, now } from "../testing/shop.ts";
import { testBreakages } from "../testing/breakages.ts";

testBreakages("L", {
  "an order that a client was told of and that is not there": [
    "L/acknowledged-lost ord_0",
    (shop) => shop.acknowledged.push("ord_0"),
  ],
  "stock reserved for an order that nobody placed": [
    "L/unknown-order ord_9",
    (shop) => shop.inventory("ord_9", "StockReserved"),
  ],
  "money at the provider for an order that nobody placed": [
    "L/unknown-order ord_9",
    (shop) => shop.accounts.set("ord_9", { ...shop.accounts.get("ord_1")!, orderId: "ord_9" }),
  ],
  "an order whose checkout never opened": [
    "L/never-started ord_3",
    (shop) => {
      shop.orders("ord_3", "OrderPlaced", { total: 1, shipping: 1, currency: "EUR", lines: [] });
      shop.inventory("ord_3", "ReservationFailed", 0);
    },
  ],
  "an order that waits past its checkout's deadline": [
    "L/open-past-deadline ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.checkout("ord_3", "AuthorizationRequested", {
        phase: "forward",
        step: "authorize",
        due: now - 60_000,
      });
      shop.payments("ord_3", "PaymentVoided", { amount: 0 });
    },
  ],
  "an order that is cancelled while its checkout is completed, and whose money is kept": [
    "L/cancelled-alone ord_1",
    (shop) => {
      shop.orders("ord_1", "OrderCancelled", { reason: "out_of_stock" });
      shop.notify("ord_1", "cancelled");
    },
  ],
  "two orders of one reference, both paid for": [
    "L/reference-twice ord_4",
    (shop) => {
      shop.completed("ord_3", "web-1001");
      shop.completed("ord_4", "web-1001");
    },
  ],
  "a reference that nothing keeps for its order any more": [
    "L/claim-missing ord_3",
    (shop) => {
      shop.completed("ord_3", "web-1001");
      shop.claims.clear();
    },
  ],
  "a reference that is kept for an order of another one": [
    "L/claim-differs ord_4",
    (shop) => {
      shop.completed("ord_3", "web-1001");
      shop.completed("ord_4", "web-1002");
      shop.claims.set("reference:acme/web-1001", "ord_4");
    },
  ],
  "a reference that is kept for an order without one": [
    "L/claim-differs ord_1",
    (shop) => shop.claims.set("reference:acme/web-1001", "ord_1"),
  ],
  "a reference that is kept in the name of another tenant": [
    "L/claim-missing ord_3",
    (shop) => {
      shop.completed("ord_3", "web-1001");
      shop.claims.clear();
      shop.claims.set("reference:globex/web-1001", "ord_3");
    },
  ],
  "a reference that is kept for an order that is not there": [
    "L/unknown-order ord_9",
    (shop) => shop.claims.set("reference:acme/web-1001", "ord_9"),
  ],
  "an order that stays open although its checkout was cancelled": [
    "L/never-ended ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.checkout("ord_3", "ReleaseRequested", { phase: "backward", step: "reserve", due: now });
      shop.inventory("ord_3", "StockReleased");
      shop.checkout("ord_3", "CheckoutCancelled", { phase: "cancelled", step: "reserve" });
    },
  ],
});

test("L allows what keeps its reference, however it ended, and while it goes on", async () => {
  const shop = new Shop();
  shop.completed("ord_1", "web-1001");
  shop.cancelled("ord_2", "web-1002");
  shop.authorized("ord_3", "web-1003");
  shop.completed("ord_4");
  assert.deepEqual(found(await shop.verify()), []);
});
