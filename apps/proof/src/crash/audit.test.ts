import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "./audit.ts";
import { lineText, type BookedOrder } from "./books.ts";
import { orderBody } from "./load.ts";
import { SentOrder, type Answer } from "./sent-order.ts";

const id = "ord_1";

function sent(answers: readonly Answer[], token = "tok_ok"): SentOrder {
  const order = new SentOrder(orderBody({ lines: [{ sku: "MUG-BLUE", quantity: 2 }], token }));
  for (const answer of answers) {
    if (answer === "ok") order.ids.add(id);
    order.attempts.push({ startedAt: 0, endedAt: 1, answer, status: 0, code: "" });
  }
  return order;
}

function booked({ key, body }: SentOrder, changes: Partial<BookedOrder> = {}): BookedOrder {
  const { lines, payment } = body;
  return {
    id,
    reference: key,
    number: 1,
    token: payment.token,
    lines: lineText(lines),
    end: "completed",
    reason: null,
    ...changes,
  };
}

test("what was accepted and is there once is right", () => {
  const order = sent(["unknown", "ok"]);
  assert.deepEqual(compare([order], [booked(order)]), []);
});

test("what was accepted and is not there is a violation", () => {
  assert.equal(compare([sent(["ok"])], []).length, 1);
});

test("what was accepted and is there twice is a violation", () => {
  const order = sent(["ok"]);
  const found = compare([order], [booked(order), booked(order, { id: "ord_2" })]);
  assert.ok(found.some((each) => each.endsWith("is there 2 times")));
});

test("a repeat that was answered with another id is a violation", () => {
  const order = sent(["ok"]);
  order.ids.add("ord_2");
  assert.equal(compare([order], [booked(order)]).length, 1);
});

test("what nobody has an answer to may be there once or not at all, and not twice", () => {
  const order = sent(["unknown"]);
  assert.deepEqual(compare([order], []), []);
  assert.deepEqual(compare([order], [booked(order)]), []);
  assert.equal(compare([order], [booked(order), booked(order)]).length, 1);
});

test("what was refused and is there is a violation", () => {
  for (const answers of [["refused"], ["not-now"], ["unknown", "refused"]] as const) {
    const order = sent(answers);
    assert.equal(compare([order], [booked(order)]).length, 1, answers.join());
  }
});

test("an order that nobody sent is a violation", () => {
  assert.equal(compare([], [booked(sent([]))]).length, 1);
});

test("other lines than were sent are a violation", () => {
  const order = sent(["ok"]);
  assert.equal(compare([order], [booked(order, { lines: "MUG-BLUE 1" })]).length, 1);
});

test("an end that the payment does not lead to is a violation", () => {
  const order = sent(["ok"], "tok_declined");
  assert.equal(compare([order], [booked(order)]).length, 1);
  const paid = sent(["ok"]);
  assert.equal(compare([paid], [booked(paid, { end: "cancelled" })]).length, 1);
});

test("an order may be called off for its stock where a drill lets that happen, and for nothing else", () => {
  const order = sent(["ok"]);
  const expired = booked(order, { end: "cancelled", reason: "reservation_expired" });
  const otherwise = booked(order, { end: "cancelled", reason: "shipment_failed" });
  assert.deepEqual(compare([order], [expired], { mayExpire: true }), []);
  assert.equal(compare([order], [otherwise], { mayExpire: true }).length, 1);
  assert.equal(compare([order], [expired]).length, 1);
});
