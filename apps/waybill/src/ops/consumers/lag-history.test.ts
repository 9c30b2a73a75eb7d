import assert from "node:assert/strict";
import { test } from "node:test";
import { LagHistory } from "./lag-history.ts";

const lag = (messages: number) => new Map([["billing", { messages, seconds: messages / 2 }]]);
const start = 1_800_000_000_000;

test("the last hour is there by steps, with gaps where nobody looked", () => {
  const history = new LagHistory();
  history.record(lag(4), start);
  history.record(lag(6), start + 15_000);
  const { from, messages, seconds } = history.of("billing");
  assert.equal(from, start + 15_000 - 719 * 5_000);
  assert.deepEqual(messages.slice(-5), [null, 4, null, null, 6]);
  assert.deepEqual(seconds.slice(-4), [2, null, null, 3]);
});

test("what is older than an hour is gone, however long nobody looked", () => {
  const history = new LagHistory();
  history.record(lag(4), start);
  history.record(lag(9), start + 3_600_000);
  assert.deepEqual(
    history.of("billing").messages.filter((each) => each !== null),
    [9],
  );
});

test("a consumer that nobody has looked at has an empty history", () => {
  const history = new LagHistory();
  history.record(lag(4), start);
  assert.ok(history.of("other").messages.every((each) => each === null));
});
