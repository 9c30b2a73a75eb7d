import assert from "node:assert/strict";
import { test } from "node:test";
import { WaybillError, type NewEvent } from "@waybill/kit/pure";
import fc from "fast-check";
import { outstanding, refundable, statusOf, type PaymentState } from "./payment-state.ts";
import { payment, type PaymentCommand, type ProviderPayment } from "./payment.ts";

const orderId = "ord_1";
const currency = "EUR";

function totals(of: Partial<ProviderPayment>): ProviderPayment {
  return {
    paymentId: "sim_1",
    currency,
    authorized: 0,
    captured: 0,
    voided: 0,
    refunded: 0,
    ...of,
  };
}

const outcome = (type: "recordAuthorized" | "recordCaptured", of: Partial<ProviderPayment>) =>
  ({ type, orderId, payment: totals(of) }) as const;
const authorized = outcome("recordAuthorized", { authorized: 100 });
const captured = outcome("recordCaptured", { authorized: 100, captured: 100 });
const declined = {
  type: "recordDeclined",
  orderId,
  amount: 100,
  currency,
  reason: "card_declined",
} as const;
const close = { type: "close", orderId, currency, reason: "customer_request" } as const;
const voided = {
  type: "recordReversed",
  orderId,
  payment: totals({ authorized: 100, voided: 100 }),
} as const;
const refunded = {
  type: "recordReversed",
  orderId,
  payment: totals({ authorized: 100, captured: 100, refunded: 100 }),
  refund: { refundId: "reversal", amount: 100, reason: "customer_request" },
} as const;
const ask = (refundId: string, amount: number) =>
  ({ type: "requestRefund", orderId, refundId, amount, currency, reason: "damaged" }) as const;
const refund = (refundId: string, amount: number, total = amount) =>
  ({
    type: "recordRefund",
    orderId,
    payment: totals({ authorized: 100, captured: 100, refunded: total }),
    refund: { refundId, amount, reason: "dispute" },
  }) as const;

class Payment {
  state: PaymentState = payment.initial(orderId);
  readonly events: NewEvent[] = [];

  give(command: PaymentCommand): string[] {
    const context = { now: 0, tenant: "acme", id: String, other: () => assert.fail("no other") };
    const events = payment.decide(command, this.state, context);
    for (const { contract, data } of events) {
      const change = { key: orderId, tenant: "acme", time: 0 };
      this.state = payment.evolve(this.state, { type: contract.type, data }, change);
    }
    this.events.push(...events);
    return events.map(({ contract }) => contract.type);
  }

  last(): Record<string, unknown> {
    return this.events.at(-1)?.data as Record<string, unknown>;
  }
}

function given(...commands: PaymentCommand[]): Payment {
  const one = new Payment();
  for (const command of commands) one.give(command);
  return one;
}

const refusedWith = (code: string, status: number) => (error: unknown) =>
  error instanceof WaybillError && error.code === code && error.status === status;

test("is authorised and captured once, however often the outcome comes", () => {
  const one = new Payment();
  assert.deepEqual(one.give(authorized), ["PaymentAuthorized"]);
  assert.deepEqual(one.give(authorized), []);
  assert.deepEqual(one.give(captured), ["PaymentCaptured"]);
  assert.deepEqual(one.give(captured), []);
  assert.deepEqual(one.give(authorized), []);
  assert.equal(statusOf(one.state), "captured");
  assert.equal(one.state.tenant, "acme");
});

test("a capture that is heard of before its authorisation brings both", () => {
  assert.deepEqual(new Payment().give(captured), ["PaymentAuthorized", "PaymentCaptured"]);
});

test("a refund that is heard of before its capture brings the capture too", () => {
  assert.deepEqual(given(authorized).give(refund("r1", 30)), [
    "PaymentCaptured",
    "PaymentRefunded",
  ]);
});

test("a request that comes again gets the same answer, marked as repeated", () => {
  const again = (to: "authorization" | "capture" | "reversal") =>
    ({ type: "answerAgain", orderId, to }) as const;
  const one = given(authorized, captured);
  assert.deepEqual(one.give(again("authorization")), ["PaymentAuthorized"]);
  assert.equal(one.last()["repeated"], true);
  assert.deepEqual(one.give(again("capture")), ["PaymentCaptured"]);
  assert.deepEqual(given(declined).give(again("authorization")), ["PaymentDeclined"]);
  const reversed = given(authorized, close, voided);
  assert.deepEqual(reversed.give(again("reversal")), ["PaymentVoided"]);
  assert.equal(reversed.last()["amount"], 0);
  assert.equal(reversed.state.voided, 100);
});

test("a request that comes again is not told of a success that came too late to count", () => {
  const again = (to: "authorization" | "capture") =>
    ({ type: "answerAgain", orderId, to }) as const;
  assert.deepEqual(given(declined, authorized).give(again("authorization")), ["PaymentDeclined"]);
  assert.deepEqual(given(authorized, close).give(again("authorization")), []);
  const failed = { type: "recordCaptureFailed", orderId, currency, reason: "expired" } as const;
  assert.deepEqual(given(authorized, failed, captured).give(again("capture")), ["CaptureFailed"]);
  const early = given(failed);
  early.give(again("capture"));
  assert.equal(early.last()["currency"], currency);
});

test("a reversal lets go what is held", () => {
  const one = given(authorized, close);
  assert.deepEqual(one.give(voided), ["PaymentVoided"]);
  assert.deepEqual([one.last()["amount"], outstanding(one.state)], [100, 0]);
  assert.equal(statusOf(one.state), "voided");
});

test("a reversal gives back what was captured", () => {
  const one = given(authorized, captured, close);
  assert.deepEqual(one.give(refunded), ["PaymentRefunded"]);
  assert.deepEqual([one.last()["kind"], one.last()["amount"]], ["reversal", 100]);
  assert.equal(statusOf(one.state), "refunded");
});

const free = (to: "authorization" | "capture") =>
  ({ type: "recordFree", orderId, currency, to }) as const;

test("a payment of nothing is authorised and captured once, and answered again when asked again", () => {
  const again = (to: "authorization" | "capture") =>
    ({ type: "answerAgain", orderId, to }) as const;
  const one = new Payment();
  assert.deepEqual(one.give(free("authorization")), ["PaymentAuthorized"]);
  assert.equal(one.last()["amount"], 0);
  assert.equal(statusOf(one.state), "authorized");
  assert.deepEqual(one.give(free("authorization")), []);
  assert.deepEqual(one.give(free("capture")), ["PaymentCaptured"]);
  assert.deepEqual(one.give(free("capture")), []);
  assert.deepEqual(one.give(again("authorization")), ["PaymentAuthorized"]);
  assert.deepEqual(one.give(again("capture")), ["PaymentCaptured"]);
  assert.equal(one.last()["repeated"], true);
  assert.equal(statusOf(one.state), "captured");
  assert.throws(() => one.give(ask("rfd_1", 1)), refusedWith("refund-exceeds-captured", 409));
});

test("a payment of nothing that is called off is voided, however far it was", () => {
  const nothing = { type: "recordReversed", orderId, payment: totals({}) } as const;
  for (const before of [[], [free("authorization")], [free("authorization"), free("capture")]]) {
    const one = given(...before, close);
    assert.deepEqual(one.give(free("authorization")), []);
    assert.deepEqual(one.give(nothing), ["PaymentVoided"]);
    assert.equal(statusOf(one.state), "voided");
  }
});

test("a reversal of nothing answers too", () => {
  const nothing = { type: "recordReversed", orderId, payment: totals({}) } as const;
  const one = given(close);
  assert.deepEqual(one.give(nothing), ["PaymentVoided"]);
  assert.deepEqual(one.give(nothing), ["PaymentVoided"]);
  assert.equal(outstanding(one.state), 0);
});

test("a reversal that finds what timed out records it without telling that it succeeded", () => {
  assert.deepEqual(given(close).give(voided), ["LatePaymentFound", "PaymentVoided"]);
  assert.deepEqual(given(authorized, close).give(refunded), [
    "LatePaymentFound",
    "PaymentCaptured",
    "PaymentRefunded",
  ]);
});

test("an outcome after the payment was called off, or declined, asks for a further reversal", () => {
  for (const one of [
    given(close),
    given(close, { ...voided, payment: totals({}) }),
    given(declined),
  ]) {
    assert.deepEqual(one.give(authorized), ["LatePaymentFound"]);
    assert.equal(outstanding(one.state), 100);
    assert.deepEqual(one.give(authorized), []);
  }
  const late = given(authorized, close);
  assert.deepEqual(late.give(captured), ["LatePaymentFound", "PaymentCaptured"]);
  assert.deepEqual(late.give(refunded), ["PaymentRefunded"]);
  assert.equal(outstanding(late.state), 0);
});

test("a decline or a failed capture is recorded once, and not when it is too late to matter", () => {
  const failed = { type: "recordCaptureFailed", orderId, currency, reason: "expired" } as const;
  assert.deepEqual(new Payment().give(declined), ["PaymentDeclined"]);
  for (const one of [given(declined), given(authorized), given(close)]) {
    assert.deepEqual(one.give(declined), []);
  }
  assert.deepEqual(given(authorized).give(failed), ["CaptureFailed"]);
  for (const one of [given(authorized, failed), given(authorized, captured), given(close)]) {
    assert.deepEqual(one.give(failed), []);
  }
});

test("refunds that are asked for are limited by what was captured, pending ones included", () => {
  const one = given(authorized, captured, ask("r1", 60));
  assert.throws(() => one.give(ask("r2", 41)), refusedWith("refund-exceeds-captured", 409));
  assert.deepEqual(one.give(ask("r2", 40)), ["RefundRequested"]);
  assert.equal(refundable(one.state), 0);
  assert.deepEqual(
    one.give({ type: "recordRefundFailed", orderId, refundId: "r2", reason: "no" }),
    ["RefundFailed"],
  );
  assert.equal(refundable(one.state), 40);
  assert.deepEqual(one.give(refund("r1", 60)), ["PaymentRefunded"]);
  assert.equal(one.last()["reason"], "damaged");
  assert.deepEqual(one.give(refund("r1", 60)), []);
  assert.equal(statusOf(one.state), "partially-refunded");
});

test("a refund is refused before the capture, after the order was called off, and in another currency", () => {
  assert.throws(
    () => given(authorized).give(ask("r1", 1)),
    refusedWith("refund-exceeds-captured", 409),
  );
  const off = given(authorized, captured, close);
  assert.throws(() => off.give(ask("r1", 1)), refusedWith("payment-reversed", 409));
  const other = { ...ask("r1", 1), currency: "USD" };
  assert.throws(
    () => given(authorized, captured).give(other),
    refusedWith("currency-mismatch", 422),
  );
});

test("when a dispute has taken what a pending refund was to give back, nothing is left to ask for", () => {
  const one = given(authorized, captured, ask("r1", 60), refund("dispute-1", 80));
  assert.equal(refundable(one.state), 0);
});

test("a refund made at the provider counts like one that was asked for", () => {
  const one = given(authorized, captured);
  assert.deepEqual(one.give(refund("desk-1", 30)), ["PaymentRefunded"]);
  assert.deepEqual(one.give(refund("desk-1", 30)), []);
  assert.deepEqual([one.state.refunded, refundable(one.state)], [30, 70]);
});

const amount = fc.nat({ max: 150 });
const theirs = fc.record({
  paymentId: fc.constant("sim_1"),
  currency: fc.constant(currency),
  authorized: amount,
  captured: amount,
  voided: amount,
  refunded: amount,
});
const refundId = fc.constantFrom("r1", "r2", "reversal");
const anyRefund = fc.record({ refundId, amount, reason: fc.constant("any") });
const anyCommand: fc.Arbitrary<PaymentCommand> = fc.oneof(
  fc.constantFrom<PaymentCommand>(authorized, captured, declined, close, voided, refunded),
  fc.constantFrom<PaymentCommand>(
    { type: "recordCaptureFailed", orderId, currency, reason: "expired" },
    { type: "answerAgain", orderId, to: "authorization" },
    { type: "answerAgain", orderId, to: "capture" },
    { type: "answerAgain", orderId, to: "reversal" },
  ),
  fc
    .tuple(fc.constantFrom("recordAuthorized" as const, "recordCaptured" as const), theirs)
    .map(([type, of]): PaymentCommand => ({ type, orderId, payment: of })),
  fc
    .tuple(theirs, fc.option(anyRefund, { nil: undefined }))
    .map(([of, refund]): PaymentCommand =>
      refund === undefined
        ? { type: "recordReversed", orderId, payment: of }
        : { type: "recordReversed", orderId, payment: of, refund },
    ),
  fc.tuple(theirs, anyRefund).map(([of, refund]): PaymentCommand => ({
    type: "recordRefund",
    orderId,
    payment: of,
    refund,
  })),
  fc.tuple(refundId, amount).map(([id, of]) => ask(id, of)),
  refundId.map((id): PaymentCommand => ({
    type: "recordRefundFailed",
    orderId,
    refundId: id,
    reason: "no",
  })),
);

test("in whatever order and however often commands come, the sums balance and follow from the events", () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 25 }), (commands) => {
      const one = new Payment();
      for (const command of commands) {
        try {
          one.give(command);
        } catch (error) {
          // Only a person's wish may be refused: what happened happened.
          assert.ok(
            error instanceof WaybillError && command.type === "requestRefund",
            String(error),
          );
        }
        const { authorized, captured, voided, refunded } = one.state;
        assert.ok(voided >= 0 && refunded >= 0 && voided + captured <= authorized);
        assert.ok(refunded <= captured);
      }
      const sum = (type: string): number =>
        one.events.reduce((all, { contract, data }) => {
          const event = data as { amount: number; repeated?: boolean };
          return contract.type === type && event.repeated !== true ? all + event.amount : all;
        }, 0);
      assert.equal(sum("PaymentVoided"), one.state.voided);
      assert.equal(sum("PaymentRefunded"), one.state.refunded);
    }),
    { numRuns: 3_000 },
  );
});

test("there never are two captures, and never a success after the payment was called off", () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 25 }), (commands) => {
      const one = new Payment();
      for (const command of commands) {
        const before = one.state.closed;
        try {
          const types = one.give(command);
          if (before && command.type !== "answerAgain")
            assert.ok(!types.includes("PaymentAuthorized"));
        } catch (error) {
          assert.ok(error instanceof WaybillError);
        }
      }
      const captures = one.events.filter(
        ({ contract, data }) =>
          contract.type === "PaymentCaptured" && (data as { repeated?: boolean }).repeated !== true,
      );
      assert.ok(captures.length <= 1);
    }),
    { numRuns: 3_000 },
  );
});

test("every command twice is the same as once", () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 20 }), (commands) => {
      const [once, twice] = [new Payment(), new Payment()];
      for (const command of commands) {
        const times = [once, twice, twice];
        for (const one of times) {
          try {
            one.give(command);
          } catch (error) {
            assert.ok(error instanceof WaybillError);
          }
        }
      }
      const ledger = ({ state }: Payment) => ({ ...state, reversals: 0 });
      assert.deepEqual(ledger(twice), ledger(once));
    }),
  );
});
