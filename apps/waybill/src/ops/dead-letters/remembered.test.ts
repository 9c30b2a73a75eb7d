import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "@waybill/kit/testing";
import { Remembered } from "./remembered.ts";

function counting(clock: ManualClock, state: { takesMs: number; broken?: boolean }) {
  let asked = 0;
  const remembered = new Remembered({
    clock,
    freshMs: 2_000,
    ask: async () => {
      asked += 1;
      const mine = asked;
      await Promise.resolve();
      clock.advance(state.takesMs);
      if (state.broken === true) throw new Error("no database");
      return mine;
    },
  });
  return { remembered, asked: () => asked };
}

test("what is quick to get is asked for once in two seconds, whoever looks", async () => {
  const clock = new ManualClock();
  const { remembered } = counting(clock, { takesMs: 10 });
  assert.deepEqual(await Promise.all([remembered.get("a"), remembered.get("a")]), [1, 1]);
  clock.advance(1_000);
  assert.equal(await remembered.get("a"), 1);
  clock.advance(5_000);
  assert.equal(await remembered.get("a"), 2);
});

test("what is dear is shown older, and nobody waits for the next", async () => {
  const clock = new ManualClock();
  const { remembered, asked } = counting(clock, { takesMs: 1_000 });
  assert.equal(await remembered.get("a"), 1);
  clock.advance(45_000);
  assert.equal(await remembered.get("a"), 1);
  assert.equal(asked(), 1);
  clock.advance(6_000);
  assert.equal(await remembered.get("a"), 1);
  assert.equal(asked(), 2);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await remembered.get("a"), 2);
});

test("what somebody has changed, or has not looked at for long, is asked for anew", async () => {
  const clock = new ManualClock();
  const { remembered } = counting(clock, { takesMs: 100 });
  assert.equal(await remembered.get("a"), 1);
  remembered.forget("a");
  assert.equal(await remembered.get("a"), 2);
  clock.advance(200_000);
  assert.equal(await remembered.get("a"), 3);
});

test("after a change what is dear is asked for at once, whatever is under way, and not waited for", async () => {
  const clock = new ManualClock();
  const { remembered } = counting(clock, { takesMs: 1_000 });
  assert.equal(await remembered.get("a"), 1);
  clock.advance(51_000);
  assert.equal(await remembered.get("a"), 1);
  remembered.forget("a");
  assert.equal(await remembered.get("a"), 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await remembered.get("a"), 3);
});

test("a failure is told and not kept", async () => {
  const clock = new ManualClock();
  const state = { takesMs: 1, broken: true };
  const { remembered } = counting(clock, state);
  await assert.rejects(remembered.get("a"), /no database/);
  state.broken = false;
  assert.equal(await remembered.get("a"), 2);
});
