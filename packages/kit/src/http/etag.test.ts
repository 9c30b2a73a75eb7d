import assert from "node:assert/strict";
import { test } from "node:test";
import { assertIfMatch, formatEtag, matchesIfNoneMatch, parseIfMatch } from "./etag.ts";
import { HttpError } from "./problem.ts";

const refusedAs =
  (status: number, code: string) =>
  (error: unknown): boolean =>
    error instanceof HttpError && error.status === status && error.code === code;

test("a version is a strong tag", () => {
  assert.equal(formatEtag(7), '"7"');
});

test("If-Match names any version, one, or several; weak and foreign tags match nothing", () => {
  assert.equal(parseIfMatch(undefined), undefined);
  assert.equal(parseIfMatch("*"), "any");
  assert.deepEqual(parseIfMatch('"7"'), [7]);
  assert.deepEqual(parseIfMatch('"7", "8" ,"abc", W/"9"'), [7, 8]);
});

test("a malformed If-Match is refused", () => {
  for (const header of ["7", '"7', "", " , ", '"7" "8"', "**", `${'"1",'.repeat(40)}"2"`]) {
    assert.throws(() => parseIfMatch(header), refusedAs(400, "malformed-if-match"), header);
  }
});

test("a write passes without If-Match, with any, and with the stored version only", () => {
  assert.doesNotThrow(() => assertIfMatch(undefined, 7));
  assert.doesNotThrow(() => assertIfMatch("*", 7));
  assert.doesNotThrow(() => assertIfMatch('"6", "7"', 7));
  assert.throws(() => assertIfMatch('"6"', 7), refusedAs(412, "stale-version"));
  assert.throws(() => assertIfMatch('W/"7"', 7), refusedAs(412, "stale-version"));
});

test("If-None-Match compares weakly", () => {
  assert.equal(matchesIfNoneMatch(undefined, 7), false);
  assert.equal(matchesIfNoneMatch('W/"7"', 7), true);
  assert.equal(matchesIfNoneMatch('"6"', 7), false);
  assert.equal(matchesIfNoneMatch("*", 7), true);
});
