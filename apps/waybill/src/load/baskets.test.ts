import assert from "node:assert/strict";
import { test } from "node:test";
import { makeBaskets, type BasketMix } from "./baskets.ts";
import { seeded } from "./random.ts";

interface Body {
  readonly customer: { readonly email: string };
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly payment: { readonly token: string };
}

const goods = { skus: Array.from({ length: 200 }, (_, index) => `S${index}`), currency: "EUR" };
const mix = { hot: false, uniform: false, lines: undefined, declines: 0.02, domain: "d.example" };

function bodies(changed: Partial<BasketMix> = {}): readonly Body[] {
  const { list } = makeBaskets(goods, { ...mix, ...changed }, seeded(5));
  return list.map(({ rest }) => JSON.parse(`{${rest}`) as Body);
}

test("most orders have one or two lines, some ten, each SKU once", () => {
  const counts = bodies().map(({ lines }) => lines.length);
  const share = (lines: number): number =>
    counts.filter((count) => count === lines).length / counts.length;
  assert.ok(Math.abs(share(1) - 0.6) < 0.03);
  assert.ok(Math.abs(share(2) - 0.22) < 0.03);
  assert.ok(share(10) > 0);
  assert.ok(counts.every((count) => count >= 1 && count <= 10));
  for (const { lines } of bodies()) {
    assert.equal(new Set(lines.map(({ sku }) => sku)).size, lines.length);
  }
});

test("a fiftieth of the cards is declined", () => {
  const declined = bodies().filter(({ payment }) => payment.token === "tok_declined");
  assert.ok(Math.abs(declined.length / bodies().length - 0.02) < 0.01);
});

test("the units that have to be in stock are those in the orders", () => {
  const { list, units } = makeBaskets(goods, mix, seeded(5));
  let sum = 0;
  for (const { rest } of list) {
    for (const { quantity } of (JSON.parse(`{${rest}`) as Body).lines) sum += quantity;
  }
  assert.equal(
    [...units.values()].reduce((total, each) => total + each, 0),
    sum,
  );
});

test("hot orders are for one SKU, and a number of lines can be asked for", () => {
  assert.ok(
    bodies({ hot: true }).every(({ lines }) => lines.length === 1 && lines[0]?.sku === "S0"),
  );
  assert.ok(bodies({ lines: 10, uniform: true }).every(({ lines }) => lines.length === 10));
});

test("a seed gives the same orders", () => {
  assert.deepEqual(bodies(), bodies());
});
