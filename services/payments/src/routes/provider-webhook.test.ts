import assert from "node:assert/strict";
import { test } from "node:test";
import { signWebhook, WaybillError, type Route, type ServiceContext } from "@waybill/kit";
import type { ProviderEvent } from "../provider/provider-event.ts";
import { ManualClock } from "@waybill/kit/testing";
import { providerWebhook } from "./provider-webhook.ts";

const secret = "a secret that is long enough";
const orderId = `ord_${"0".repeat(26)}`;
const payment = {
  paymentId: "sim_1",
  currency: "EUR",
  authorized: 100,
  captured: 100,
  voided: 0,
  refunded: 40,
};
const metadata = { tenant: "acme", correlationId: "chain", traceparent: "trace" };
const dispute: ProviderEvent = {
  id: "evt_1",
  type: "payment.disputed",
  orderId,
  amount: 40,
  refundId: "d1",
  payment,
  metadata,
};

function open(): {
  readonly route: Route;
  readonly clock: ManualClock;
  readonly executed: object[];
} {
  const clock = new ManualClock();
  const executed: object[] = [];
  const context = {
    clock,
    execute: (execution: object) => {
      executed.push(execution);
      return Promise.resolve({});
    },
  } as unknown as ServiceContext;
  return { route: providerWebhook(context, ["an older secret of ours", secret]), clock, executed };
}

async function post({ route, clock }: ReturnType<typeof open>, body: unknown, signedWith = secret) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = signWebhook({ id: "msg_1", body: text, now: clock.now() }, [signedWith]);
  return route.handle({
    headers,
    rawBody: Buffer.from(text),
    context: { correlationId: "request", traceparent: "request" },
  } as unknown as Parameters<Route["handle"]>[0]);
}

const code = (expected: string, status: number) => (error: unknown) =>
  error instanceof WaybillError && error.code === expected && error.status === status;

test("records what the provider tells, in the order's own chain and tenant", async () => {
  const shop = open();
  const reply = await post(shop, { events: [dispute] });
  assert.deepEqual(reply.body, { received: 1 });
  assert.partialDeepStrictEqual(shop.executed, [
    {
      command: { type: "recordRefund", orderId, refund: { refundId: "d1", amount: 40 }, payment },
      meta: { tenant: "acme", correlationId: "chain", causationId: "evt_1", traceparent: "trace" },
    },
  ]);
});

test("passes over what the call that asked for it records in any case", async () => {
  const shop = open();
  const voided = { ...dispute, type: "payment.voided" };
  const reversal = { ...dispute, type: "payment.refunded", refundId: "reversal" };
  await post(shop, { events: [voided, reversal] });
  assert.deepEqual(shop.executed, []);
});

test("refuses what was not signed with a secret in use, before it looks at it", async () => {
  const shop = open();
  await assert.rejects(
    post(shop, "not JSON", "some other secret of theirs"),
    code("invalid-signature", 401),
  );
  await assert.rejects(post(shop, "not JSON"), code("invalid-webhook", 400));
});

test("refuses events that do not fit, and records none of the call", async () => {
  const shop = open();
  const events = [
    { ...dispute, type: "payment.forgotten" },
    { ...dispute, metadata: {} },
    { ...dispute, amount: 1.5 },
    { ...dispute, orderId: "1" },
  ];
  for (const event of events) {
    await assert.rejects(post(shop, { events: [dispute, event] }), code("invalid-webhook", 400));
  }
  const many = { events: Array.from({ length: 501 }, () => dispute) };
  await assert.rejects(post(shop, many), code("invalid-webhook", 400));
  assert.deepEqual(shop.executed, []);
});
