import assert from "node:assert/strict";
import { test } from "node:test";
import { systemIds } from "@waybill/kit";
import { firstIdAt, listQuery, orderSummary } from "./list-query.ts";

test("a list without filters is bound to its tenant and comes newest first", () => {
  const { sql, parameters } = listQuery({ tenant: "acme", limit: 51 });
  assert.match(sql, /where tenant = \$1 order by id desc limit \$2$/);
  assert.deepEqual(parameters, ["acme", 51]);
});

test("every filter adds its condition, and every value is a parameter", () => {
  const hostile = "'; drop table orders; --";
  const { sql, parameters } = listQuery({
    tenant: "acme",
    customer: "Ana@Example.com",
    status: "pending",
    from: "2026-01-31T12:00:00Z",
    to: "2026-02-01T12:00:00+01:00",
    reference: hostile,
    number: 1001,
    before: "ord_x",
    limit: 3,
  });
  assert.ok(!sql.includes("drop"));
  assert.match(sql, /status = 'pending'/);
  assert.equal(sql.match(/\$\d+/g)?.length, parameters.length);
  assert.deepEqual(parameters, [
    "acme",
    "ana@example.com",
    hostile,
    1001,
    firstIdAt(Date.UTC(2026, 0, 31, 11, 59)),
    Date.UTC(2026, 0, 31, 12),
    firstIdAt(Date.UTC(2026, 1, 1, 11)),
    Date.UTC(2026, 1, 1, 11),
    "ord_x",
    3,
  ]);
});

test("open orders are found before they are put in order", () => {
  const open = listQuery({ tenant: "acme", status: "confirmed", limit: 3 });
  assert.match(open.sql, /^with found as materialized .* order by id desc limit \$2$/);
  const ended = listQuery({ tenant: "acme", status: "cancelled", limit: 3 });
  assert.match(ended.sql, /^select .* order by id desc limit \$2$/);
});

test("the first id of a time is at or below every id made then, and above those before", () => {
  let now = Date.UTC(2026, 5, 1);
  const ids = systemIds({ now: () => now, after: () => () => undefined });
  const earlier = ids.make("ord");
  now += 1;
  const then = ids.make("ord");
  assert.ok(firstIdAt(now) > earlier);
  assert.ok(firstIdAt(now) <= then);
  assert.ok(then.startsWith(firstIdAt(now)));
});

test("times outside what an id can tell stay within the ids", () => {
  assert.equal(firstIdAt(-5), "ord_0000000000");
  assert.equal(firstIdAt(Number.MAX_SAFE_INTEGER), "ord_zzzzzzzzzz");
});

test("a time that cannot be counted with is refused", () => {
  assert.throws(() => listQuery({ tenant: "acme", limit: 1, from: "2026-06-30T23:59:60Z" }), {
    code: "invalid-time",
    status: 400,
  });
});

test("a row becomes a summary, also when its numbers come as text", () => {
  const row = {
    id: "ord_1",
    number: "1001",
    reference: null,
    status: "pending" as const,
    customer: "ana@example.com",
    currency: "EUR",
    total: "2580",
    created_at: "1000",
  };
  assert.deepEqual(orderSummary(row), {
    id: "ord_1",
    number: 1001,
    reference: null,
    status: "pending",
    customer: { email: "ana@example.com" },
    total: { amount: 2580, currency: "EUR" },
    createdAt: "1970-01-01T00:00:01.000Z",
  });
});
