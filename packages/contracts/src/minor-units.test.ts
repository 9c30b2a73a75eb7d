import assert from "node:assert/strict";
import { test } from "node:test";
import { minorDigits } from "./minor-units.ts";

test("an amount has the decimals of ISO 4217, and not those that it is usually shown with", () => {
  const digits = (text: string) => [...new Set(text.split(" ").map(minorDigits))];
  assert.deepEqual(digits("EUR USD BRL HUF IDR COP PKR LBP ALL TWD MGA MRU"), [2]);
  assert.deepEqual(digits("JPY KRW CLP VND ISK XAF"), [0]);
  assert.deepEqual(digits("BHD KWD TND IQD"), [3]);
  assert.deepEqual(digits("CLF UYW"), [4]);
});
