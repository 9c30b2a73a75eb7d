import { after, describe, test } from "node:test";
import { cancelledUnpaid, completed } from "./outcomes.ts";
import { openShop } from "./shop.ts";

const shop = await openShop({ after });

describe("a payment that does not go smoothly", { concurrency: true }, () => {
  test("declined: nothing is paid and the stock is free again", async () => {
    const sku = await shop.product({ lisbon: 10 });
    const order = await shop.place([sku], { token: "tok_declined" });
    await shop.expect(order, {
      ...cancelledUnpaid("payment_declined"),
      orderPayment: { status: "declined", authorized: 0, captured: 0, refunded: 0 },
      payment: { status: "declined", authorized: 0, captured: 0, voided: 0, refunded: 0 },
      provider: { authorized: 0, captured: 0, voided: 0, refunded: 0, captures: 0, operations: ["authorize"] },
    });
    await shop.expectStock(sku, { lisbon: [10, 0, 0] });
  });

  for (const [token, what] of [
    ["tok_unavailable", "the provider is away for a while: it is asked again until it is back"],
    ["tok_slow", "the provider takes its time: the order waits for it"],
    ["tok_timeout_after_success", "the provider acts and never answers: it has authorised and captured once"],
    ["tok_capture_fails_twice", "the capture fails twice: the third attempt takes the money, once"],
  ] as const) {
    test(what, async () => {
      const sku = await shop.product({ lisbon: 10 });
      const order = await shop.place([sku], { token });
      await shop.expect(order, completed(1000));
      await shop.expectStock(sku, { lisbon: [9, 0, 1] });
    });
  }
});

test("nothing has changed since", () => shop.expectAllAsBefore());
