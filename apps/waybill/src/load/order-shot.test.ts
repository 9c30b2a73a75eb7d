import assert from "node:assert/strict";
import { test } from "node:test";
import { NoAnswer } from "./connection.ts";
import { shotOf, type Shot } from "./order-shot.ts";

function shotAfter(status: number, body: object): Shot {
  return shotOf({ status, retryAfter: "2", body: Buffer.from(JSON.stringify(body)) });
}

test("an order is refused only when the answer says that nothing was written", () => {
  const cases = [
    [409, "idempotency-key-reused", "refused"],
    [429, "too-busy", "refused"],
    [503, "shutting-down", "refused"],
    [503, "store-unavailable", "unknown"],
    [500, "unexpected", "unknown"],
    [502, "bad-gateway", "unknown"],
  ] as const;
  for (const [status, code, answer] of cases) {
    const shot = shotAfter(status, { code });
    assert.deepEqual([shot.status, shot.code, shot.answer], [status, code, answer]);
  }
});

test("of an acceptance it takes the order's id", () => {
  const id = "ord_01jd3v8x9y0123456789abcdef";
  assert.equal(shotAfter(202, { id, status: "placed" }).orderId, id);
});

test("a refused order says when to come back; one that never left is refused, one that left is unknown", () => {
  assert.equal(shotAfter(503, { code: "overloaded" }).retryAfterMs, 2_000);
  assert.equal(shotOf(new NoAnswer("ECONNREFUSED", false)).answer, "refused");
  assert.equal(shotOf(new NoAnswer("ECONNRESET", true)).answer, "unknown");
});
