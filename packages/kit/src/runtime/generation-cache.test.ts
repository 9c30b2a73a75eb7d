import assert from "node:assert/strict";
import { test } from "node:test";
import { GenerationCache } from "./generation-cache.ts";

test("the newest value of a key is found, whichever generation it was written in", () => {
  const cache = new GenerationCache<number>(8);
  cache.set("a", 1);
  for (const key of ["b", "c", "d"]) cache.set(key, 1);
  assert.equal(cache.get("b"), 1);
  cache.set("a", 2);
  assert.equal(cache.get("a"), 2);
  cache.delete("a");
  assert.equal(cache.get("a"), undefined);
  cache.clear();
  assert.equal(cache.get("b"), undefined);
});

test("what is in use stays, what nobody touches goes, and never more than the limit is kept", () => {
  const cache = new GenerationCache<number>(8);
  cache.set("forgotten", 1);
  for (let round = 0; round < 20; round++) {
    cache.set(`passing-${round}`, 1);
    cache.set("written", round);
    if (cache.get("read") === undefined) cache.set("read", round);
  }
  assert.equal(cache.get("written"), 19);
  assert.equal(cache.get("read"), 0);
  assert.equal(cache.get("forgotten"), undefined);
  const kept = Array.from({ length: 20 }, (_, round) => cache.get(`passing-${round}`));
  assert.ok(kept.filter((each) => each !== undefined).length <= 8);
});

test("a cache of no size keeps nothing", () => {
  const cache = new GenerationCache<number>(0);
  cache.set("a", 1);
  assert.equal(cache.get("a"), undefined);
});
