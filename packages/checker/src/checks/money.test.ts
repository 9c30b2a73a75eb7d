import assert from "node:assert/strict";
import { test } from "node:test";
import { Shop, found, sku, total } from "../testing/shop.ts";
import { testBreakages } from "../testing/breakages.ts";

const refund = (amount: number, refundedTotal: number, kind: string) => ({
  refundId: `rfd_${refundedTotal}`,
  amount,
  refundedTotal,
  capturedTotal: total,
  kind,
});

testBreakages("C", {
  "a customer charged twice": [
    "C/captured-twice ord_1",
    (shop) => shop.payments("ord_1", "PaymentCaptured", { amount: total }),
  ],
  "a total that is not what its lines and its shipping come to": [
    "C/total-differs ord_3",
    (shop) => {
      shop.placed("ord_3");
      const { data } = shop.log("orders").log.at(-1)!;
      shop.log("orders").log.at(-1)!.data = { ...(data as object), shipping: 499 };
    },
  ],
  "a second capture that only the provider knows of": [
    "C/provider-captured-twice ord_1",
    (shop) => shop.captured("ord_1", total),
  ],
  "a completed order that paid less than its total": [
    "C/completed-not-paid ord_3",
    (shop) => {
      shop.completed("ord_3");
      shop
        .log("payments")
        .log.find(
          (event) => event.type === "PaymentCaptured" && event.stream === "payment-ord_3",
        )!.data = {
        orderId: "ord_3",
        currency: "EUR",
        amount: total - 1,
      };
    },
  ],
  "a completed order whose money was given back": [
    "C/completed-not-paid ord_1",
    (shop) => shop.payments("ord_1", "PaymentRefunded", refund(total, total, "reversal")),
  ],
  "a cancelled order that keeps the money": [
    "C/cancelled-not-refunded ord_2",
    (shop) => {
      shop.log("payments").log.find((event) => event.type === "PaymentVoided")!.data = {
        orderId: "ord_2",
        currency: "EUR",
        amount: 0,
      };
      shop.payments("ord_2", "PaymentCaptured", { amount: total });
    },
  ],
  "an authorisation that nobody let go": [
    "C/authorization-left ord_2",
    (shop) => {
      shop.log("payments").log.find((event) => event.type === "PaymentVoided")!.data = {
        orderId: "ord_2",
        currency: "EUR",
        amount: 0,
      };
    },
  ],
  "money that the provider took and we never recorded": [
    "C/provider-disagrees ord_2",
    (shop) => {
      shop.accounts.get("ord_2")!.captured = 100;
    },
  ],
  "a capture that we recorded and the provider does not know": [
    "C/provider-disagrees ord_1",
    (shop) => {
      shop.accounts.delete("ord_1");
    },
  ],
  "a payment in another currency": [
    "C/currency-differs ord_1",
    (shop) => {
      shop.accounts.get("ord_1")!.currency = "USD";
    },
  ],
});

test("C allows a refund that a person asked for, and then less remains", async () => {
  const shop = new Shop();
  shop.completed("ord_1");
  shop.payments("ord_1", "RefundRequested", { refundId: "rfd_500", amount: 500 });
  shop.payments("ord_1", "PaymentRefunded", refund(500, 500, "partial"));
  shop.accounts.get("ord_1")!.refunded = 500;
  assert.deepEqual(found(await shop.verify()), []);
});

test("C takes an order of nothing as paid without the provider, and its answers as repeated", async () => {
  const shop = new Shop();
  shop.completed("ord_1");
  shop.log("orders").log.find(({ type }) => type === "OrderPlaced")!.data = {
    orderId: "ord_1",
    total: 0,
    currency: "EUR",
    shipping: 0,
    lines: [{ sku, quantity: 2, unitPrice: 0 }],
  };
  for (const type of ["PaymentAuthorized", "PaymentCaptured"]) {
    const data = { orderId: "ord_1", currency: "EUR", amount: 0 };
    shop.log("payments").log.find((event) => event.type === type)!.data = data;
    shop.payments("ord_1", type, { ...data, repeated: true });
  }
  shop.accounts.delete("ord_1");
  // What was kept of the order is of the total that it had before this test.
  const others = /^O\/(state|row)-differs/;
  assert.deepEqual(
    found(await shop.verify()).filter((each) => !others.test(each)),
    [],
  );
});
