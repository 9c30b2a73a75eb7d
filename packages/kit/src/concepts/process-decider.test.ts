import assert from "node:assert/strict";
import { test } from "node:test";
import { Instance, definition, given, reactions } from "../testing/sale.ts";
import { describeProcess, drawProcess, stepStatuses } from "./process-drawing.ts";
import type { ProcessCommand } from "./process.ts";

test("goes forwards from answer to answer and completes", () => {
  const sale = new Instance();
  assert.deepEqual(sale.start(), ["Opened"]);
  assert.deepEqual(sale.hears("Held", "Deposited", "Sent", "Charged"), [
    "Deposit",
    "Send",
    "Charge",
    "Completed",
  ]);
  assert.equal(sale.state.due, undefined);
});

test("each request carries what was learnt, and the subject", () => {
  const sale = given("Held");
  sale.hearsData("Moved", { address: "there" });
  sale.hears("Deposited");
  const { data } = sale.events.at(-1)!;
  assert.deepEqual([data["id"], data["address"], data["goods"]], ["1", "there", "mug"]);
});

test("answers that came before the start are kept and take effect in order", () => {
  const sale = new Instance();
  assert.deepEqual(sale.hears("Held", "Held", "CancelAsked"), ["Noted", "Noted"]);
  assert.deepEqual(sale.start(), ["Opened", "Deposit", "Reverse"]);
  assert.deepEqual(sale.start(), []);
});

test("repeated answers and those of other steps change nothing", () => {
  assert.deepEqual(given("Held").hears("Held", "Sent", "Released", "Reversed"), []);
});

test("a refusal undoes the steps before it, and the step itself where it may be half done", () => {
  assert.deepEqual(given().hears("NotHeld"), ["Cancelled"]);
  assert.deepEqual(given("Held").hears("Declined", "Released"), ["Release", "Cancelled"]);
  const refused = given("Held", "Deposited").hears("NotSent", "Recalled", "Reversed", "Released");
  assert.deepEqual(refused, ["Recall", "Reverse", "Release", "Cancelled"]);
});

test("a deadline undoes the step that is overdue too, with its own reason", () => {
  const sale = given("Held");
  assert.deepEqual(sale.wakeAt(1_999), []);
  assert.deepEqual(sale.wakeAt(2_000), ["Reverse"]);
  assert.equal(sale.state.reason, "bank_silent");
  const other = given();
  other.wakeAt(1_000);
  assert.equal(other.state.reason, "hold_timeout");
});

test("a step without way back is asked for again, then is stuck until a person retries", () => {
  const sale = given("Held", "Deposited", "Sent");
  assert.deepEqual(sale.wakeAt(1_000), ["Charge"]);
  assert.deepEqual(sale.wakeAt(2_000), []);
  assert.deepEqual(sale.wakeAt(3_000), ["Charge"]);
  assert.deepEqual(sale.wakeAt(9_000), ["Stuck"]);
  assert.deepEqual([sale.state.stuck, sale.state.due], [true, undefined]);
  assert.deepEqual(sale.give({ type: "retry", key: "1" }), ["Charge"]);
  assert.deepEqual([sale.state.stuck, sale.state.attempt], [false, 1]);
});

test("changed details leave a stuck process listed as stuck", () => {
  const sale = given("Held", "Deposited", "Sent");
  for (const now of [1_000, 3_000, 9_000]) sale.wakeAt(now);
  assert.deepEqual(sale.hearsData("Moved", { address: "there" }), ["Updated"]);
  assert.equal(sale.state.stuck, true);
});

test("a stuck process still takes its answer", () => {
  const sale = given("Held", "Deposited", "Sent");
  for (const now of [1_000, 3_000, 9_000]) sale.wakeAt(now);
  assert.deepEqual(sale.hears("Charged"), ["Completed"]);
  assert.equal(sale.state.stuck, false);
});

test("a compensation is asked for again until it is done, and partial ones are not done", () => {
  const sale = given("Held", "Declined");
  assert.deepEqual(sale.wakeAt(500), ["Release"]);
  const other = given("Held", "CancelAsked");
  assert.deepEqual(other.hearsData("Reversed", { part: true }), []);
  assert.deepEqual(other.hears("Reversed"), ["Release"]);
});

test("cancelling is legal at any time, also after completion, and once", () => {
  const sale = given("Held", "Deposited", "Sent", "Charged");
  assert.deepEqual(sale.hears("CancelAsked", "CancelAsked"), ["Recall"]);
  assert.deepEqual(sale.hears("Recalled", "Reversed", "Released"), [
    "Reverse",
    "Release",
    "Cancelled",
  ]);
  assert.equal(sale.state.reason, "asked");
});

test("a question that only some steps care about is passed over by the others", () => {
  assert.deepEqual(given("Held").hears("HoldExpiring"), ["Reverse"]);
  assert.deepEqual(given("Held", "Deposited").hears("HoldExpiring"), []);
  assert.deepEqual(given("Held", "Deposited", "Sent", "Charged").hears("HoldExpiring"), []);
});

test("messages are for the instance that their subject names, whatever stream they stand in", () => {
  const sent = reactions.find((each) => each.on.type === "Sent")!;
  const command = sent.command({ type: "Sent", stream: "parcel-7", data: { id: "1" } } as never);
  assert.equal((command as ProcessCommand).key, "1");
});

test("an instance can be inspected and drawn", () => {
  const sale = given("Held", "Deposited", "NotSent", "Recalled");
  assert.deepEqual(stepStatuses(definition, sale.state), ["done", "undoing", "undone", "ahead"]);
  const drawing = drawProcess(describeProcess(definition), sale.state);
  assert.match(drawing, /^flowchart TD\n/);
  assert.match(drawing, /do_send -.->\|"NotSent"\| undo_send\n/);
  assert.match(drawing, /class undo_deposit current\n/);
  assert.doesNotMatch(drawing, /do_charge .*HoldExpiring/);
});
