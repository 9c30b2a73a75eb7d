import assert from "node:assert/strict";
import { test } from "node:test";
import type { Principal, Recorded } from "@waybill/kit";
import { historyEntry } from "./history.ts";

const operator: Principal = { tenant: "acme", role: "operator", keyId: "k1" };
const ana: Principal = { ...operator, role: "customer", customer: "Ana@example.com" };

const recorded: Recorded = {
  source: "checkout",
  position: 7,
  partition: 0,
  stream: "checkout-ord_1",
  version: 2,
  type: "AuthorizationRequested",
  schemaVersion: 1,
  data: {
    orderId: "ord_1",
    paymentToken: "tok_ok",
    process: { step: "authorise", learnt: { paymentToken: "tok_ok", allocations: [{ sku: "A" }] } },
  },
  meta: { tenant: "acme", correlationId: "cor_1", causationId: "order-ord_1/1", traceparent: "00" },
  time: 1_000,
  touches: [],
};

test("a history entry says when, where, what and why", () => {
  const { data: _, ...entry } = historyEntry(recorded, ana);
  assert.deepEqual(entry, {
    id: "checkout-ord_1/2",
    time: "1970-01-01T00:00:01.000Z",
    service: "checkout",
    type: "AuthorizationRequested",
    version: 2,
    causedBy: "order-ord_1/1",
    correlationId: "cor_1",
  });
});

test("a payment token is in no history entry, however deep it lies", () => {
  const { data } = historyEntry(recorded, ana);
  assert.deepEqual(data, {
    orderId: "ord_1",
    process: { step: "authorise", learnt: { allocations: [{ sku: "A" }] } },
  });
});

test("a customer is not told who had the order before, an operator is", () => {
  const of = (email: string) => ({ orderId: "ord_1", customer: { email, name: "x" } });
  const dataFor = (reader: Principal, data: object) =>
    historyEntry({ ...recorded, data }, reader).data;
  const [anas, bobs] = [of("ana@example.com"), of("bob@example.com")];
  assert.deepEqual(dataFor(ana, anas), anas);
  assert.deepEqual(dataFor(ana, bobs), { orderId: "ord_1" });
  assert.deepEqual(dataFor(operator, bobs), bobs);
});
