import assert from "node:assert/strict";
import { test } from "node:test";
import { maxAmount, maxLines, maxQuantity } from "@waybill/contracts";
import type { WaybillError } from "@waybill/kit/pure";
import fc from "fast-check";
import { priceOrder, type PriceRequest, type ProductPrice } from "./pricing.ts";

const mug: ProductPrice = {
  sku: "MUG-BLUE",
  name: "Blue mug",
  amount: 1290,
  currency: "EUR",
  status: "active",
};
const twoMugs: PriceRequest = { currency: "EUR", lines: [{ sku: "MUG-BLUE", quantity: 2 }] };

function refusalOf(run: () => unknown): WaybillError {
  try {
    run();
  } catch (error) {
    return error as WaybillError;
  }
  throw new Error("it was not refused");
}

function pointersOf(error: WaybillError): unknown {
  return (error.details["errors"] as { pointer: string }[]).map(({ pointer }) => pointer);
}

test("lines cost what the catalogue says, times their quantity", () => {
  assert.deepEqual(priceOrder(twoMugs, [mug]), {
    lines: [{ sku: "MUG-BLUE", name: "Blue mug", quantity: 2, unitPrice: 1290 }],
    shipping: 0,
    total: 2580,
  });
});

test("a price, a name and shipping that come with the order stand", () => {
  const eur = (amount: number) => ({ amount, currency: "EUR" });
  const lines = [{ sku: "MUG-BLUE", quantity: 3, unitPrice: eur(100), name: "Old mug" }];
  const priced = priceOrder({ currency: "EUR", lines, shipping: eur(450) }, [mug]);
  assert.equal(priced.total, 750);
  assert.equal(priced.lines[0]?.name, "Old mug");
});

test("a SKU that the catalogue does not have is named with its place", () => {
  const lines = [
    { sku: "MUG-BLUE", quantity: 1 },
    { sku: "NO-SUCH", quantity: 1 },
  ];
  const error = refusalOf(() => priceOrder({ currency: "EUR", lines }, [mug, "unknown"]));
  assert.equal(error.code, "unknown-sku");
  assert.equal(error.status, 422);
  assert.match(error.message, /NO-SUCH/);
  assert.deepEqual(pointersOf(error), ["/lines/1/sku"]);
});

test("products that are deleted, archived or a draft cannot be ordered", () => {
  for (const status of ["deleted", "archived", "draft"] as const) {
    const error = refusalOf(() => priceOrder(twoMugs, [{ ...mug, status }]));
    assert.equal(error.code, "product-unavailable");
    assert.match(error.message, new RegExp(`MUG-BLUE is ${status}`));
    assert.deepEqual(pointersOf(error), ["/lines/0/sku"]);
  }
});

test("a price that nobody can be asked for is worth another try", () => {
  const error = refusalOf(() => priceOrder(twoMugs, ["unavailable"]));
  assert.equal(error.code, "price-unavailable");
  assert.equal(error.status, 503);
  assert.ok(error.retryable);
});

test("a refusal for good comes before one that is worth another try", () => {
  const lines = [
    { sku: "A", quantity: 1 },
    { sku: "B", quantity: 1 },
  ];
  const error = refusalOf(() => priceOrder({ currency: "EUR", lines }, ["unavailable", "unknown"]));
  assert.equal(error.code, "unknown-sku");
});

test("one currency in an order: prices, shipping and the expected total", () => {
  const usd = { amount: 1, currency: "USD" };
  const cases: readonly [PriceRequest, ProductPrice, string][] = [
    [twoMugs, { ...mug, currency: "USD" }, "/lines/0/sku"],
    [{ ...twoMugs, shipping: usd }, mug, "/shipping/currency"],
    [{ ...twoMugs, expectedTotal: usd }, mug, "/expectedTotal/currency"],
    [
      { currency: "EUR", lines: [{ sku: "MUG-BLUE", quantity: 1, unitPrice: usd }] },
      mug,
      "/lines/0/unitPrice/currency",
    ],
  ];
  for (const [request, product, pointer] of cases) {
    const error = refusalOf(() => priceOrder(request, [product]));
    assert.equal(error.code, "currency-mismatch");
    assert.equal(error.status, 422);
    assert.deepEqual(pointersOf(error), [pointer]);
  }
});

test("a total that is not the expected one is refused with both and the difference", () => {
  const expectedTotal = { amount: 2600, currency: "EUR" };
  const error = refusalOf(() => priceOrder({ ...twoMugs, expectedTotal }, [mug]));
  assert.equal(error.code, "total-changed");
  assert.equal(error.status, 409);
  assert.deepEqual(error.details, {
    expectedTotal,
    total: { amount: 2580, currency: "EUR" },
    difference: { amount: -20, currency: "EUR" },
  });
  const exact = { ...twoMugs, expectedTotal: { amount: 2580, currency: "EUR" } };
  assert.equal(priceOrder(exact, [mug]).total, 2580);
});

test("the total is exact and within its limit, or the order is refused as too large", () => {
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: maxQuantity }),
    amount: fc.oneof(
      fc.integer({ min: 0, max: 10_000_000 }),
      fc.integer({ min: 0, max: maxAmount }),
    ),
  });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (drawn) => {
      const exact = drawn.reduce(
        (sum, each) => sum + BigInt(each.amount) * BigInt(each.quantity),
        0n,
      );
      const lines = drawn.map(({ quantity }, index) => ({ sku: `S${index}`, quantity }));
      const prices = drawn.map(({ amount }, index) => ({ ...mug, sku: `S${index}`, amount }));
      const run = () => priceOrder({ currency: "EUR", lines }, prices);
      if (exact > BigInt(maxAmount)) {
        const error = refusalOf(run);
        assert.equal(error.code, "amount-too-large");
        assert.equal(error.status, 422);
      } else {
        assert.equal(BigInt(run().total), exact);
      }
    }),
  );
});

test("a refusal of a thousand lines names a few of them", () => {
  const lines = Array.from({ length: maxLines }, (_, index) => ({ sku: `S${index}`, quantity: 1 }));
  const error = refusalOf(() =>
    priceOrder(
      { currency: "EUR", lines },
      lines.map(() => "unknown" as const),
    ),
  );
  assert.equal((pointersOf(error) as unknown[]).length, 8);
  assert.match(error.message, /999 more/);
});
