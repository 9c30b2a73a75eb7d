import assert from "node:assert/strict";
import { test } from "node:test";
import { compareChannel } from "./log-witness.ts";

const log = [1, 2, 3].map((position) => ({ position, stream: "order-a", version: position }));
const published = log.map((row) => ({ ...row, partition: 0 }));
const [first, second, third] = published;
assert.ok(first && second && third);

test("a topic that holds the log once and in order is whole", () => {
  assert.deepEqual(compareChannel(log, published), { violations: [], repeated: 0 });
});

test("what a relay repeated is counted and is no violation", () => {
  const found = compareChannel(log, [first, second, first, second, third]);
  assert.deepEqual(found, { violations: [], repeated: 2 });
});

test("an event that is lost is named", () => {
  const { violations } = compareChannel(log, [first, third]);
  assert.deepEqual(violations, ["1 events are not on the broker, such as 2 order-a/2"]);
});

test("an event that comes first behind a later one of its partition is named", () => {
  const { violations } = compareChannel(log, [first, third, second]);
  assert.deepEqual(violations, ["position 2 comes behind 3"]);
  assert.deepEqual(compareChannel(log, [first, third, { ...second, partition: 1 }]).violations, []);
});

test("a stranger's event under a position of ours stands for none of ours", () => {
  const stranger = { position: 2, partition: 0, stream: "order-x", version: 1 };
  const { violations } = compareChannel(log, [first, stranger, third]);
  assert.equal(violations.length, 1);
});
