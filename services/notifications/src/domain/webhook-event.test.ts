import assert from "node:assert/strict";
import { test } from "node:test";
import { OrderPlaced } from "@waybill/contracts";
import { endpoint, endpointsView, type EndpointCommand, type EndpointState } from "./endpoint.ts";
import { isSubscribed, webhookBody, webhookTopics } from "./webhook-event.ts";

test("topics of orders, shipments, payments and stock are offered, internal ones are not", () => {
  for (const topic of [
    "orders.created",
    "shipments.dispatched",
    "payments.captured",
    "inventory.shipped",
  ]) {
    assert.ok(webhookTopics.has(topic), topic);
  }
  for (const topic of ["checkout.payments", "shipments.noted", "notifications.sent", "products"]) {
    assert.ok(!webhookTopics.has(topic), topic);
  }
});

test("a subscription takes in a topic by its name or by its beginning", () => {
  assert.ok(isSubscribed(["orders.*"], "orders.created"));
  assert.ok(isSubscribed(["payments.captured", "orders.created"], "orders.created"));
  assert.ok(!isSubscribed(["orders.confirmed", "payments.*"], "orders.created"));
});

test("the body names the event and withholds the payment token", () => {
  const body = webhookBody("orders.created", {
    source: "orders",
    position: 9,
    partition: 0,
    stream: "order-ord_1",
    version: 1,
    type: OrderPlaced.type,
    schemaVersion: 1,
    data: { orderId: "ord_1", total: 5, paymentToken: "tok_ok" },
    meta: { tenant: "acme", correlationId: "c", causationId: "c", traceparent: "t" },
    time: 1_790_000_000_000,
    touches: [],
  });
  assert.deepEqual(JSON.parse(body), {
    type: "orders.created",
    event: "OrderPlaced",
    id: "order-ord_1/1",
    timestamp: "2026-09-21T14:13:20.000Z",
    data: { orderId: "ord_1", total: 5 },
  });
});

test("an endpoint is registered once, disabled, removed, and then forgets its secret", () => {
  const endpointId = "whk_1";
  const secret = "whsec_x";
  const register: EndpointCommand = {
    type: "register",
    endpointId,
    url: "https://example.com",
    topics: ["orders.*"],
    secret,
  };
  const change = { key: endpointId, tenant: "acme", time: 7 };
  const context = { now: 7, tenant: "acme", id: () => "", other: () => assert.fail() };
  let state: EndpointState = endpoint.initial(endpointId);
  const apply = (command: EndpointCommand): string[] => {
    const events = endpoint.decide(command, state, context);
    for (const { contract, data } of events) {
      state = endpoint.evolve(state, { type: contract.type, data }, change);
    }
    return events.map((each) => each.contract.type);
  };
  assert.deepEqual(apply({ type: "disable", endpointId, reason: "x" }), []);
  assert.deepEqual(apply(register), ["WebhookRegistered"]);
  assert.deepEqual(apply(register), []);
  assert.deepEqual(endpointsView.row(state, change), {
    id: endpointId,
    tenant: "acme",
    url: "https://example.com",
    topics: ["orders.*"],
    secret,
    status: "active",
    registered_at: 7,
  });
  assert.deepEqual(apply({ type: "disable", endpointId, reason: "x" }), ["WebhookDisabled"]);
  assert.deepEqual(apply({ type: "remove", endpointId }), ["WebhookRemoved"]);
  assert.deepEqual(apply(register), []);
  assert.equal(state.secret, "");
  assert.equal(endpointsView.row(state, change), "delete");
});
