import assert from "node:assert/strict";
import { test } from "node:test";
import { eachOf } from "./each-of.ts";

test("no more items are under way than allowed, and all get done", async () => {
  let running = 0;
  let most = 0;
  let done = 0;
  await eachOf(Array.from({ length: 50 }).keys(), 4, async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    done += 1;
  });
  assert.deepEqual([most, done], [4, 50]);
});

test("the first failure ends the reading, after what had begun", async () => {
  let begun = 0;
  let ended = 0;
  const work = async (item: number): Promise<void> => {
    begun += 1;
    await new Promise((resolve) => setImmediate(resolve));
    ended += 1;
    if (item === 3) throw new Error("the third");
  };
  await assert.rejects(eachOf(Array.from({ length: 1_000 }).keys(), 2, work), /the third/);
  assert.ok(begun < 10);
  assert.equal(ended, begun);
});
