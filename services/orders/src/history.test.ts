import assert from "node:assert/strict";
import { test } from "node:test";
import type { Recorded } from "@waybill/kit";
import { historyEntry } from "./history.ts";

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
  const { data: _, ...entry } = historyEntry(recorded);
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
  const { data } = historyEntry(recorded);
  assert.deepEqual(data, {
    orderId: "ord_1",
    process: { step: "authorise", learnt: { allocations: [{ sku: "A" }] } },
  });
});
