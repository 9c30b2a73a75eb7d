import assert from "node:assert/strict";
import { test } from "node:test";
import { admission } from "./admission.ts";

/** A service with one consumer, and what waits for it. */
function running(name: string, backlog: { messages: number; seconds: number }, isPaused = false) {
  const inboxes = [{ consumer: name, isPaused, backlog }];
  return { module: { service: { name } }, runtime: { inboxes } } as never;
}

const orders = { operationId: "placeOrder" } as never;
const few = { messages: 10, seconds: 0.1 };

test("orders are taken while all services keep up", () => {
  assert.deepEqual(admission([running("checkout", few)])(orders), { ok: true });
});

test("orders are turned away while a service is many messages or some seconds behind", () => {
  for (const backlog of [
    { messages: 5_000, seconds: 0.5 },
    { messages: 10, seconds: 5 },
  ]) {
    const verdict = admission([running("orders", few), running("checkout", backlog)])(orders);
    assert.partialDeepStrictEqual(verdict, { ok: false, status: 503, code: "overloaded" });
  }
});

test("a burst is taken; while orders are turned away more than half of the time, less may wait", () => {
  const backlog = { messages: 0, seconds: 0.5 };
  let now = 0;
  const admit = admission([running("checkout", backlog)], () => now);
  /** Whether an order is taken, some time after the last. */
  const takes = (afterMs: number, messages: number): boolean => {
    now += afterMs;
    backlog.messages = messages;
    return admit(orders).ok;
  };
  assert.equal(takes(0, 1_500), true);
  assert.equal(takes(900, 1_501), false);
  assert.equal(takes(100, 1_500), true);
  assert.equal(takes(1_000, 1_501), false);
  // More than half of the time by now.
  assert.equal(takes(100, 401), false);
  assert.equal(takes(100, 400), true);
  assert.equal(takes(900, 400), true);
  assert.equal(takes(100, 1_500), true);
});

test("nothing but orders is turned away, nor they for a consumer that has paused itself", () => {
  const behind = { messages: 5_000, seconds: 60 };
  const other = admission([running("checkout", behind)])({ operationId: "readOrder" } as never);
  assert.deepEqual(other, { ok: true });
  assert.deepEqual(admission([running("checkout", behind, true)])(orders), { ok: true });
});

test("a slow mail server turns no customer away", () => {
  const behind = { messages: 50_000, seconds: 600 };
  assert.deepEqual(admission([running("notifications", behind)])(orders), { ok: true });
});
