import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../testing/manual-clock.ts";
import { Patience } from "./patience.ts";

test("it waits a while for the first answer, and then as long as they keep coming", () => {
  const clock = new ManualClock();
  let ended = 0;
  const patience = new Patience(clock, 1, () => (ended += 1));
  clock.advance(200);
  patience.answered();
  for (let answer = 0; answer < 20; answer++) {
    clock.advance(20);
    patience.answered();
  }
  assert.equal(ended, 0);
  clock.advance(29);
  assert.equal(ended, 0);
  clock.advance(1);
  assert.equal(ended, 1);
});

test("without any answer it ends by itself, and cancelled it never does", () => {
  const clock = new ManualClock();
  let ended = 0;
  const patient = new Patience(clock, 1, () => (ended += 1));
  const cancelled = new Patience(clock, 1, () => (ended += 10));
  cancelled.cancel();
  assert.ok(patient);
  clock.advance(1_000);
  assert.equal(ended, 1);
});

test("many calls are waited for longer than few: to park them costs what the answers wait for", () => {
  const clock = new ManualClock();
  const ended: string[] = [];
  const few = new Patience(clock, 1, () => ended.push("few"));
  const many = new Patience(clock, 500, () => ended.push("many"));
  assert.ok(few !== many);
  clock.advance(1_000);
  assert.deepEqual(ended, ["few"]);
  clock.advance(1_000);
  assert.deepEqual(ended, ["few", "many"]);
});
