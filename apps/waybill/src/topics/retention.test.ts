import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRetention, retentionText } from "./retention.ts";

test("a retention is a number with its unit, or unlimited", () => {
  const read: readonly [string, number][] = [
    ["7d", 604_800_000],
    ["12h", 43_200_000],
    ["90m", 5_400_000],
    ["1s", 1_000],
    ["250ms", 250],
    ["unlimited", -1],
  ];
  for (const [text, ms] of read) assert.equal(parseRetention(text), ms, text);
});

test("anything else is no retention", () => {
  for (const text of ["", "7", "7 d", "7w", "0d", "-1", "1.5h", "999999999999d"])
    assert.equal(parseRetention(text), undefined, text);
});

test("a retention is shown in its largest whole unit", () => {
  const shown: readonly [number, string][] = [
    [604_800_000, "7d"],
    [5_400_000, "90m"],
    [1_500, "1500ms"],
    [0, "0ms"],
    [-1, "unlimited"],
  ];
  for (const [ms, text] of shown) assert.equal(retentionText(ms), text);
});
