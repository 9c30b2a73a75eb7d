import assert from "node:assert/strict";
import { test } from "node:test";
import { axisLabels } from "./axis-labels.ts";

/** Of an order on a page of 390 pixels, whose axis has 268 of them. */
const ticks = [
  { at: 0, sinceStartMs: 0 },
  { at: 0.25, sinceStartMs: 2_100 },
  { at: 0.43, sinceStartMs: 32_000 },
  { at: 0.61, sinceStartMs: 33_000 },
  { at: 0.78, sinceStartMs: 35_200 },
  { at: 0.95, sinceStartMs: 162_000 },
];

const textsAt = (widthPx: number): readonly string[] =>
  axisLabels(ticks, widthPx).map(({ text }) => text);

test("where there is room every tick has its label", () => {
  assert.deepEqual(textsAt(1_000), ["0", "+2.1 s", "+32 s", "+33 s", "+35 s", "+2.7 min"]);
});

test("labels that would touch the one before or the last one are left out", () => {
  assert.deepEqual(textsAt(268), ["0", "+2.1 s", "+32 s", "+2.7 min"]);
  assert.deepEqual(textsAt(200), ["0", "+2.1 s", "+2.7 min"]);
  assert.deepEqual(textsAt(90), ["0", "+2.7 min"]);
});

test("an axis that is not measured yet has the first label only", () => {
  assert.deepEqual(textsAt(0), ["0"]);
});

test("a label without room behind its place ends there", () => {
  const ending = axisLabels(ticks, 1_000).filter(({ endsThere }) => endsThere);
  assert.deepEqual(
    ending.map(({ text }) => text),
    ["+2.7 min"],
  );
});
