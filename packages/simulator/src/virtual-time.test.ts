import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualTime } from "./virtual-time.ts";

const never = (): boolean => false;

test("entries happen at their time, those of one moment in the order in which they were made", async () => {
  const time = new VirtualTime(1_000);
  const seen: string[] = [];
  time.after(20, () => seen.push(`late ${time.now}`));
  time.after(5, () => seen.push(`first ${time.now}`));
  time.after(5, () => seen.push(`second ${time.now}`));
  await time.run(never, 2_000);
  assert.deepEqual(seen, ["first 1005", "second 1005", "late 1020"]);
});

test("whoever awaits goes on as far as it can before time passes", async () => {
  const time = new VirtualTime(0);
  const seen: string[] = [];
  time.after(1, () => {
    void (async () => {
      for (let step = 0; step < 100; step++) await Promise.resolve();
      seen.push(`ran on ${time.now}`);
    })();
  });
  time.after(1, () => seen.push("the next entry"));
  await time.run(never, 10);
  assert.deepEqual(seen, ["ran on 1", "the next entry"]);
});

test("what was taken back does not happen, and time stops when it is told to", async () => {
  const time = new VirtualTime(0);
  let happened = 0;
  time.after(1, () => (happened += 1))();
  time.after(2, () => (happened += 1));
  time.after(50, () => (happened += 1));
  assert.equal(await time.run(() => happened === 1, 100), true);
  assert.equal(time.now, 2);
  assert.equal(await time.run(never, 10), false);
  assert.equal(time.now, 10);
  assert.equal(happened, 1);
});
