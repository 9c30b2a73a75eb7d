import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Ledgers } from "../ledgers.ts";
import { cancelledAuthorized, cancelledUnpaid, completed, returned } from "../outcomes.ts";
import { assertProblem } from "../problem.ts";
import type { Shop } from "../shop.ts";

/** Payments declined, slow, unanswered, failing on the way there and on the way back. */
export function paymentFailures(shop: Shop): void {
  const { books, waybill } = shop;
  const eur = (amount: number) => ({ amount, currency: "EUR" });

  describe("a payment that does not go smoothly", { concurrency: true }, () => {
    test("declined: nothing is paid and the stock is free again", async () => {
      const sku = await shop.product({ lisbon: 10 });
      const order = await shop.place([sku], { token: "tok_declined" });
      const nothing = { authorized: 0, captured: 0, refunded: 0 };
      await shop.expect(order, {
        ...cancelledUnpaid("payment_declined"),
        orderPayment: { status: "declined", ...nothing },
        payment: { status: "declined", ...nothing, voided: 0 },
        provider: { ...nothing, voided: 0, captures: 0, operations: ["authorize"] },
      });
      await shop.expectStock(sku, { lisbon: [10, 0, 0] });
    });

    for (const [token, what] of [
      ["tok_unavailable", "the provider is away for a while: it is asked again until it is back"],
      ["tok_slow", "the provider takes its time: the order waits for it"],
      [
        "tok_timeout_after_success",
        "the provider acts and never answers: it has authorised and captured once",
      ],
      [
        "tok_capture_fails_twice",
        "the capture fails twice: the third attempt takes the money, once",
      ],
    ] as const) {
      test(what, async () => {
        const sku = await shop.product({ lisbon: 10 });
        const order = await shop.place([sku], { token });
        await shop.expect(order, completed(1000));
        await shop.expectStock(sku, { lisbon: [9, 0, 1] });
      });
    }

    test("nothing to pay: the order completes without the provider, and can be returned", async () => {
      const sku = await shop.product({ lisbon: 10 });
      const changes = { lines: [{ sku, quantity: 1, unitPrice: eur(0) }] };
      const order = await shop.place([sku], { token: "tok_declined", changes });
      const { provider: _neverAsked, ...paid } = completed(0);
      await shop.expect(order, paid);
      const refund = { amount: eur(1), reason: "one was broken" };
      const answer = await waybill.call("POST", `/v1/payments/${order}/refunds`, {
        body: refund,
        headers: { "idempotency-key": `${order}-refund` },
      });
      assertProblem(answer, "409 refund-exceeds-captured");
      await shop.cancel(order);
      const nothing = { authorized: 0, captured: 0, refunded: 0 };
      const { provider: _norThen, ...back } = returned("operator_request", 0);
      await shop.expect(order, {
        ...back,
        orderPayment: { status: "voided", ...nothing },
        payment: { status: "voided", ...nothing, voided: 0 },
      });
      await shop.expectStock(sku, { lisbon: [10, 0, 0] });
    });

    test("called off while the provider hangs: what it authorised is let go, and its late webhooks change nothing", async () => {
      const sku = await shop.product({ lisbon: 10 });
      const order = await shop.place([sku], { token: "tok_timeout_after_success" });
      await shop.reached(order, "AuthorizationRequested");
      await shop.cancel(order);
      await waybill.until(async () => (await books.order(order)).status === "cancelled");
      const { provider } = await books.ledgers(order);
      assert.deepEqual(
        [provider?.authorized, provider?.voided, provider?.captured],
        [1000, 1000, 0],
      );
      const event = {
        id: "evt_late",
        type: "payment.authorized",
        orderId: order,
        amount: 1000,
        payment: {
          paymentId: "sim_1",
          currency: "EUR",
          authorized: 1000,
          captured: 0,
          voided: 1000,
          refunded: 0,
        },
        metadata: { tenant: "dev" },
      };
      const before = await books.ledgers(order);
      for (const _ of [1, 2])
        assert.equal((await shop.webhook("provider", { events: [event] })).status, 200);
      await shop.expect(order, before);
      await shop.expectStock(sku, { lisbon: [10, 0, 0] });
    });
  });

  describe("money that goes back", { concurrency: true }, () => {
    const refunded = (amount: number, operations: readonly string[]): Ledgers => {
      const status = amount === 1000 ? "refunded" : "partially-refunded";
      const sums = { authorized: 1000, captured: 1000, refunded: amount };
      return {
        ...completed(1000),
        orderPayment: { status, ...sums },
        payment: { status, ...sums, voided: 0 },
        provider: {
          ...sums,
          voided: 0,
          captures: 1,
          operations: ["authorize", "capture", ...operations],
        },
      };
    };

    test("a part is refunded once however often it is asked, then the rest, and no cent more", async () => {
      const order = await shop.place([await shop.product()]);
      await shop.expect(order, completed(1000));
      const ask = (amount: number, key: string) =>
        waybill.call("POST", `/v1/payments/${order}/refunds`, {
          body: { amount: eur(amount), reason: "one was broken" },
          headers: { "idempotency-key": `${order}-${key}` },
        });
      const answers = await Promise.all([ask(300, "a"), ask(300, "a"), ask(300, "a")]);
      assert.deepEqual(
        answers.map((each) => each.status),
        [202, 202, 202],
      );
      assert.equal(
        answers.filter((each) => each.headers.get("idempotent-replayed") === "true").length,
        2,
      );
      await shop.expect(order, refunded(300, ["refund"]));
      const tooMuch = await ask(701, "b");
      assert.equal(
        `${tooMuch.status} ${(tooMuch.body as { code: string }).code}`,
        "409 refund-exceeds-captured",
      );
      assert.equal((await ask(700, "c")).status, 202);
      await shop.expect(order, refunded(1000, ["refund", "refund"]));
    });

    test("an order that was refunded in part and is then called off gives back the rest", async () => {
      const sku = await shop.product({ lisbon: 10 });
      const order = await shop.place([sku]);
      await shop.expect(order, completed(1000));
      await shop.send("POST", `/v1/payments/${order}/refunds`, {
        amount: eur(250),
        reason: "late",
      });
      await shop.expect(order, refunded(250, ["refund"]));
      await shop.cancel(order);
      const back = returned("operator_request", 1000);
      await shop.expect(order, {
        ...back,
        provider: {
          ...back.provider!,
          operations: ["authorize", "capture", "refund", "void", "refund"],
        },
      });
      await shop.expectStock(sku, { lisbon: [10, 0, 0] });
    });

    test("a refund that the provider made itself is recorded once, however often it is reported, also after the return", async () => {
      const order = await shop.place([await shop.product()]);
      await shop.expect(order, completed(1000));
      const event = {
        id: "evt_desk",
        type: "payment.refunded",
        orderId: order,
        amount: 400,
        refundId: "desk-1",
        payment: {
          paymentId: "sim_1",
          currency: "EUR",
          authorized: 1000,
          captured: 1000,
          voided: 0,
          refunded: 400,
        },
        metadata: { tenant: "dev" },
      };
      await shop.providerRefundedOutside(order, 400);
      const reports = await Promise.all(
        [1, 2, 3].map(() => shop.webhook("provider", { events: [event, event] })),
      );
      assert.deepEqual(
        reports.map(({ status }) => status),
        [200, 200, 200],
      );
      await shop.expect(order, refunded(400, []));
      await shop.cancel(order);
      const back = returned("operator_request", 1000);
      await shop.expect(order, back);
      assert.equal((await shop.webhook("provider", { events: [event] })).status, 200);
      await shop.expect(order, back);
    });
  });

  test("a return whose refund fails is tried again until the provider is back, listed meanwhile, and ends", async (t) => {
    const sku = await shop.product({ lisbon: 10 });
    const order = await shop.place([sku]);
    await shop.expect(order, completed(1000));
    const mend = await shop.breakOutside(t, "provider", `new.order_id = '${order}'`);
    await shop.cancel(order);
    await waybill.until(async () => (await shop.parked()).some((each) => each.attempts > 1));
    const [parked] = await shop.parked();
    assert.partialDeepStrictEqual(parked, {
      service: "payments",
      consumer: "payments.provider",
      key: order,
      status: "retry",
      type: "ReversalRequested",
      code: "provider-unavailable",
    });
    const listed = await waybill.command("process", "ls", "--state", "compensating", "--json");
    assert.partialDeepStrictEqual(JSON.parse(listed.stdout), [
      { orderId: order, step: "authorize", reason: "operator_request" },
    ]);
    await mend();
    await shop.expect(order, returned("operator_request", 1000));
    await shop.expectStock(sku, { lisbon: [10, 0, 0] });
  });

  test("an order called off while it waits for a provider that is down ends, and keeps nothing", async (t) => {
    const sku = await shop.product({ lisbon: 10 });
    const mend = await shop.breakOutside(t, "provider", "true");
    const order = await shop.place([sku]);
    await waybill.until(async () => (await shop.parked()).length > 0);
    await shop.cancel(order);
    await shop.reached(order, "PaymentClosed");
    await mend();
    const nothing = { authorized: 0, captured: 0, refunded: 0 };
    await shop.expect(order, {
      ...cancelledAuthorized("operator_request", 0),
      orderPayment: { status: "voided", ...nothing },
      provider: { ...nothing, voided: 0, captures: 0, operations: ["void"] },
      notifications: ["placed", "cancelled"],
    });
    await shop.expectStock(sku, { lisbon: [10, 0, 0] });
  });
}
