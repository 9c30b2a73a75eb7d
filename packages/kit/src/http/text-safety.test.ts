import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpError } from "./problem.ts";
import { decodeUrlText, MAX_JSON_DEPTH, parseJsonBody } from "./text-safety.ts";

const parse = (text: string | Uint8Array): unknown => parseJsonBody(Buffer.from(text));

function refuses(code: string, run: () => unknown): void {
  assert.throws(
    run,
    (error) => error instanceof HttpError && error.code === code && error.status === 400,
  );
}

test("plain JSON comes through unchanged", () => {
  assert.deepEqual(parse('{"name":"Zoë 🎁","n":[1,2.5,null]}'), {
    name: "Zoë 🎁",
    n: [1, 2.5, null],
  });
});

test("a NUL escape is refused wherever it stands", () => {
  refuses("invalid-text", () => parse(String.raw`{"a":["x\u0000y"]}`));
  refuses("invalid-text", () => parse(String.raw`{"a\u0000":1}`));
  refuses("invalid-text", () => parse(String.raw`"\u0000"`));
});

test("a lone surrogate is refused, a pair is not", () => {
  refuses("invalid-text", () => parse(String.raw`{"a":"\ud83c"}`));
  refuses("invalid-text", () => parse(String.raw`{"\udf81":1}`));
  assert.deepEqual(parse(String.raw`{"a":"\ud83c\udf81"}`), { a: "🎁" });
});

test("bytes that are not UTF-8 are refused", () => {
  refuses("invalid-text", () => parse(Uint8Array.of(0x22, 0xff, 0x22)));
  // A surrogate encoded as if it were UTF-8.
  refuses("invalid-text", () => parse(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)));
});

test("text that is not JSON is refused without being quoted", () => {
  for (const text of ["", "{", "{'a':1}", '{"secret":"ana@example.com"', "NaN", "[1,]"]) {
    assert.throws(
      () => parse(text),
      (error) =>
        error instanceof HttpError &&
        error.code === "malformed-json" &&
        !error.message.includes("ana"),
    );
  }
});

test("keys that poison prototypes are refused, also when spelt with escapes", () => {
  refuses("forbidden-key", () => parse('{"__proto__":{"role":"admin"}}'));
  refuses("forbidden-key", () => parse(String.raw`{"a":[{"\u005f_proto__":1}]}`));
  refuses("forbidden-key", () => parse('{"constructor":{"prototype":{"x":1}}}'));
  assert.deepEqual(parse('{"constructor":"Lego"}'), { constructor: "Lego" });
});

test("nesting is allowed up to the limit and refused beyond, however deep", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  assert.doesNotThrow(() => parse(nested(MAX_JSON_DEPTH)));
  refuses("too-deep", () => parse(nested(MAX_JSON_DEPTH + 1)));
  refuses("too-deep", () => parse(nested(100_000)));
});

test("many brackets that do not nest are no depth", () => {
  assert.doesNotThrow(() => parse(`[${Array.from({ length: 500 }, () => "{}").join(",")}]`));
});

test("broken and NUL percent escapes are refused", () => {
  assert.equal(decodeUrlText("a%20b+c", "x", true), "a b c");
  assert.equal(decodeUrlText("a+b", "x", false), "a+b");
  for (const text of ["%ff", "%", "%zz", "%00", "%ed%a0%80"]) {
    refuses("invalid-text", () => decodeUrlText(text, "The query", true));
  }
});
