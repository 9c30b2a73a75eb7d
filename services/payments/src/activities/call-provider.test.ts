import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AuthorizationRequested,
  CaptureRequested,
  LatePaymentFound,
  RefundRequested,
  ReversalRequested,
  type Contract,
} from "@waybill/contracts";
import { isRetryable, type Recorded } from "@waybill/kit";
import fc from "fast-check";
import { outstanding, type PaymentState } from "../domain/payment-state.ts";
import { payment, type PaymentCommand } from "../domain/payment.ts";
import { memoryLedger } from "../provider/simulated/memory-ledger.ts";
import { SimulatedProvider } from "../provider/simulated/simulated-provider.ts";
import { ManualClock } from "@waybill/kit/testing";
import { countingIds } from "../testing/counting-ids.ts";
import { callProvider } from "./call-provider.ts";

const orderId = "ord_1";
const currency = "EUR";
const amount = 100;

/** The payment of one order, its provider, and the activity between them. */
class Merchant {
  readonly provider: SimulatedProvider;
  readonly clock = new ManualClock();
  state: PaymentState = payment.initial(orderId);
  readonly events: { readonly type: string; readonly data: object }[] = [];
  readonly #token: string;

  constructor(token = "tok_ok") {
    this.#token = token;
    this.provider = new SimulatedProvider({
      ledger: memoryLedger(),
      clock: this.clock,
      ids: countingIds(),
    });
  }

  record(command: PaymentCommand | undefined): string[] {
    if (command === undefined) return [];
    const context = { now: 0, tenant: "acme", id: String, other: () => assert.fail("no other") };
    const events = payment.decide(command, this.state, context);
    for (const { contract, data } of events) {
      const change = { key: orderId, tenant: "acme", time: 0 };
      this.state = payment.evolve(this.state, { type: contract.type, data }, change);
      this.events.push({ type: contract.type, data: data as object });
    }
    return events.map(({ contract }) => contract.type);
  }

  /** One attempt, whose outcome is given back but not recorded. */
  async attempt(
    contract: Contract,
    attempt = 1,
    data: object = {},
  ): Promise<PaymentCommand | undefined> {
    const activity = callProvider(this.provider);
    const message: Recorded = {
      source: contract.source,
      position: 1,
      partition: 0,
      stream: `checkout-${orderId}`,
      version: 1,
      type: contract.type,
      schemaVersion: 1,
      data: {
        orderId,
        amount,
        currency,
        paymentToken: this.#token,
        reason: "customer_request",
        ...data,
      },
      meta: { tenant: "acme", correlationId: "c", causationId: "c", traceparent: "t" },
      time: 0,
      touches: [],
    };
    const abort = new AbortController();
    const call = { idempotencyKey: "message", attempt, signal: abort.signal };
    const performing = activity.perform(message, this.state, call);
    const timeout = setImmediate(() => setImmediate(() => setImmediate(() => abort.abort())));
    try {
      return (await performing) as PaymentCommand | undefined;
    } finally {
      clearImmediate(timeout);
    }
  }

  /** Attempts as the runtime makes them, until there is an outcome, which is recorded. */
  async handle(contract: Contract, data: object = {}): Promise<string[]> {
    for (let attempt = 1; attempt <= 10; attempt++) {
      try {
        return this.record(await this.attempt(contract, attempt, data));
      } catch (error) {
        assert.ok(isRetryable(error), String(error));
      }
    }
    throw new Error("no outcome within ten attempts");
  }

  async books() {
    const [line] = await this.provider.ledger("", 1);
    const { authorized, captured, voided, refunded, captures } = line ?? assert.fail("no payment");
    return { authorized, captured, voided, refunded, captures };
  }

  ours() {
    const { authorized, captured, voided, refunded } = this.state;
    return { authorized, captured, voided, refunded };
  }
}

test("authorises and captures, and a repeated request is answered without asking the provider", async () => {
  const shop = new Merchant();
  assert.deepEqual(await shop.handle(AuthorizationRequested), ["PaymentAuthorized"]);
  assert.deepEqual(await shop.handle(CaptureRequested), ["PaymentCaptured"]);
  assert.deepEqual(await shop.handle(AuthorizationRequested), ["PaymentAuthorized"]);
  assert.deepEqual(await shop.handle(CaptureRequested), ["PaymentCaptured"]);
  assert.partialDeepStrictEqual(shop.events.at(-1), { data: { repeated: true } });
  assert.deepEqual(await shop.books(), {
    authorized: 100,
    captured: 100,
    voided: 0,
    refunded: 0,
    captures: 1,
  });
});

test("nothing to pay is authorised, captured and reversed without the provider", async () => {
  for (const steps of [1, 2]) {
    const shop = new Merchant("tok_declined");
    const free = { amount: 0 };
    assert.deepEqual(await shop.handle(AuthorizationRequested, free), ["PaymentAuthorized"]);
    assert.deepEqual(await shop.handle(AuthorizationRequested, free), ["PaymentAuthorized"]);
    if (steps > 1) assert.deepEqual(await shop.handle(CaptureRequested, free), ["PaymentCaptured"]);
    shop.record({ type: "close", orderId, currency, reason: "customer_request" });
    assert.deepEqual(await shop.handle(ReversalRequested), ["PaymentVoided"]);
    assert.deepEqual(await shop.handle(ReversalRequested), ["PaymentVoided"]);
    assert.deepEqual(shop.ours(), { authorized: 0, captured: 0, voided: 0, refunded: 0 });
    assert.deepEqual(await shop.provider.ledger("", 1), []);
  }
});

for (const token of ["tok_timeout_after_success", "tok_unavailable", "tok_capture_fails_twice"]) {
  test(`with ${token} the customer is charged once`, async () => {
    const shop = new Merchant(token);
    assert.deepEqual(await shop.handle(AuthorizationRequested), ["PaymentAuthorized"]);
    assert.deepEqual(await shop.handle(CaptureRequested), ["PaymentCaptured"]);
    assert.equal((await shop.books()).captures, 1);
  });
}

test("a decline and an impossible capture are outcomes, not failures", async () => {
  assert.deepEqual(await new Merchant("tok_declined").handle(AuthorizationRequested), [
    "PaymentDeclined",
  ]);
  assert.deepEqual(await new Merchant().handle(CaptureRequested), ["CaptureFailed"]);
});

test("a crash between the provider's answer and our record repeats nothing", async () => {
  const shop = new Merchant();
  await shop.attempt(AuthorizationRequested);
  await shop.handle(AuthorizationRequested);
  await shop.attempt(CaptureRequested);
  await shop.handle(CaptureRequested);
  await shop.attempt(ReversalRequested);
  assert.deepEqual(await shop.handle(ReversalRequested), ["PaymentRefunded"]);
  const { captures, refunded } = await shop.books();
  assert.deepEqual([captures, refunded], [1, 100]);
});

test("a reversal undoes whatever there is, and is answered each time it is asked for", async () => {
  const nothing = new Merchant();
  assert.deepEqual(await nothing.handle(ReversalRequested), ["PaymentVoided"]);
  const held = new Merchant();
  await held.handle(AuthorizationRequested);
  assert.deepEqual(await held.handle(ReversalRequested), ["PaymentVoided"]);
  const charged = new Merchant();
  await charged.handle(AuthorizationRequested);
  await charged.handle(CaptureRequested);
  assert.deepEqual(await charged.handle(ReversalRequested), ["PaymentRefunded"]);
  for (const shop of [nothing, held, charged]) {
    assert.deepEqual(await shop.handle(ReversalRequested), ["PaymentVoided"]);
    assert.partialDeepStrictEqual(shop.events.at(-1), { data: { amount: 0 } });
    assert.equal(outstanding(shop.state), 0);
    const { authorized, voided, captured, refunded } = await shop.books();
    assert.deepEqual([authorized - voided - refunded, captured - refunded], [0, 0]);
  }
});

test("an authorisation that timed out after it acted is undone when the order is given up", async () => {
  const shop = new Merchant("tok_timeout_after_success");
  await assert.rejects(shop.attempt(AuthorizationRequested));
  shop.record({ type: "close", orderId, currency, reason: "payment_timeout" });
  assert.deepEqual(await shop.handle(AuthorizationRequested), []);
  assert.deepEqual(await shop.handle(ReversalRequested), ["LatePaymentFound", "PaymentVoided"]);
  assert.deepEqual(await shop.handle(LatePaymentFound), []);
  assert.deepEqual({ ...shop.ours(), captures: 0 }, await shop.books());
});

test("what is called off is neither authorised nor captured by requests that are still under way", async () => {
  const shop = new Merchant();
  shop.record({ type: "close", orderId, currency, reason: "customer_request" });
  assert.deepEqual(await shop.handle(AuthorizationRequested), []);
  assert.deepEqual(await shop.handle(CaptureRequested), []);
  assert.deepEqual(await shop.provider.ledger("", 1), []);
});

test("a capture in flight while the order is called off is refunded, once", async () => {
  const shop = new Merchant();
  await shop.handle(AuthorizationRequested);
  const inFlight = await shop.attempt(CaptureRequested);
  shop.record({ type: "close", orderId, currency, reason: "customer_request" });
  await shop.handle(ReversalRequested);
  shop.record(inFlight);
  shop.record(inFlight);
  await shop.handle(LatePaymentFound);
  assert.deepEqual({ ...shop.ours(), captures: 1 }, await shop.books());
  assert.equal(outstanding(shop.state), 0);
});

test("a late webhook after the reversal leads to a further reversal under keys of its own", async () => {
  const shop = new Merchant();
  await shop.handle(ReversalRequested);
  const found = {
    paymentId: "sim_9",
    currency,
    authorized: 100,
    captured: 0,
    voided: 0,
    refunded: 0,
  };
  assert.deepEqual(shop.record({ type: "recordAuthorized", orderId, payment: found }), [
    "LatePaymentFound",
  ]);
  const command = await shop.attempt(LatePaymentFound);
  assert.equal(command?.type, "recordReversed");
  const { captures } = await shop.books();
  assert.equal(captures, 0);
  assert.notEqual(await shop.provider.lookup(`${orderId}:void:2`), undefined);
});

test("a refund of a part is carried out once, and a reversal after it gives back the rest", async () => {
  const shop = new Merchant();
  await shop.handle(AuthorizationRequested);
  await shop.handle(CaptureRequested);
  const request = { refundId: "r1", amount: 30 };
  shop.record({ type: "requestRefund", orderId, currency, reason: "damaged", ...request });
  await shop.attempt(RefundRequested, 1, request);
  assert.deepEqual(await shop.handle(ReversalRequested), ["PaymentRefunded"]);
  assert.partialDeepStrictEqual(shop.events.at(-1), { data: { kind: "reversal", amount: 70 } });
  assert.deepEqual(await shop.handle(RefundRequested, request), ["PaymentRefunded"]);
  assert.deepEqual(await shop.handle(RefundRequested, request), []);
  assert.deepEqual({ ...shop.ours(), captures: 1 }, await shop.books());
});

test("a refund that the provider refuses fails, and its amount can be asked for again", async () => {
  const shop = new Merchant();
  await shop.handle(AuthorizationRequested);
  await shop.handle(CaptureRequested);
  const request = { refundId: "r1", amount: 60 };
  shop.record({ type: "requestRefund", orderId, currency, reason: "damaged", ...request });
  await shop.provider.refundOutside({
    orderId,
    currency,
    amount: 50,
    refundId: "d1",
    as: "dispute",
  });
  assert.deepEqual(await shop.handle(RefundRequested, request), ["RefundFailed"]);
});

const requests = [AuthorizationRequested, CaptureRequested, ReversalRequested, LatePaymentFound];
const act = fc.record({
  request: fc.constantFrom(...requests),
  attempt: fc.integer({ min: 1, max: 3 }),
  does: fc.constantFrom("handle", "crash", "delay"),
  close: fc.nat({ max: 5 }).map((n) => n === 0),
});
const token = fc.constantFrom(
  "tok_ok",
  "tok_declined",
  "tok_unavailable",
  "tok_timeout_after_success",
  "tok_capture_fails_twice",
);

test("whatever order requests, crashes and late outcomes come in: one capture, and both ledgers agree at net zero", async () => {
  const property = fc.asyncProperty(
    fc.array(act, { maxLength: 12 }),
    token,
    async (acts, token) => {
      const shop = new Merchant(token);
      const late: (PaymentCommand | undefined)[] = [];
      for (const { request, attempt, does, close } of acts) {
        if (close) shop.record({ type: "close", orderId, currency, reason: "customer_request" });
        try {
          const command = await shop.attempt(request, attempt);
          if (does === "handle") shop.record(command);
          if (does === "delay") late.push(command);
        } catch (error) {
          assert.ok(isRetryable(error), String(error));
        }
      }
      shop.record({ type: "close", orderId, currency, reason: "customer_request" });
      await shop.handle(ReversalRequested);
      for (const command of [...late, ...late]) {
        if (shop.record(command).includes("LatePaymentFound")) await shop.handle(LatePaymentFound);
      }
      const { captures, ...books } = await shop.books();
      assert.ok(captures <= 1);
      assert.equal(books.authorized - books.voided - books.refunded, 0);
      assert.equal(outstanding(shop.state), 0);
      assert.deepEqual(shop.ours(), books);
    },
  );
  await fc.assert(property, { numRuns: 300 });
});
