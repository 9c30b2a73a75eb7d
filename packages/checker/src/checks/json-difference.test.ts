import assert from "node:assert/strict";
import { test } from "node:test";
import { isSameJson, jsonDifference } from "./json-difference.ts";

test("fields may stand in any order, and what is undefined is not there", () => {
  assert.ok(isSameJson({ a: 1, b: { c: undefined } }, '{"b":{},"a":1}'));
  assert.ok(!isSameJson({ a: 1 }, '{"a":1,"b":2}'));
});

for (const [name, state, stored, said] of [
  [
    "a number",
    { stock: [{ units: 1 }] },
    '{"stock":[{"units":2}]}',
    "stock.0.units is 2 and should be 1",
  ],
  ["a field too much", { a: 1 }, '{"a":1,"since":2}', "since is 2 and should be absent"],
  ["a field that is not there", { a: 1, b: null }, '{"a":1}', "b is absent and should be null"],
  ["another kind of value", { a: {} }, '{"a":[]}', "a is a list of 0 and should be an object"],
  ["all of it", undefined, "7", "it is 7 and should be undefined"],
  ["what is no JSON", true, "{", "it is undefined and should be true"],
] as const) {
  test(`${name} that differs is named with both values`, () => {
    assert.equal(jsonDifference(state, stored), said);
  });
}

test("a text that differs is not shown: it may be somebody's name", () => {
  assert.equal(
    jsonDifference({ name: "Ana" }, '{"name":"Maria"}'),
    "name is a text of 5 characters and should be a text of 3 characters",
  );
});

test("of many differences the first are named and the others counted", () => {
  const said = jsonDifference([1, 2, 3, 4, 5, 6, 7], "[0,0,0,0,0,0,0]");
  assert.equal(said.split("; ").length, 6);
  assert.match(said, /4 is 0 and should be 5; 2 more$/u);
});
