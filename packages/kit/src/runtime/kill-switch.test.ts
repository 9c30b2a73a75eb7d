import assert from "node:assert/strict";
import { test } from "node:test";
import { KillSwitch } from "./kill-switch.ts";

const options = { minimum: 10, threshold: 0.5, pauseMs: 1_000, maxPauseMs: 3_000 };

test("few failures, or a small share of them, pause nothing", () => {
  const made = new KillSwitch(options);
  assert.equal(made.record(9, 9, 0), 0);
  assert.equal(made.record(11, 0, 0), 0, "9 of 20");
  assert.equal(made.record(100, 49, 0), 0);
  assert.equal(made.isPaused(0), false);
});

test("from the threshold on it pauses, and longer each time the first messages after a pause fail again", () => {
  const made = new KillSwitch(options);
  assert.equal(made.record(10, 5, 100), 1_000);
  assert.deepEqual([made.isPaused(1_099), made.isPaused(1_100)], [true, false]);
  assert.equal(made.record(5, 5, 1_100), 2_000);
  assert.equal(made.record(5, 5, 3_100), 3_000);
  assert.equal(made.record(5, 5, 6_100), 3_000);
  assert.equal(made.record(5, 0, 9_100), 0);
  assert.equal(
    made.record(5, 5, 9_100),
    0,
    "it has recovered, so it takes the whole minimum again",
  );
  assert.equal(made.record(5, 5, 9_100), 1_000);
});

test("a person can end a pause", () => {
  const made = new KillSwitch(options);
  made.record(10, 10, 0);
  made.resume();
  assert.equal(made.isPaused(0), false);
});

test("a pause that is ended is over before its time, and the next one is longer all the same", () => {
  const killSwitch = new KillSwitch({
    minimum: 2,
    threshold: 0.5,
    pauseMs: 100,
    maxPauseMs: 1_000,
  });
  assert.equal(killSwitch.record(2, 2, 0), 100);
  killSwitch.endPause();
  assert.equal(killSwitch.isPaused(99), false);
  assert.equal(killSwitch.record(2, 2, 99), 200);
});
