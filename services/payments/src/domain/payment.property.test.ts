import assert from "node:assert/strict";
import { test } from "node:test";
import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
  RefundRequested,
  maxAmount,
} from "@waybill/contracts";
import { Trial, asJson, hostileTexts, picked, type Verdict } from "@waybill/kit/testing";
import fc from "fast-check";
import { refundable, type PaymentState } from "./payment-state.ts";
import { payment, type PaymentCommand, type ProviderPayment } from "./payment.ts";

const orderIds = ["ord_1", "__proto__"];
const orderId = fc.oneof({ weight: 9, arbitrary: fc.constant("ord_1") }, fc.constant("__proto__"));
/** Of the order, and so of all that the checkout and the provider say of it. */
const currency = fc.constant("EUR");
/** A person may name any. */
const anyCurrency = fc.oneof({ weight: 9, arbitrary: currency }, fc.constant("XTS"));
const reason = fc.constantFrom("", ...hostileTexts);
const refundId = fc.constantFrom("reversal", "__proto__", "constructor", "rfd_1");
/** Few values, so that totals meet. */
const amount = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0, 30, 60, 100, 140) },
  fc.constantFrom(maxAmount / 2, 1),
);
/** Whatever a provider may tell, sensible or not. */
const totals: fc.Arbitrary<ProviderPayment> = fc.record({
  paymentId: fc.constantFrom("sim_1", "__proto__"),
  currency,
  authorized: amount,
  captured: amount,
  voided: amount,
  refunded: amount,
});
const refund = fc.record({ refundId, amount, reason });

const command: fc.Arbitrary<PaymentCommand> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom("recordAuthorized" as const, "recordCaptured" as const),
      orderId,
      payment: totals,
    }),
  },
  fc.record(
    { type: fc.constant("recordReversed" as const), orderId, payment: totals, refund },
    { requiredKeys: ["type", "orderId", "payment"] },
  ),
  fc.record({ type: fc.constant("recordRefund" as const), orderId, payment: totals, refund }),
  fc.record({ type: fc.constant("recordDeclined" as const), orderId, amount, currency, reason }),
  fc.record({ type: fc.constant("recordCaptureFailed" as const), orderId, currency, reason }),
  fc.record({ type: fc.constant("recordRefundFailed" as const), orderId, refundId, reason }),
  fc.record({
    type: fc.constant("answerAgain" as const),
    orderId,
    to: fc.constantFrom("authorization" as const, "capture" as const, "reversal" as const),
  }),
  fc.record({
    type: fc.constant("recordFree" as const),
    orderId,
    currency,
    to: fc.constantFrom("authorization" as const, "capture" as const),
  }),
  fc.record({ type: fc.constant("close" as const), orderId, currency, reason }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("requestRefund" as const),
      orderId,
      refundId,
      amount,
      currency: anyCurrency,
      reason,
    }),
  },
);
const pool = fc.array(command, { minLength: 1, maxLength: 15, size: "max" }).map(asJson);
const picks = fc.array(fc.nat(), { maxLength: 25, size: "max" });

/** A capture is tried, and so can fail, only once its authorisation is recorded. */
function comesTooSoon({ type }: PaymentCommand, { currency }: PaymentState): boolean {
  return type === "recordCaptureFailed" && currency === "";
}

function assertBalanced(state: PaymentState): void {
  const { authorized, captured, voided, refunded } = state;
  assert.ok(Math.min(captured, voided, refunded) >= 0, JSON.stringify(state));
  assert.ok(captured + voided <= authorized, JSON.stringify(state));
  assert.ok(refunded <= captured, JSON.stringify(state));
}

/** What a provider has told is in the ledger, and nothing that was there is taken back. */
function assertTold(command: PaymentCommand, before: PaymentState, after: PaymentState): void {
  for (const name of ["authorized", "captured", "voided", "refunded"] as const) {
    assert.ok(after[name] >= before[name], `less ${name} than before`);
  }
  if (!("payment" in command)) return;
  const { authorized, captured, refunded } = command.payment;
  assert.ok(after.authorized >= authorized);
  assert.ok(after.captured >= captured && after.captured >= refunded);
}

/** Sums of the events of one order that tell something new. */
function sumOf(events: readonly { readonly orderId: string; readonly amount: number }[]) {
  return (orderId: string): number =>
    events.reduce((sum, each) => (each.orderId === orderId ? sum + each.amount : sum), 0);
}

test("whatever a provider tells, in whatever order, the sums balance and are those of the events", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([payment]);
      for (const each of picked(commands, picks)) {
        const before = trial.state(payment, each.orderId);
        if (comesTooSoon(each, before)) continue;
        const { refusal } = trial.give(payment, each);
        assert.ok(refusal === undefined || each.type === "requestRefund", refusal?.message);
        const after = trial.state(payment, each.orderId);
        assertBalanced(after);
        assertTold(each, before, after);
      }
      for (const id of orderIds) {
        const { voided, refunded } = trial.state(payment, id);
        assert.equal(sumOf(trial.all(PaymentVoided))(id), voided);
        assert.equal(sumOf(trial.all(PaymentRefunded))(id), refunded);
      }
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 200 },
  );
});

/** Of one order: what is told for the first time, not as an answer that is repeated. */
function isNew(orderId: string) {
  return (each: { readonly orderId: string; readonly repeated?: boolean }): boolean =>
    each.orderId === orderId && each.repeated !== true;
}

test("a payment is authorised and captured once, never as wanted once it was declined or called off, and each refund is made once", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([payment]);
      for (const each of picked(commands, picks)) {
        const before = trial.state(payment, each.orderId);
        if (comesTooSoon(each, before)) continue;
        const authorized = trial.all(PaymentAuthorized).filter(isNew(each.orderId)).length;
        trial.give(payment, each);
        const unwanted = before.closed || before.declineReason !== undefined;
        const now = trial.all(PaymentAuthorized).filter(isNew(each.orderId)).length;
        assert.ok(!unwanted || now === authorized, "an unwanted payment counts as authorised");
      }
      for (const id of orderIds) {
        assert.ok(trial.all(PaymentAuthorized).filter(isNew(id)).length <= 1);
        assert.ok(trial.all(PaymentDeclined).filter(isNew(id)).length <= 1);
        assert.ok(trial.all(PaymentCaptured).filter(isNew(id)).length <= 1);
        const refunds = trial.all(PaymentRefunded).filter(isNew(id));
        assert.equal(new Set(refunds.map(({ refundId }) => refundId)).size, refunds.length);
      }
    }),
    { numRuns: 200 },
  );
});

function typesOf({ events }: Verdict): readonly string[] {
  return events.map(({ contract }) => contract.type);
}

test("a request that comes again changes no sum, a reversal is answered each time, a refund is taken up to what is left", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([payment]);
      for (const each of picked(commands, picks)) {
        const before = trial.state(payment, each.orderId);
        if (comesTooSoon(each, before)) continue;
        const types = typesOf(trial.give(payment, each));
        const after = trial.state(payment, each.orderId);
        if (each.type === "answerAgain") {
          assert.ok(types.length <= 1);
          assert.deepEqual({ ...after, reversals: before.reversals }, before);
        }
        if (each.type === "recordReversed") {
          assert.ok(/Payment(Voided|Refunded)/.test(types.join(" ")) && after.closed);
          assert.ok(after.reversals > before.reversals);
        }
        if (types.includes(RefundRequested.type)) {
          assert.ok(refundable(after) >= 0 && !before.closed);
          assert.equal(before.currency, after.currency);
        }
        trial.give(payment, each);
        const again = trial.state(payment, each.orderId);
        assert.deepEqual({ ...again, reversals: after.reversals }, after);
      }
    }),
    { numRuns: 200 },
  );
});

/** What a provider did to one payment, as commands that each carry the totals it had then. */
const history = fc
  .record({
    captured: fc.option(fc.integer({ min: 1, max: 100 })),
    refunds: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
    isReversed: fc.boolean(),
  })
  .map(({ captured, refunds, isReversed }) => {
    const base = { orderId: "ord_1" } as const;
    let at: ProviderPayment = {
      paymentId: "sim_1",
      currency: "EUR",
      authorized: 100,
      captured: 0,
      voided: 0,
      refunded: 0,
    };
    const told: PaymentCommand[] = [{ type: "recordAuthorized", ...base, payment: at }];
    if (captured !== null) {
      at = { ...at, captured };
      told.push({ type: "recordCaptured", ...base, payment: at });
    }
    for (const [index, wanted] of refunds.entries()) {
      const amount = Math.min(wanted, at.captured - at.refunded);
      if (amount === 0) continue;
      at = { ...at, refunded: at.refunded + amount };
      const refund = { refundId: `rfd_${index}`, amount, reason: "dispute" };
      told.push({ type: "recordRefund", ...base, payment: at, refund });
    }
    if (isReversed) {
      const amount = at.captured - at.refunded;
      at = { ...at, voided: at.authorized - at.captured, refunded: at.captured };
      const refund = { refundId: "reversal", amount, reason: "off" };
      told.push({
        type: "recordReversed",
        ...base,
        payment: at,
        ...(amount === 0 ? {} : { refund }),
      });
    }
    return { told, at };
  });

test("whichever of a provider's outcomes come first, late or twice, the ledger comes to have its totals", () => {
  const order = fc.array(fc.nat(), { maxLength: 12, size: "max" });
  const close = { type: "close", orderId: "ord_1", currency: "EUR", reason: "off" } as const;
  fc.assert(
    fc.property(history, order, fc.boolean(), ({ told, at }, order, isClosed) => {
      const trial = new Trial([payment]);
      const pool = isClosed ? [...told, close] : told;
      // In a senseless order at first, and in the end each once, the last first.
      for (const each of [...picked(pool, order), ...told.toReversed()]) trial.give(payment, each);
      const { authorized, captured, voided, refunded } = trial.state(payment, "ord_1");
      const expected = [at.authorized, at.captured, at.voided, at.refunded];
      assert.deepEqual([authorized, captured, voided, refunded], expected);
    }),
    { numRuns: 300 },
  );
});
