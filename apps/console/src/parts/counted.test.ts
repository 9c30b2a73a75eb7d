import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "./counted.ts";

test("one of a thing is told in the singular, none and several in the plural", () => {
  const told = [0, 1, 2, 1_000].map((count) => counted(count, "order"));
  assert.deepEqual(told, ["0 orders", "1 order", "2 orders", "1,000 orders"]);
});

test("a plural that is more than an s is given", () => {
  assert.equal(counted(1, "message waits", "messages wait"), "1 message waits");
  assert.equal(counted(3, "message waits", "messages wait"), "3 messages wait");
});
