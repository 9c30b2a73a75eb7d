import assert from "node:assert/strict";
import { test } from "node:test";
import { StockAdjusted, StockCounted, StockReceived } from "@waybill/contracts";
import { Ledger } from "../testing/ledger.ts";
import type { MovementCommand } from "./movement.ts";
import { availableOf, stockAt } from "./stock.ts";

const at = { movementId: "mov_1", location: "east" };

test("a delivery of many SKUs is one event that moves the stock of each", () => {
  const ledger = new Ledger();
  const lines = Array.from({ length: 1_000 }, (_, index) => ({ sku: `S${index}`, quantity: 20 }));
  const happened = ledger.move({ type: "receive", ...at, reference: "PO-1", lines });
  assert.equal(happened.filter((type) => type === "StockReceived").length, 1);
  assert.equal(ledger.last<{ lines: unknown[] }>(StockReceived).lines.length, 1_000);
  assert.equal(availableOf(ledger.stock("S0")), 20);
  assert.equal(availableOf(ledger.stock("S999")), 20);
});

test("a movement that comes twice takes effect once", () => {
  const ledger = new Ledger();
  const command: MovementCommand = {
    type: "receive",
    ...at,
    lines: [{ sku: "MUG", quantity: 5 }],
  };
  ledger.move(command);
  assert.deepEqual(ledger.move(command), []);
  assert.equal(availableOf(ledger.stock("MUG")), 5);
});

test("lines of one SKU in a delivery are summed", () => {
  const ledger = new Ledger();
  const line = { sku: "MUG", quantity: 5 };
  ledger.move({ type: "receive", ...at, lines: [line, line] });
  assert.deepEqual(ledger.last<{ lines: unknown[] }>(StockReceived).lines, [
    { sku: "MUG", quantity: 10 },
  ]);
  assert.equal(availableOf(ledger.stock("MUG")), 10);
});

test("stock cannot be received at a location that nobody has made", () => {
  const ledger = new Ledger();
  assert.throws(() => ledger.receive("MUG", "esat", 5), {
    code: "location-unknown",
    status: 422,
    details: { location: "esat" },
  });
});

test("a correction moves stock up and down and keeps its reason", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 5);
  const lines = [
    { sku: "MUG", quantity: -5 },
    { sku: "PEN", quantity: 2 },
  ];
  ledger.move({ type: "adjust", ...at, reason: "broken", lines });
  assert.equal(availableOf(ledger.stock("MUG")), 0);
  assert.equal(availableOf(ledger.stock("PEN")), 2);
  assert.equal(ledger.last<{ reason: string }>(StockAdjusted).reason, "broken");
});

test("a correction below zero is refused as a whole, naming the SKU, the location and what is there", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 5);
  ledger.receive("PEN", "east", 5);
  ledger.receive("PEN", "west", 50);
  const before = ledger.log.length;
  const lines = [
    { sku: "MUG", quantity: -1 },
    { sku: "PEN", quantity: -6 },
  ];
  assert.throws(() => ledger.move({ type: "adjust", ...at, reason: "broken", lines }), {
    code: "stock-below-zero",
    status: 409,
    details: { sku: "PEN", location: "east", available: 5 },
  });
  assert.equal(ledger.log.length, before);
});

test("a count sets what lies on the shelf, reserved units among it", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 10);
  ledger.reserve("o1", ["MUG", 4]);
  ledger.move({ type: "count", ...at, lines: [{ sku: "MUG", counted: 9 }] });
  const { available, reserved, counted } = stockAt(ledger.stock("MUG"), "east");
  assert.deepEqual([available, reserved, counted], [5, 4, -1]);
  assert.deepEqual(ledger.last<{ lines: unknown[] }>(StockCounted).lines, [
    { sku: "MUG", counted: 9, difference: -1 },
  ]);
});

test("a count below what orders have reserved is refused", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 10);
  ledger.reserve("o1", ["MUG", 4]);
  const lines = [{ sku: "MUG", counted: 3 }];
  assert.throws(() => ledger.move({ type: "count", ...at, lines }), { code: "stock-below-zero" });
});

test("a SKU counted in two lines is refused: the two contradict each other", () => {
  const ledger = new Ledger();
  const line = { sku: "MUG", counted: 3 };
  assert.throws(() => ledger.move({ type: "count", ...at, lines: [line, line] }), {
    code: "sku-counted-twice",
  });
});
