import assert from "node:assert/strict";
import { test } from "node:test";
import { Terminal } from "../errors.ts";
import { attemptOf } from "./attempt.ts";

const when = { at: 1_000, number: 3 };

function thrown(message: string): Error {
  return new TypeError(message);
}

test("an error that nobody expected is kept with where it was thrown, in paths of the repository", () => {
  const { code, error, stack, ...rest } = attemptOf(thrown("x is undefined"), when);
  assert.deepEqual([code, error, rest], ["unexpected", "x is undefined", when]);
  assert.match(
    stack[0] ?? "",
    /^at thrown \(packages\/kit\/src\/runtime\/attempt\.test\.ts:\d+:\d+\)$/,
  );
  assert.ok(stack.length <= 12);
});

test("paths outside the repository lose what is of the machine", () => {
  const error = new Error("no");
  error.stack = [
    "Error: no",
    "    at one (file:///srv/shop/node_modules/pg/lib/client.js:3:5)",
    "    at two (/srv/secret-project/src/main.js:1:2)",
    "    at async three (node:internal/process/task_queues:95:5)",
  ].join("\n");
  assert.deepEqual(attemptOf(error, when).stack, [
    "at one (node_modules/pg/lib/client.js:3:5)",
    "at two (…/src/main.js:1:2)",
    "at async three (node:internal/process/task_queues:95:5)",
  ]);
});

test("an expected error has no stack: its code says what it is", () => {
  assert.deepEqual(attemptOf(new Terminal("nonsense", "it will never do"), when), {
    ...when,
    code: "nonsense",
    error: "it will never do",
    stack: [],
  });
});

test("what an error quotes of persons and secrets is not kept", () => {
  const text =
    "ana.b+c@example.com had 4111 1111 1111 1111, Bearer abc.def, wb_0123-x, postgres://u:p@host/db at 1764154800000";
  assert.equal(
    attemptOf(new Error(text), when).error,
    "[e-mail] had [number], Bearer [secret] [secret], postgres://[secret]@host/db at 1764154800000",
  );
});

test("an error of any length and of any characters can be stored", () => {
  const { error } = attemptOf(new Error(`\0\u001b${"\ud83d\ude00".repeat(5_000)}`), when);
  assert.ok(error.length <= 1_000 && error.isWellFormed() && !/\p{Cc}/u.test(error));
  assert.equal(attemptOf("no error at all", when).error, "no error at all");
});
