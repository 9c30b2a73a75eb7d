import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { pageQuery } from "./cursor.ts";
import { HttpError } from "./problem.ts";
import { compileQuery } from "./query.ts";

const read = compileQuery(
  Type.Object({
    ...pageQuery,
    below: Type.Optional(Type.Integer({ minimum: 0 })),
    open: Type.Optional(Type.Boolean()),
    status: Type.Optional(Type.Array(Type.Enum(["pending", "completed"]))),
    q: Type.Optional(Type.String()),
  }),
);

function errorsOf(url: string): string[] {
  try {
    read(url);
  } catch (error) {
    assert.ok(error instanceof HttpError);
    return (error.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  }
  return [];
}

test("numbers, booleans and lists are read from their text, defaults filled in", () => {
  assert.deepEqual(
    { ...read("/v1/x?below=3&open=true&status=pending&q=a%26b+c") },
    {
      below: 3,
      open: true,
      status: ["pending"],
      q: "a&b c",
      limit: 50,
    },
  );
  assert.deepEqual(
    { ...read("/v1/x?status=pending&status=completed&limit=2") },
    {
      status: ["pending", "completed"],
      limit: 2,
    },
  );
  assert.equal(read("/v1/x?q=12")["q"], "12");
});

test("what is not the number it should be is refused by name", () => {
  for (const text of [
    "x",
    "1.5",
    "1e3",
    "",
    "0x10",
    "-1",
    "Infinity",
    " 1",
    "99999999999999999999",
  ]) {
    assert.equal(errorsOf(`/v1/x?below=${text}`)[0]?.startsWith("/below "), true, text);
  }
  assert.deepEqual(errorsOf("/v1/x?limit=201"), ["/limit too-large"]);
  assert.deepEqual(errorsOf("/v1/x?open=1"), ["/open wrong-type"]);
});

test("an unknown field is refused, and so is one sent twice that is no list", () => {
  assert.deepEqual(errorsOf("/v1/x?nope=1"), ["/nope unknown-field"]);
  assert.deepEqual(errorsOf("/v1/x?__proto__=1"), ["/__proto__ unknown-field"]);
  assert.deepEqual(errorsOf("/v1/x?q=a&q=b"), ["/q wrong-type"]);
});

test("a route without a query schema takes no query", () => {
  const none = compileQuery(undefined);
  assert.deepEqual({ ...none("/v1/x?") }, {});
  assert.throws(() => none("/v1/x?a=1"), HttpError);
});
