import assert from "node:assert/strict";
import { test } from "node:test";
import { ProductCache } from "./product-cache.ts";

const limits = { limit: 3, ttlMs: 1_000 };

/** A source that counts how often it is read. */
function source(value: string | undefined) {
  const counted = { value, reads: 0 };
  return Object.assign(counted, {
    load: async () => {
      counted.reads += 1;
      return counted.value;
    },
  });
}

test("a value is read once, until its time is over", async () => {
  const cache = new ProductCache<string>(limits);
  const mug = source("blue");
  assert.equal(await cache.read("mug", 0, mug.load), "blue");
  mug.value = "red";
  assert.equal(await cache.read("mug", 999, mug.load), "blue");
  assert.equal(await cache.read("mug", 1_000, mug.load), "red");
  assert.equal(mug.reads, 2);
});

test("a forgotten value is read anew", async () => {
  const cache = new ProductCache<string>(limits);
  const mug = source("blue");
  await cache.read("mug", 0, mug.load);
  mug.value = "red";
  cache.forget("mug");
  assert.equal(await cache.read("mug", 0, mug.load), "red");
});

test("a read that began before a change does not bring the old value back", async () => {
  const cache = new ProductCache<string>(limits);
  const slow = Promise.withResolvers<string>();
  const early = cache.read("mug", 0, () => slow.promise);
  cache.forget("mug");
  slow.resolve("blue");
  assert.equal(await early, "blue");
  assert.equal(await cache.read("mug", 0, source("red").load), "red");
});

test("requests at the same time share one read", async () => {
  const cache = new ProductCache<string>(limits);
  const mug = source("blue");
  await Promise.all([cache.read("mug", 0, mug.load), cache.read("mug", 0, mug.load)]);
  assert.equal(mug.reads, 1);
});

test("the least recently used value goes when there are too many", async () => {
  const cache = new ProductCache<string>(limits);
  const sources = { a: source("a"), b: source("b"), c: source("c"), d: source("d") };
  for (const id of ["a", "b", "c", "a", "d"] as const) await cache.read(id, 0, sources[id].load);
  assert.equal(cache.size, 3);
  await cache.read("a", 0, sources.a.load);
  await cache.read("b", 0, sources.b.load);
  assert.deepEqual([sources.a.reads, sources.b.reads], [1, 2]);
});

test("what is not there and what failed is not kept", async () => {
  const cache = new ProductCache<string>(limits);
  assert.equal(await cache.read("mug", 0, source(undefined).load), undefined);
  await assert.rejects(
    cache.read("mug", 0, () => Promise.reject(new Error("away"))),
    /away/,
  );
  assert.equal(cache.size, 0);
  assert.equal(await cache.read("mug", 0, source("blue").load), "blue");
});
