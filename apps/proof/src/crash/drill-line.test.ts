import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "./drill-line.ts";

const clean = { notHere: undefined, violations: [], hits: 3, missed: [] };

test("a drill without violations whose fault hit something is passed", () => {
  assert.equal(judge(clean, { completed: 1 })[0], "passed");
});

test("a drill whose fault hit nothing, or in which nothing was completed, is unknown", () => {
  assert.equal(judge({ ...clean, hits: 0 }, { completed: 1 })[0], "unknown");
  assert.equal(judge(clean, { completed: 0 })[0], "unknown");
});

test("a violation fails the drill, whatever else there is", () => {
  assert.equal(judge({ ...clean, violations: ["lost"], hits: 0 }, { completed: 1 })[0], "failed");
});

test("a drill that has missed a point is unknown, and names it", () => {
  const [verdict, [reason]] = judge({ ...clean, missed: ["before-202"] }, { completed: 1 });
  assert.equal(verdict, "unknown");
  assert.match(reason ?? "", /before-202/);
});
