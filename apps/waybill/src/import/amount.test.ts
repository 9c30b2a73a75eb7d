import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatAmount, parseAmount } from "./amount.ts";

test("amounts become minor units digit by digit", () => {
  const brl = { currency: "BRL" };
  assert.equal(parseAmount("21.9", brl), 2190);
  assert.equal(parseAmount("0.29", brl), 29);
  assert.equal(parseAmount("1199", brl), 119_900);
  assert.equal(parseAmount("1.10000", brl), 110);
  assert.equal(parseAmount("12,50", { currency: "EUR", decimal: "," }), 1250);
  assert.equal(parseAmount("1500", { currency: "JPY" }), 1500);
  assert.equal(parseAmount("1.234", { currency: "BHD" }), 1234);
  assert.equal(parseAmount("12345.50", { currency: "HUF" }), 1_234_550);
});

test("what is no amount of the currency is refused", () => {
  for (const text of ["", "-1", "1e3", "1.999", "1,5", "0x10", "NaN", "12345678901234", " "]) {
    assert.equal(parseAmount(text, { currency: "BRL" }), undefined, text);
  }
  assert.equal(parseAmount("1.5", { currency: "JPY" }), undefined);
  assert.throws(() => parseAmount("1", { currency: "euro" }), { code: "currency-unknown" });
});

test("every amount that is written is read back", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000_000_000 }),
      fc.constantFrom("EUR", "JPY", "BHD"),
      (amount, currency) => {
        const [text = ""] = formatAmount(amount, currency).split(" ");
        assert.equal(parseAmount(text, { currency }), amount);
      },
    ),
  );
});
