import assert from "node:assert/strict";
import { test } from "node:test";
import { systemIds } from "./clock.ts";

test("ids have a prefix and 26 characters that nobody mistakes for each other", () => {
  const ids = systemIds();
  for (let index = 0; index < 1_000; index++)
    assert.match(ids.make("ord"), /^ord_[0-9a-hjkmnp-tv-z]{26}$/);
});

test("ids sort by their time", () => {
  let now = 0;
  const ids = systemIds({ now: () => now, after: () => () => undefined });
  const made = [
    1,
    31,
    32,
    1_023,
    1_024,
    Date.UTC(2026, 0, 1),
    Date.UTC(2026, 0, 1) + 1,
    2 ** 48 - 1,
  ].map((time) => {
    now = time;
    return ids.make("ord");
  });
  assert.deepEqual(made.toSorted(), made);
});

test("no two ids of one millisecond are the same", () => {
  const ids = systemIds({ now: () => 5, after: () => () => undefined });
  assert.equal(new Set(Array.from({ length: 20_000 }, () => ids.make("x"))).size, 20_000);
});

test("a traceparent is as W3C has it", () => {
  assert.match(systemIds().traceparent(), /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
});
