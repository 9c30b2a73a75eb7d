import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded, zipf } from "./random.ts";

test("one seed gives one sequence, spread over the range", () => {
  const [a, b, c] = [seeded(7), seeded(7), seeded(8)];
  const first = Array.from({ length: 1_000 }, a);
  assert.deepEqual(Array.from({ length: 1_000 }, b), first);
  assert.notDeepEqual(Array.from({ length: 1_000 }, c), first);
  assert.ok(first.every((number) => number >= 0 && number < 1));
  const mean = first.reduce((sum, number) => sum + number, 0) / first.length;
  assert.ok(Math.abs(mean - 0.5) < 0.05);
});

test("the first rank comes twice as often as the second and ten times as often as the tenth", () => {
  const rank = zipf(100, seeded(1));
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 100_000; draw += 1) {
    const drawn = rank();
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
  }
  const first = counts.get(0) ?? 0;
  assert.ok(Math.abs(first / (counts.get(1) ?? 1) - 2) < 0.2);
  assert.ok(Math.abs(first / (counts.get(9) ?? 1) - 10) < 1.5);
  assert.ok([...counts.keys()].every((each) => each >= 0 && each < 100));
});
