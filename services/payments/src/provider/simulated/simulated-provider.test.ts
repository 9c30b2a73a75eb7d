import assert from "node:assert/strict";
import { test } from "node:test";
import { WaybillError } from "@waybill/kit";
import { ManualClock } from "@waybill/kit/testing";
import { countingIds } from "../../testing/counting-ids.ts";
import type { ProviderAnswer } from "../provider.ts";
import type { SimulatedLedger } from "./ledger.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { SimulatedProvider, type SimulatedProviderOptions } from "./simulated-provider.ts";

const orderId = "ord_1";
const currency = "EUR";
const metadata = { tenant: "acme" };

function open(options: Partial<SimulatedProviderOptions> = {}) {
  const clock = new ManualClock();
  const ledger = options.ledger ?? memoryLedger();
  const provider = new SimulatedProvider({ clock, ids: countingIds(), ...options, ledger });
  const authorize = (token: string, key = "a", signal?: AbortSignal) =>
    provider.authorize(
      { idempotencyKey: key, orderId, amount: 100, currency, token, metadata },
      signal,
    );
  const capture = (key = "c") =>
    provider.capture({ idempotencyKey: key, orderId, amount: 100, currency });
  const close = (key = "v") => provider.void({ idempotencyKey: key, orderId, currency });
  const refund = (key: string, amount?: number) =>
    provider.refund({
      idempotencyKey: key,
      orderId,
      refundId: key,
      currency,
      ...(amount === undefined ? {} : { amount }),
    });
  const line = async () => (await provider.ledger("", 10))[0];
  return { clock, ledger, provider, authorize, capture, close, refund, line };
}

const code = (expected: string) => (error: unknown) =>
  error instanceof WaybillError && error.code === expected;
const reason = (answer: ProviderAnswer): string | undefined =>
  answer.outcome === "refused" ? answer.reason : undefined;

test("the same key replays the first answer; for something else it is an error", async () => {
  const { provider, authorize, capture, line } = open();
  const first = await authorize("tok_ok");
  assert.deepEqual(await authorize("tok_ok"), first);
  await capture();
  assert.deepEqual(await authorize("tok_ok"), first);
  assert.deepEqual(await provider.lookup("a"), first);
  assert.equal(await provider.lookup("b"), undefined);
  const other = { idempotencyKey: "a", orderId, amount: 99, currency, token: "tok_ok", metadata };
  await assert.rejects(provider.authorize(other), code("provider-key-conflict"));
  assert.deepEqual(
    [(await line())?.authorized, (await line())?.captured, (await line())?.captures],
    [100, 100, 1],
  );
});

test("fifty calls with one key at once are one operation", async () => {
  const { authorize, line } = open();
  const answers = await Promise.all(Array.from({ length: 50 }, () => authorize("tok_ok")));
  assert.equal(new Set(answers.map((each) => JSON.stringify(each))).size, 1);
  assert.equal((await line())?.authorized, 100);
});

test("another key is another operation: only the caller's keys protect from a second capture", async () => {
  const { authorize, capture, line } = open();
  await authorize("tok_ok");
  await capture("c1");
  await capture("c2");
  assert.deepEqual([(await line())?.captured, (await line())?.captures], [200, 2]);
});

test("tokens decline", async () => {
  assert.equal(reason(await open().authorize("tok_declined")), "card_declined");
  assert.equal(reason(await open().authorize("4111 1111")), "unknown_token");
});

test("a slow answer is late once", async () => {
  const { authorize, clock, line } = open({ slowMs: 3_000 });
  const slow = authorize("tok_slow");
  assert.equal((await authorize("tok_slow")).outcome, "done");
  assert.equal((await line())?.authorized, 100);
  clock.advance(3_000);
  assert.equal((await slow).outcome, "done");
});

test("a timeout after success acts, never answers the first call, and leaves no timer behind", async () => {
  const { provider, authorize, clock } = open();
  const abort = new AbortController();
  const hanging = authorize("tok_timeout_after_success", "a", abort.signal);
  assert.equal((await authorize("tok_timeout_after_success")).outcome, "done");
  abort.abort();
  await assert.rejects(hanging, code("provider-unavailable"));
  assert.equal((await provider.lookup("a"))?.outcome, "done");
  assert.equal(clock.waiting, 0);
});

test("an unavailable provider has done nothing, and is back after some calls", async () => {
  const { provider, authorize, line } = open({ unavailableCalls: 2 });
  for (let call = 0; call < 2; call++) {
    await assert.rejects(authorize("tok_unavailable"), code("provider-unavailable"));
  }
  assert.equal(await provider.lookup("a"), undefined);
  assert.equal((await authorize("tok_unavailable")).outcome, "done");
  assert.equal((await line())?.authorized, 100);
});

test("a capture that fails twice succeeds then, also with another provider on the same ledger", async () => {
  const { ledger, authorize, capture } = open();
  await authorize("tok_capture_fails_twice");
  await assert.rejects(capture(), code("provider-unavailable"));
  const other = open({ ledger });
  await assert.rejects(other.capture(), code("provider-unavailable"));
  assert.equal((await other.capture()).outcome, "done");
});

test("closing lets go what is held, and nothing is authorised or captured after it", async () => {
  const { authorize, capture, close, line } = open();
  await authorize("tok_ok");
  const answer = await close();
  assert.equal(answer.outcome === "done" && answer.amount, 100);
  assert.equal(reason(await capture()), "payment_closed");
  assert.deepEqual([(await line())?.voided, (await line())?.captured], [100, 0]);
});

test("closing before the authorisation arrives keeps it from ever happening", async () => {
  const { authorize, close } = open();
  const answer = await close();
  assert.equal(answer.outcome === "done" && answer.amount, 0);
  assert.equal(reason(await authorize("tok_ok")), "payment_closed");
});

test("refunds go up to what was captured; without an amount they take all that is left", async () => {
  const { authorize, capture, refund, line } = open();
  await authorize("tok_ok");
  assert.equal(reason(await refund("r0", 1)), "exceeds_captured");
  await capture();
  await refund("r1", 30);
  assert.equal(reason(await refund("r2", 71)), "exceeds_captured");
  const rest = await refund("r3");
  assert.equal(rest.outcome === "done" && rest.amount, 70);
  assert.equal((await line())?.refunded, 100);
});

test("two providers on one ledger do an operation once", async () => {
  const ledger = memoryLedger();
  const [one, two] = [open({ ledger }), open({ ledger })];
  const answers = await Promise.all([one.authorize("tok_ok"), two.authorize("tok_ok")]);
  assert.deepEqual(answers[0], answers[1]);
  await Promise.all([one.capture(), two.capture(), one.refund("r1", 10), two.refund("r1", 10)]);
  const { authorized, captured, captures, refunded } = (await one.line()) ?? assert.fail();
  assert.deepEqual(
    { authorized, captured, captures },
    { authorized: 100, captured: 100, captures: 1 },
  );
  assert.ok(refunded === 10 || refunded === 0);
});

test("calls that arrive together are written together, and answered only when written", async () => {
  const inner = memoryLedger();
  const batches: number[] = [];
  const gate = Promise.withResolvers<void>();
  const ledger: SimulatedLedger = {
    ...inner,
    async append(payments, entries) {
      batches.push(entries.length);
      await gate.promise;
      return inner.append(payments, entries);
    },
  };
  const { provider } = open({ ledger });
  let answered = 0;
  const calls = Array.from({ length: 100 }, async (_, index) => {
    const order = { orderId: `ord_${index}`, idempotencyKey: `${index}` };
    await provider.authorize({ ...order, amount: 1, currency, token: "tok_ok", metadata });
    answered += 1;
  });
  await new Promise(setImmediate);
  assert.deepEqual([batches, answered], [[100], 0]);
  gate.resolve();
  await Promise.all(calls);
  assert.equal(answered, 100);
});

test("when the ledger fails nobody is told that it worked, and asking again tells what became of it", async () => {
  const inner = memoryLedger();
  let lost = 1;
  const ledger: SimulatedLedger = {
    ...inner,
    async append(payments, entries) {
      const written = await inner.append(payments, entries);
      if (lost-- > 0) throw new Error("the connection is gone");
      return written;
    },
  };
  const { authorize, line } = open({ ledger });
  await assert.rejects(authorize("tok_ok"), code("provider-unavailable"));
  assert.equal((await authorize("tok_ok")).outcome, "done");
  assert.equal((await line())?.authorized, 100);
});

test("events are due for what has no answer and for what happens outside the merchant's calls", async () => {
  const { provider, authorize, capture, ledger, clock } = open();
  const slow = authorize("tok_slow");
  await capture();
  const dispute = { orderId, currency, amount: 40, refundId: "d1", as: "dispute" } as const;
  await provider.refundOutside(dispute);
  await provider.refundOutside(dispute);
  const events = (await ledger.unsent(10)).map(({ webhook }) => JSON.parse(webhook) as object);
  assert.deepEqual(
    events.map((event) => ("type" in event ? event.type : "")),
    ["payment.authorized", "payment.disputed"],
  );
  assert.partialDeepStrictEqual(events[1], {
    orderId,
    amount: 40,
    refundId: "d1",
    metadata,
    payment: { captured: 100, refunded: 40 },
  });
  clock.advance(3_000);
  await slow;
});

test("every operation has an event where all are wanted, and none where they are off", async () => {
  for (const [webhooks, expected] of [
    ["all", 2],
    ["off", 0],
  ] as const) {
    const { authorize, capture, ledger } = open({ webhooks });
    await authorize("tok_ok");
    await capture();
    assert.equal((await ledger.unsent(10)).length, expected);
  }
});
