import assert from "node:assert/strict";
import { test } from "node:test";
import type { Principal } from "@waybill/kit";
import type { Order } from "./domain/order-state.ts";
import { assertMayPrice, assertOwnCustomer, listedCustomer, mayAccess } from "./order-access.ts";

const ana: Principal = {
  tenant: "acme",
  role: "customer",
  keyId: "k1",
  customer: "Ana@example.com",
};
const unbound: Principal = { tenant: "acme", role: "customer", keyId: "k2" };
const operator: Principal = { tenant: "acme", role: "operator", keyId: "k3" };
const orderOf = (tenant: string, email: string) =>
  ({ tenant, customer: { email, name: "x" } }) as Order;

test("a customer reaches own orders only, in whatever case the address is written", () => {
  assert.ok(mayAccess(ana, orderOf("acme", "ana@Example.com")));
  assert.ok(!mayAccess(ana, orderOf("acme", "bob@example.com")));
  assert.ok(!mayAccess(unbound, orderOf("acme", "bob@example.com")));
});

test("nobody reaches an order of another tenant", () => {
  assert.ok(!mayAccess(ana, orderOf("other", "ana@example.com")));
  assert.ok(!mayAccess(operator, orderOf("other", "ana@example.com")));
  assert.ok(mayAccess(operator, orderOf("acme", "bob@example.com")));
});

test("a customer's key acts for its own address only", () => {
  assert.doesNotThrow(() => assertOwnCustomer(ana, "ana@example.com"));
  assert.doesNotThrow(() => assertOwnCustomer(operator, "bob@example.com"));
  const refused = { code: "other-customer", status: 403 };
  assert.throws(() => assertOwnCustomer(ana, "bob@example.com"), refused);
  assert.throws(() => assertOwnCustomer(unbound, "bob@example.com"), refused);
});

test("a customer lists own orders, an operator those asked for", () => {
  assert.equal(listedCustomer(ana, undefined), "Ana@example.com");
  assert.equal(listedCustomer(operator, undefined), undefined);
  assert.equal(listedCustomer(operator, "bob@example.com"), "bob@example.com");
  assert.throws(() => listedCustomer(ana, "bob@example.com"), { code: "other-customer" });
  assert.throws(() => listedCustomer(unbound, undefined), { code: "other-customer" });
});

test("prices, names, shipping and a past date are for operators to say", () => {
  const money = { amount: 1, currency: "EUR" };
  const bodies = [
    { lines: [], shipping: money },
    { lines: [], placedAt: "2017-10-02T10:56:33Z" },
    { lines: [{}, { unitPrice: money }] },
    { lines: [{ name: "x" }] },
  ];
  for (const body of bodies) {
    assert.throws(() => assertMayPrice(ana, body), {
      code: "price-override-forbidden",
      status: 403,
    });
    assert.doesNotThrow(() => assertMayPrice(operator, body));
  }
  assert.doesNotThrow(() => assertMayPrice(ana, { lines: [{}] }));
});
