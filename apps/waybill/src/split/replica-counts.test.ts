import assert from "node:assert/strict";
import { test } from "node:test";
import { readReplicas } from "./replica-counts.ts";

const services = ["orders", "inventory"];

test("a service that is not named runs once", () => {
  assert.deepEqual(
    [...readReplicas(" inventory = 3 ", services)],
    [
      ["orders", 1],
      ["inventory", 3],
    ],
  );
  assert.deepEqual([...readReplicas("", services).values()], [1, 1]);
});

for (const wrong of ["orders", "orders=0", "orders=17", "orders=two", "billing=1", "orders:2"]) {
  test(`"${wrong}" is refused, and named`, () => {
    assert.throws(
      () => readReplicas(`inventory=2,${wrong}`, services),
      (error: Error) => error.message.includes(`"${wrong}"`),
    );
  });
}
