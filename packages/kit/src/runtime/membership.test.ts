import assert from "node:assert/strict";
import { test } from "node:test";
import { shareOf } from "./membership.ts";

for (let count = 1; count <= 6; count++) {
  test(`${count} members share the partitions evenly and without overlap`, () => {
    const members = Array.from({ length: count }, (_, index) => `member_${index}`);
    const shares = members.map((member) => [...shareOf(members, member)]);
    assert.deepEqual(
      shares.flat().toSorted((a, b) => a - b),
      [0, 1, 2, 3],
    );
    const sizes = shares.map((share) => share.length);
    assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
  });
}

test("who is no member has no share", () => {
  assert.deepEqual([...shareOf(["one"], "another")], []);
  assert.deepEqual([...shareOf([], "another")], []);
});
