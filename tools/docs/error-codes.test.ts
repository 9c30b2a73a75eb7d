import assert from "node:assert/strict";
import { test } from "node:test";
import { errorAreas, errorCatalogue } from "@waybill/kit";
import { usedErrorCodes } from "./error-codes.ts";

const { used, unreadable } = usedErrorCodes();
const catalogued = errorAreas.flatMap(({ entries }) => Object.keys(entries));

test("every code that an error is given is in the catalogue", () => {
  const missing = used.filter(({ code }) => errorCatalogue[code] === undefined);
  assert.deepEqual(missing, []);
  assert.deepEqual(unreadable, [], "write the code out, or hand it through a parameter `code`");
});

test("every code of the catalogue is given to an error somewhere", () => {
  const codes = new Set(used.map(({ code }) => code));
  assert.deepEqual(
    catalogued.filter((code) => !codes.has(code)),
    [],
  );
});

test("a code stands in the catalogue once, in kebab-case", () => {
  const twice = catalogued.filter((code, index) => catalogued.indexOf(code) !== index);
  assert.deepEqual(twice, []);
  for (const code of catalogued) assert.match(code, /^[a-z]+(-[a-z]+)*$/);
});

test("an entry says what happened and what to do, in whole sentences", () => {
  for (const [code, { meaning, fix }] of Object.entries(errorCatalogue)) {
    for (const sentence of [meaning, fix]) assert.match(sentence, /^\S.*\.$/, code);
  }
});
