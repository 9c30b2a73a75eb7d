import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "./outbox.ts";

function filled(count: number): Outbox<number> {
  const outbox = new Outbox<number>(4);
  for (let each = 1; each <= count; each++) outbox.add(each);
  return outbox;
}

test("who asks with the last number gets what came after it, once", () => {
  const outbox = filled(3);
  const first = outbox.after(0, 10);
  assert.deepEqual(first, { newest: 3, items: [1, 2, 3] });
  assert.deepEqual(outbox.after(first.newest, 10), { newest: 3, items: [] });
  outbox.add(4);
  assert.deepEqual(outbox.after(first.newest, 10), { newest: 4, items: [4] });
});

test("no more than asked for are given, and the rest the next time", () => {
  const outbox = filled(4);
  assert.deepEqual(outbox.after(0, 3), { newest: 3, items: [1, 2, 3] });
  assert.deepEqual(outbox.after(3, 3), { newest: 4, items: [4] });
});

test("the oldest make way", () => {
  assert.deepEqual(filled(6).after(0, 10), { newest: 6, items: [3, 4, 5, 6] });
});

test("a number from before a restart gives all there is", () => {
  assert.deepEqual(filled(2).after(900, 10), { newest: 2, items: [1, 2] });
});
