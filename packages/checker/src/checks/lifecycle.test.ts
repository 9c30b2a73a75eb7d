import { now } from "../testing/shop.ts";
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
      shop.orders("ord_3", "OrderPlaced", { total: 1, currency: "EUR", lines: [] });
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
