import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, idempotencyRequest, readIdempotencyKey } from "./idempotency-key.ts";
import { HttpError } from "./problem.ts";

const principal = {
  tenant: "acme",
  role: "customer",
  keyId: "k1",
  customer: "ana@example.com",
} as const;
const base = { method: "POST", path: "/v1/orders", principal, body: { a: 1, b: [{ c: 2, d: 3 }] } };
const fingerprint = (change: object): string =>
  idempotencyRequest("k", { ...base, ...change }).fingerprint;

test("the order of keys makes no difference to the fingerprint, the order of a list does", () => {
  assert.equal(fingerprint({}), fingerprint({ body: { b: [{ d: 3, c: 2 }], a: 1 } }));
  assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]));
});

test("method, path, tenant, customer and body each change the fingerprint", () => {
  const changes = [
    { method: "PUT" },
    { path: "/v1/other" },
    { principal: { ...principal, tenant: "globex" } },
    { principal: { ...principal, customer: "ben@example.com" } },
    { body: { a: 1 } },
    { body: undefined },
  ];
  const all = [fingerprint({}), ...changes.map(fingerprint)];
  assert.equal(new Set(all).size, all.length);
});

test("another key of the same customer gives the same fingerprint", () => {
  assert.equal(fingerprint({}), fingerprint({ principal: { ...principal, keyId: "k2" } }));
});

test("a key is 1 to 255 printable ASCII characters", () => {
  assert.equal(readIdempotencyKey(undefined, false), undefined);
  assert.equal(readIdempotencyKey("a".repeat(255), false), "a".repeat(255));
  for (const bad of ["", "a".repeat(256), "ключ", "a\tb"]) {
    assert.throws(
      () => readIdempotencyKey(bad, false),
      (error) => error instanceof HttpError && error.code === "invalid-idempotency-key",
    );
  }
  assert.throws(
    () => readIdempotencyKey(undefined, true),
    (error) => error instanceof HttpError && error.code === "idempotency-key-required",
  );
});
