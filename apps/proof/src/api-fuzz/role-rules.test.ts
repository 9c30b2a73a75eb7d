import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "./calls.ts";
import { brokenRule, checkRoleRules, isLeftOut, type Caller } from "./role-rules.ts";

const foreignOrder = "ord_0000000000000000000000000f";
const anonymous: Caller = {
  role: "anonymous",
  key: undefined,
  customer: "fuzz@example.com",
  foreignOrder,
};
const customer: Caller = { ...anonymous, role: "customer", key: "wb_customer" };
const admin: Caller = { ...anonymous, role: "admin", key: "wb_admin" };

function call(operationId: string, operation: string, changes: Partial<Call> = {}): Call {
  const [method = "", path = ""] = operation.split(" ");
  return {
    operationId,
    operation,
    method,
    path,
    authorization: undefined,
    request: "",
    status: 200,
    headers: new Map(),
    answer: "",
    complaints: [],
    ...changes,
  };
}

const by = ({ key }: Caller) => ({ authorization: `Bearer ${key}` });
const listOrders = (changes: Partial<Call>) => call("listOrders", "GET /v1/orders", changes);
const listStock = (changes: Partial<Call>) => call("listStock", "GET /v1/stock", changes);
const getOrder = (changes: Partial<Call>) => call("getOrder", "GET /v1/orders/{id}", changes);

test("without a valid key everything is 401 that is not public", () => {
  assert.equal(brokenRule(listOrders({ status: 401 }), anonymous), undefined);
  assert.match(brokenRule(listOrders({}), anonymous) ?? "", /200 without a valid key/);
  assert.match(brokenRule(listOrders({ status: 400 }), anonymous) ?? "", /400 without a valid/);
  const madeUp = { authorization: "Bearer wb_made-up" };
  assert.match(brokenRule(listOrders(madeUp), admin) ?? "", /200 without a valid key/);
  assert.equal(brokenRule(listOrders(by(admin)), admin), undefined);
});

test("a request that leads nowhere is refused before anybody asks for a key", () => {
  for (const [path, status] of [
    ["/v1/orders/", 404],
    ["/v1/orders/%ff", 400],
    [`/v1/orders/${"x".repeat(1_025)}`, 404],
    ["/v1/orders/a/b", 404],
  ] as const) {
    assert.equal(brokenRule(getOrder({ path, status }), anonymous), undefined, path);
    assert.match(brokenRule(getOrder({ path }), anonymous) ?? "", /leads nowhere/, path);
  }
  assert.equal(brokenRule(listOrders({ method: "PATCH", status: 405 }), anonymous), undefined);
});

test("a customer is kept out of what is for operators", () => {
  assert.equal(brokenRule(listStock({ ...by(customer), status: 403 }), customer), undefined);
  for (const status of [200, 400, 401, 404]) {
    assert.ok(brokenRule(listStock({ ...by(customer), status }), customer), String(status));
  }
});

test("a customer sees no order and no address of another one", () => {
  const own = { ...by(customer), answer: '{"email":"Fuzz@example.com"}' };
  assert.equal(brokenRule(listOrders(own), customer), undefined);
  const foreign = { ...by(customer), answer: '{"email":"ana@example.com"}' };
  assert.match(brokenRule(listOrders(foreign), customer) ?? "", /ana@example.com/);
  const path = `/v1/orders/${foreignOrder}`;
  assert.equal(brokenRule(getOrder({ ...by(customer), path, status: 404 }), customer), undefined);
  assert.match(brokenRule(getOrder({ ...by(customer), path }), customer) ?? "", /another customer/);
});

test("a webhook that nobody signed is taken from no one", () => {
  const webhook = (status: number) =>
    call("receiveProviderWebhook", "POST /webhooks/provider", { ...by(admin), status });
  assert.equal(brokenRule(webhook(401), admin), undefined);
  assert.match(brokenRule(webhook(200), admin) ?? "", /without a signature/);
});

test("nobody signs in without a key, whoever calls", () => {
  for (const caller of [anonymous, customer, admin]) {
    const signIn = (status: number) =>
      call("signIn", "POST /v1/session", {
        ...by(caller),
        method: "POST",
        path: "/v1/session",
        status,
      });
    assert.equal(brokenRule(signIn(401), caller), undefined);
    assert.match(brokenRule(signIn(201), caller) ?? "", /without a signature or a key/);
  }
});

test("only an administrator's run leaves out what would revoke the keys of the runs", () => {
  assert.ok(isLeftOut("revokeKey", admin));
  assert.ok(!isLeftOut("revokeKey", customer) && !isLeftOut("listKeys", admin));
});

test("503 is for new orders that are turned away, with the time to come back", () => {
  const shed = { status: 503, answer: '{"code":"overloaded"}', ...by(admin) };
  const headers = new Map([["retry-after", "1"]]);
  const place = (changes: Partial<Call>) => call("placeOrder", "POST /v1/orders", changes);
  assert.equal(brokenRule(place({ ...shed, headers }), admin), undefined);
  assert.match(brokenRule(place(shed), admin) ?? "", /503/);
  assert.match(brokenRule(listOrders({ ...shed, headers }), admin) ?? "", /503/);
  assert.match(brokenRule(listOrders({ status: undefined }), admin) ?? "", /no answer/);
});

test("a rule for an operation that is gone is an error", () => {
  assert.throws(() => checkRoleRules(new Set(["placeOrder"])), /receiveProviderWebhook/);
});
