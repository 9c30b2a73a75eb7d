import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../testing/manual-clock.ts";
import { Pace } from "./pace.ts";
import { WaitingRequests } from "./request-queue.ts";

/** When, in milliseconds after a batch of so many units began, the next may begin. */
async function restAfter(
  units: number,
  meanwhile: (pace: Pace, waiting: WaitingRequests) => void = () => undefined,
): Promise<number> {
  const clock = new ManualClock();
  const waiting = new WaitingRequests();
  const pace = new Pace({ clock, waiting });
  pace.began(units);
  const began = clock.now();
  let rested = false;
  void pace.rest().then(() => (rested = true));
  meanwhile(pace, waiting);
  for (let turn = 0; turn < 1_000; turn++) {
    // Let what has been resolved take its turn.
    await new Promise(setImmediate);
    if (rested) return clock.now() - began;
    clock.advance(1);
  }
  return Number.POSITIVE_INFINITY;
}

test("the first batch begins at once", async () => {
  const pace = new Pace({ clock: new ManualClock() });
  await pace.rest();
});

test("after a large batch the service rests for longer than after a small one", async () => {
  assert.deepEqual([await restAfter(1), await restAfter(3), await restAfter(500)], [5, 15, 20]);
});

test("a request cuts the rest short", async () => {
  assert.equal(await restAfter(500, (pace) => pace.hurry()), 6);
});

test("in a rush services that only handle messages rest longer", async () => {
  const clock = new ManualClock();
  const waiting = new WaitingRequests();
  waiting.count = 100;
  const pace = new Pace({ clock, waiting });
  pace.began(1);
  let rested = false;
  const rest = pace.rest().then(() => (rested = true));
  clock.advance(30);
  await new Promise(setImmediate);
  assert.equal(rested, false);
  clock.advance(10);
  await rest;
});

test("whoever stops does not rest", async () => {
  assert.equal(await restAfter(500, (pace) => pace.end()), 0);
});
