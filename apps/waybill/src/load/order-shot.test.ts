import assert from "node:assert/strict";
import { test } from "node:test";
import { ShotHandler, type Shot } from "./order-shot.ts";

function shotAfter(happens: (handler: ShotHandler) => void): Shot | undefined {
  let shot: Shot | undefined;
  happens(
    new ShotHandler((taken) => {
      shot = taken;
    }),
  );
  return shot;
}

function shotOf(status: number, body: object): Shot | undefined {
  return shotAfter((handler) => {
    handler.onResponseStart({} as never, status, { "retry-after": "2" });
    handler.onResponseData({} as never, Buffer.from(JSON.stringify(body)));
    handler.onResponseEnd();
  });
}

function shotFailing(code: string): Shot | undefined {
  return shotAfter((handler) => {
    handler.onResponseError({}, Object.assign(new Error("no answer"), { code }));
  });
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
    const shot = shotOf(status, { code });
    assert.deepEqual([shot?.status, shot?.code, shot?.answer], [status, code, answer]);
  }
});

test("of an acceptance it takes the order's id", () => {
  const id = "ord_01jd3v8x9y0123456789abcdef";
  assert.equal(shotOf(202, { id, status: "placed" })?.orderId, id);
});

test("a refused order says when to come back; one that never left is refused, one that left is unknown", () => {
  assert.equal(shotOf(503, { code: "overloaded" })?.retryAfterMs, 2_000);
  assert.equal(shotFailing("ECONNREFUSED")?.answer, "refused");
  assert.equal(shotFailing("ECONNRESET")?.answer, "unknown");
});
