import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "../ports/clock.ts";
import { Patience } from "./patience.ts";

/** Time that only moves when told to. */
class ManualClock implements Clock {
  #now = 1_000;
  #timers: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#timers
        .filter(({ at }) => at <= end)
        .toSorted((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}

test("it waits a while for the first answer, and then as long as they keep coming", () => {
  const clock = new ManualClock();
  let ended = 0;
  const patience = new Patience(clock, () => (ended += 1));
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
  const patient = new Patience(clock, () => (ended += 1));
  const cancelled = new Patience(clock, () => (ended += 10));
  cancelled.cancel();
  assert.ok(patient);
  clock.advance(1_000);
  assert.equal(ended, 1);
});
