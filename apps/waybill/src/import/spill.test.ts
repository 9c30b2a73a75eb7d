import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { test } from "node:test";
import { Spill, SpillDirectory } from "./spill.ts";

test("rows of one key come together in the order in which they were added, every time", async () => {
  const directory = new SpillDirectory();
  try {
    assert.equal(statSync(directory.path).mode & 0o777, 0o700);
    const spill = new Spill<number>(directory, "rows");
    for (let row = 0; row < 10_000; row += 1) spill.add(`key-${row % 1_000}`, row);
    const first = await read(spill);
    assert.equal(first.size, 1_000);
    assert.deepEqual(first.get("key-7"), [7, 1007, 2007, 3007, 4007, 5007, 6007, 7007, 8007, 9007]);
    assert.deepEqual([...(await read(spill)).keys()], [...first.keys()]);
  } finally {
    directory.remove();
  }
  assert.equal(existsSync(directory.path), false);
});

async function read(spill: Spill<number>): Promise<Map<string, readonly number[]>> {
  const groups = new Map<string, readonly number[]>();
  for await (const [key, rows] of spill.groups()) groups.set(key, rows);
  return groups;
}
