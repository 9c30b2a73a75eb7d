import assert from "node:assert/strict";
import { test } from "node:test";
import { Shop, found, now } from "../testing/shop.ts";
import { testBreakages } from "../testing/breakages.ts";

/** Inventory is past this order, and nothing came of it. */
function skipped(shop: Shop): void {
  shop.orders("ord_3", "OrderPlaced", { total: 1, shipping: 1, currency: "EUR", lines: [] });
  shop.checkout("ord_3", "CheckoutOpened", {
    phase: "forward",
    step: "reserve",
    due: now + 60_000,
  });
  shop.notify("ord_3", "placed");
}

testBreakages("P", {
  "a message that a consumer skipped": ["P/skipped ord_3", skipped],
  "a step that was answered and not taken": [
    "P/skipped ord_3",
    (shop) => {
      shop.placed("ord_3");
      const { log } = shop.log("checkout");
      log.splice(log.findIndex((event) => event.stream === "checkout-ord_3") + 1);
    },
  ],
  "a refund that was asked for and came to nothing": [
    "P/skipped ord_1",
    (shop) => shop.payments("ord_1", "RefundRequested", { refundId: "rfd_1", amount: 500 }),
  ],
  "a mail that was to be sent again and was not": [
    "P/skipped ord_1",
    (shop) => shop.resend("ord_1", "placed", "ResendRequested"),
  ],
  "a gap in the positions of a log": [
    "P/position-gap orders",
    (shop) => {
      const { log } = shop.log("orders");
      log.splice(2, 1);
    },
  ],
  "a position given out twice": [
    "P/position-repeated payments",
    (shop) => {
      const { log } = shop.log("payments");
      log[1]!.position = 1;
    },
  ],
  "a consumer that is ahead of its log": [
    "P/ahead-of-log payments",
    (shop) => {
      shop.catchUp();
      shop.log("payments").consumers[0]!.position += 1;
    },
  ],
  "a consumer without a position in a partition": [
    "P/not-subscribed payments",
    (shop) => {
      shop.catchUp();
      shop.log("payments").consumers.splice(0, 1);
    },
  ],
});

test("P waits for a consumer that is behind", async () => {
  const shop = new Shop();
  shop.completed("ord_1");
  shop.catchUp();
  skipped(shop);
  const report = await shop.verify();
  assert.deepEqual(found(report), []);
  // What was placed goes to checkout, inventory and the mails, whose log nobody reads.
  assert.equal(report.behind, 3);
});

test("nothing is to go for a consumer of topics that has read them to the end, however long their log is", async () => {
  const shop = new Shop();
  shop.completed("ord_1");
  shop.completed("ord_2");
  shop.catchUp();
  shop.readByTopic();
  assert.equal((await shop.verify()).behind, 0);
  const [read] = shop
    .log("inventory")
    .consumers.filter(({ channel, position }) => channel.includes("/") && position > 0);
  read!.position -= 1;
  assert.equal((await shop.verify()).behind, 1);
});

test("P excuses a message that is parked", async () => {
  const shop = new Shop();
  skipped(shop);
  shop.log("inventory").parkedMessages = [
    {
      id: 1,
      consumer: "inventory",
      source: "orders",
      position: 1,
      key: "ord_3",
      status: "dead",
      attempts: 1,
      nextAt: 0,
    },
  ];
  assert.deepEqual(found(await shop.verify()), []);
});

test("P goes by what a person has made of a message, at the consumer for which it was edited", async () => {
  const shop = new Shop();
  shop.authorized("ord_1");
  const { position } = shop.fulfilment("ord_1", "ShipmentDispatched", {
    shipmentId: "shp_ord_1",
    remaining: 0,
  });
  shop.notify("ord_1", "dispatched");
  shop.catchUp();
  assert.deepEqual(found(await shop.verify()), ["P/skipped ord_1"]);
  const edited = { source: "fulfilment", position, schemaVersion: 1 };
  const data = { orderId: "ord_1", shipmentId: "shp_ord_1", remaining: 1 };
  shop.log("orders").editedMessages = [{ ...edited, consumer: "orders", data }];
  assert.deepEqual(found(await shop.verify()), ["P/skipped ord_1"]);
  shop.log("checkout").editedMessages = [{ ...edited, consumer: "checkout", data }];
  assert.deepEqual(found(await shop.verify()), []);
});
