import assert from "node:assert/strict";
import { test } from "node:test";
import { StateCache } from "./state-cache.ts";

const entry = (version: number): { version: number; state: unknown; due: undefined } => ({
  version,
  state: {},
  due: undefined,
});

test("the newest state of a stream is kept, and the one longest unwritten goes first", () => {
  const cache = new StateCache(2);
  cache.set("a", entry(1));
  cache.set("b", entry(1));
  cache.set("a", entry(2));
  cache.set("c", entry(1));
  assert.deepEqual(
    [cache.get("a")?.version, cache.get("b"), cache.get("c")?.version],
    [2, undefined, 1],
  );
  cache.delete("a");
  assert.equal(cache.get("a"), undefined);
  cache.clear();
  assert.equal(cache.get("c"), undefined);
});

test("a cache of no size keeps nothing", () => {
  const cache = new StateCache(0);
  cache.set("a", entry(1));
  assert.equal(cache.get("a"), undefined);
});
