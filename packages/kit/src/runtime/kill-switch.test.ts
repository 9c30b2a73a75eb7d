import assert from "node:assert/strict";
import { test } from "node:test";
import { KillSwitch } from "./kill-switch.ts";

const options = { minimum: 10, threshold: 0.5, pauseMs: 1_000, maxPauseMs: 3_000 };

/** Records what comes after a pause. */
function afterPause(made: KillSwitch, handled: number, failed: number): number {
  assert.ok(made.isPaused);
  made.endPause();
  assert.equal(made.isPaused, false);
  return made.record(handled, failed);
}

test("few failures, or a small share of them, pause nothing", () => {
  const made = new KillSwitch(options);
  assert.equal(made.record(9, 9), 0);
  assert.equal(made.record(11, 0), 0, "9 of 20");
  assert.equal(made.record(100, 49), 0);
  assert.equal(made.isPaused, false);
});

test("from the threshold on it pauses, and longer each time the first messages after a pause fail again", () => {
  const made = new KillSwitch(options);
  assert.equal(made.record(10, 5), 1_000);
  assert.equal(afterPause(made, 5, 5), 2_000);
  assert.equal(afterPause(made, 5, 5), 3_000);
  assert.equal(afterPause(made, 5, 5), 3_000);
  assert.equal(afterPause(made, 5, 0), 0);
  assert.equal(made.record(5, 5), 0, "it has recovered, so it takes the whole minimum again");
  assert.equal(made.record(5, 5), 1_000);
});

test("failures that come in during a pause lengthen it", () => {
  const made = new KillSwitch(options);
  assert.equal(made.record(10, 10), 1_000);
  assert.equal(made.record(5, 5), 2_000);
  assert.ok(made.isPaused);
});

test("a person can end a pause, and the next one is a first one again", () => {
  const made = new KillSwitch(options);
  made.record(10, 10);
  made.resume();
  assert.equal(made.isPaused, false);
  assert.equal(made.record(10, 10), 1_000);
});
