import assert from "node:assert/strict";
import { test } from "node:test";
import { readOptions, type Options } from "./options.ts";

const read = (...parameters: string[]): Options => {
  const options = readOptions(parameters);
  assert.ok(options !== "help");
  return options;
};

test("a seed is drawn when none is given, and a quick run makes fewer examples", () => {
  assert.ok(read().seed >= 0);
  assert.equal(read("--seed", "7").seed, 7);
  assert.ok(read("--quick").examples < read().examples);
  assert.equal(read("--quick", "--examples", "9").examples, 9);
  assert.deepEqual(read("--role", "customer").roles, ["customer"]);
  assert.equal(readOptions(["--help"]), "help");
});

test("what makes no sense is refused with what would", () => {
  assert.throws(() => read("--seed", "0x10"), /--seed is 0x10: give a whole number/);
  assert.throws(() => read("--examples", "0"), /from 1 to/);
  assert.throws(() => read("--role", "root"), /anonymous, customer, admin/);
  assert.throws(() => read("--fast"), /--fast/);
});
