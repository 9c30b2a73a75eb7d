import assert from "node:assert/strict";
import { test } from "node:test";
import { orderBody } from "./load.ts";
import { SentOrder, answerOf, type Answer } from "./sent-order.ts";

function outcomeOf(...answers: readonly Answer[]): string {
  const order = new SentOrder(orderBody({ lines: [], token: "tok_ok" }));
  for (const answer of answers)
    order.attempts.push({ startedAt: 0, endedAt: 1, answer, status: 0, code: "" });
  return order.outcome;
}

test("only an answer that settles the order ends the doubt of an attempt before it", () => {
  assert.equal(outcomeOf("unknown", "not-now"), "unknown");
  assert.equal(outcomeOf("not-now", "unknown"), "unknown");
  assert.equal(outcomeOf("unknown", "refused"), "refused");
  assert.equal(outcomeOf("unknown", "ok"), "accepted");
  assert.equal(outcomeOf("not-now"), "refused");
  assert.equal(outcomeOf(), "unknown");
});

test("a lost connection, a lost database and a failure say nothing of what was written", () => {
  assert.equal(answerOf({ status: 0, code: "ECONNRESET" }), "unknown");
  assert.equal(answerOf({ status: 503, code: "store-unavailable" }), "unknown");
  assert.equal(answerOf({ status: 500, code: "internal" }), "unknown");
});

test("who was not reached, and who turns away early, has written nothing", () => {
  assert.equal(answerOf({ status: 0, code: "ECONNREFUSED" }), "not-now");
  assert.equal(answerOf({ status: 503, code: "overloaded" }), "not-now");
  assert.equal(answerOf({ status: 422, code: "validation" }), "refused");
  assert.equal(answerOf({ status: 202, code: "" }), "ok");
});
