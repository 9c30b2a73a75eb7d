import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ReservationExpiring,
  ReservationFailed,
  StockChanged,
  StockReleased,
  StockReserved,
} from "@waybill/contracts";
import type { Allocation } from "@waybill/contracts";
import { Ledger } from "../testing/ledger.ts";
import { reservation } from "./reservation.ts";
import { availableOf, stockAt } from "./stock.ts";

const release = (orderId: string) => ({ type: "release", orderId, reason: "test" }) as const;
const ship = (orderId: string) => ({ type: "ship", orderId }) as const;
const expire = (orderId: string) => ({ type: "expire", orderId }) as const;

function allocated(ledger: Ledger): readonly Allocation[] {
  return ledger.last<{ allocations: readonly Allocation[] }>(StockReserved).allocations;
}

test("an order gets all of its lines", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  ledger.receive("PEN", "east", 100);
  assert.deepEqual(ledger.reserve("o1", ["MUG", 2], ["PEN", 3]), ["StockReserved"]);
  assert.equal(availableOf(ledger.stock("MUG")), 98);
  assert.equal(stockAt(ledger.stock("PEN"), "east").reserved, 3);
});

test("an order that cannot get all of its lines gets none, and hears what was short", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  ledger.receive("PEN", "east", 2);
  assert.deepEqual(ledger.reserve("o1", ["MUG", 2], ["PEN", 3]), ["ReservationFailed"]);
  assert.equal(availableOf(ledger.stock("MUG")), 100);
  assert.deepEqual(ledger.last(ReservationFailed), {
    orderId: "o1",
    reason: "out_of_stock",
    shortages: [{ sku: "PEN", requested: 3, available: 2 }],
  });
});

test("a refusal counts on the stock that was short, so that it is checked against its newest version", () => {
  const ledger = new Ledger();
  ledger.receive("PEN", "east", 2);
  const before = ledger.stock("PEN");
  ledger.reserve("o1", ["PEN", 3]);
  assert.deepEqual(ledger.stock("PEN"), { ...before, version: before.version + 1 });
});

test("lines of one SKU are summed before they are checked", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 5);
  assert.deepEqual(ledger.reserve("o1", ["MUG", 3], ["MUG", 3]), ["ReservationFailed"]);
  ledger.receive("MUG", "east", 20);
  assert.deepEqual(ledger.reserve("o2", ["MUG", 3], ["MUG", 3]), ["StockReserved"]);
  assert.deepEqual(allocated(ledger), [{ sku: "MUG", location: "east", quantity: 6 }]);
});

test("all is taken from the first location that has everything", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  ledger.receive("MUG", "west", 100);
  ledger.receive("PEN", "west", 100);
  ledger.reserve("o1", ["MUG", 1], ["PEN", 1]);
  assert.deepEqual(new Set(allocated(ledger).map((each) => each.location)), new Set(["west"]));
});

test("where no location has everything, each SKU comes whole from the first that has enough, else in parts", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 3);
  ledger.receive("MUG", "north", 4);
  ledger.receive("PEN", "west", 9);
  ledger.reserve("o1", ["MUG", 5], ["PEN", 9]);
  assert.deepEqual(allocated(ledger), [
    { sku: "MUG", location: "east", quantity: 3 },
    { sku: "MUG", location: "north", quantity: 2 },
    { sku: "PEN", location: "west", quantity: 9 },
  ]);
});

test("a location by the name of an object's own member is a location like any other", () => {
  const ledger = new Ledger(["constructor"]);
  ledger.receive("MUG", "constructor", 3);
  ledger.reserve("o1", ["MUG", 2]);
  assert.equal(stockAt(ledger.stock("MUG"), "constructor").available, 1);
});

test("a release gives everything back, once, and answers again when asked again", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  ledger.reserve("o1", ["MUG", 2]);
  assert.deepEqual(ledger.order(release("o1")), ["StockReleased"]);
  const after = ledger.stock("MUG");
  assert.equal(availableOf(after), 100);
  assert.deepEqual(ledger.order(release("o1")), ["StockReleased"]);
  assert.deepEqual(ledger.last<{ allocations: unknown[] }>(StockReleased).allocations, []);
  assert.deepEqual(ledger.stock("MUG"), after);
});

test("a release before the reservation is answered and remembered: nothing is reserved later", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  assert.deepEqual(ledger.order(release("o1")), ["StockReleased"]);
  assert.deepEqual(ledger.reserve("o1", ["MUG", 2]), ["StockReleased"]);
  assert.equal(availableOf(ledger.stock("MUG")), 100);
});

test("a release after a refusal is answered", () => {
  const ledger = new Ledger();
  ledger.reserve("o1", ["MUG", 2]);
  assert.deepEqual(ledger.order(release("o1")), ["StockReleased"]);
});

test("shipped goods leave the ledger's reserved units, and come back as a return", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  ledger.reserve("o1", ["MUG", 2]);
  assert.deepEqual(ledger.order(ship("o1")), ["StockShipped"]);
  assert.deepEqual(ledger.order(ship("o1")), []);
  const shipped = stockAt(ledger.stock("MUG"), "east");
  assert.deepEqual([shipped.available, shipped.reserved, shipped.shipped], [98, 0, 2]);
  assert.deepEqual(ledger.order(release("o1")), ["StockReturned"]);
  assert.deepEqual(ledger.order(release("o1")), ["StockReturned"]);
  const back = stockAt(ledger.stock("MUG"), "east");
  assert.deepEqual([back.available, back.reserved, back.shipped], [100, 0, 0]);
});

test("goods that were released before the news of their shipping came are not shipped", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  ledger.reserve("o1", ["MUG", 2]);
  ledger.order(release("o1"));
  assert.deepEqual(ledger.order(ship("o1")), []);
  assert.equal(availableOf(ledger.stock("MUG")), 100);
});

test("a second reservation of the same order takes nothing", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  ledger.reserve("o1", ["MUG", 2]);
  assert.deepEqual(ledger.reserve("o1", ["MUG", 2]), []);
  ledger.order(release("o1"));
  assert.deepEqual(ledger.reserve("o1", ["MUG", 2]), []);
});

test("a reservation past its time asks once, and keeps its goods", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  ledger.reserve("o1", ["MUG", 2]);
  assert.equal(reservation.due(ledger.reservation("o1")), ledger.now + 60_000);
  ledger.now += 59_999;
  assert.deepEqual(ledger.order(expire("o1")), []);
  ledger.now += 1;
  assert.deepEqual(ledger.order(expire("o1")), ["ReservationExpiring"]);
  assert.deepEqual(ledger.last(ReservationExpiring), { orderId: "o1", expiresAt: ledger.now });
  assert.deepEqual(ledger.order(expire("o1")), []);
  assert.equal(reservation.due(ledger.reservation("o1")), undefined);
  assert.equal(availableOf(ledger.stock("MUG")), 98);
  assert.deepEqual(ledger.order(ship("o1")), ["StockShipped"]);
});

test("a shipped order is not asked about", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 100);
  ledger.reserve("o1", ["MUG", 2]);
  ledger.order(ship("o1"));
  assert.equal(reservation.due(ledger.reservation("o1")), undefined);
});

test("the level of a SKU is told when it is crossed, and only then, with the version it holds from", () => {
  const ledger = new Ledger();
  assert.deepEqual(ledger.receive("MUG", "east", 12), ["StockReceived", "StockChanged"]);
  assert.deepEqual(ledger.reserve("o1", ["MUG", 1]), ["StockReserved"]);
  assert.deepEqual(ledger.reserve("o2", ["MUG", 1]), ["StockReserved", "StockChanged"]);
  assert.deepEqual(ledger.last(StockChanged), { sku: "MUG", level: "low", version: 3 });
  assert.equal(ledger.stock("MUG").version, 3);
  assert.deepEqual(ledger.reserve("o3", ["MUG", 10]), ["StockReserved", "StockChanged"]);
  assert.deepEqual(ledger.last(StockChanged), { sku: "MUG", level: "out-of-stock", version: 4 });
  assert.deepEqual(ledger.order(ship("o3")), ["StockShipped"]);
  assert.deepEqual(ledger.order(release("o3")), ["StockReturned", "StockChanged"]);
});

test("of 1,000 buyers of one unit each, exactly the 10 that are there are sold", () => {
  const ledger = new Ledger();
  ledger.receive("MUG", "east", 4);
  ledger.receive("MUG", "west", 6);
  let sold = 0;
  for (let buyer = 0; buyer < 1_000; buyer++) {
    if (ledger.reserve(`o${buyer}`, ["MUG", 1])[0] === "StockReserved") sold += 1;
  }
  assert.equal(sold, 10);
  assert.equal(availableOf(ledger.stock("MUG")), 0);
});
