import assert from "node:assert/strict";
import { test } from "node:test";
import { partitionCount, partitionOf } from "./bus.ts";

// Part of the stored data: a change here would send a key's messages to another partition.
const vectors: readonly [string, number][] = [
  ["", 1],
  ["a", 0],
  ["ord_01hzy3", 0],
  ["SKU-1", 0],
  ["ä", 3],
  ["😀", 0],
  ["key_1", 0],
  ["key_2", 1],
];

for (const [key, partition] of vectors) {
  test(`the partition of ${JSON.stringify(key)} is ${partition}, for ever`, () => {
    assert.equal(partitionOf(key), partition);
  });
}

test("keys are spread evenly", () => {
  const counts = Array.from({ length: partitionCount }, () => 0);
  for (let index = 0; index < 4_000; index++) counts[partitionOf(`ord_${index}`)]! += 1;
  assert.ok(Math.min(...counts) > 850 && Math.max(...counts) < 1_150, counts.join(" "));
});
