import assert from "node:assert/strict";
import { test } from "node:test";
import { ShotHandler, type Shot } from "./order-shot.ts";

function shotOf(status: number, body: object): Shot | undefined {
  let shot: Shot | undefined;
  const handler = new ShotHandler((taken) => {
    shot = taken;
  });
  handler.onResponseStart({} as never, status, {});
  handler.onResponseData({} as never, Buffer.from(JSON.stringify(body)));
  handler.onResponseEnd();
  return shot;
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
