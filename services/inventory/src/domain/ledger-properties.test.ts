import assert from "node:assert/strict";
import { test } from "node:test";
import { WaybillError, type Decider } from "@waybill/kit/pure";
import fc from "fast-check";
import { Ledger } from "../testing/ledger.ts";
import { locations } from "./locations.ts";
import { movement } from "./movement.ts";
import { reservation } from "./reservation.ts";
import { stock } from "./stock.ts";

const sku = fc.constantFrom("MUG", "PEN", "BAG");
const location = fc.constantFrom("east", "north", "west");
const order = fc.constantFrom("o1", "o2", "o3", "o4", "o5", "o6");
const amount = fc.integer({ min: 1, max: 12 });

const step = fc.oneof(
  fc.record({ do: fc.constant("receive" as const), sku, location, quantity: amount }),
  fc.record({
    do: fc.constant("adjust" as const),
    sku,
    location,
    quantity: fc.integer({ min: -8, max: 8 }),
  }),
  fc.record({ do: fc.constant("count" as const), sku, location, counted: fc.nat({ max: 20 }) }),
  fc.record({
    do: fc.constant("reserve" as const),
    order,
    lines: fc.array(fc.tuple(sku, amount), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constantFrom("release" as const, "ship" as const, "expire" as const), order }),
);
type Step = typeof step extends fc.Arbitrary<infer Of> ? Of : never;

const skus = ["MUG", "PEN", "BAG"];

/** Refusals are part of the game; anything else thrown is a defect. */
function take(ledger: Ledger, each: Step, index: number): void {
  const movementId = `mov_${index}`;
  ledger.now += 20_000;
  try {
    switch (each.do) {
      case "receive":
      case "adjust":
        ledger.move({
          type: each.do,
          movementId,
          location: each.location,
          reason: "test",
          lines: [{ sku: each.sku, quantity: each.quantity }],
        });
        return;
      case "count":
        ledger.move({
          type: "count",
          movementId,
          location: each.location,
          lines: [{ sku: each.sku, counted: each.counted }],
        });
        return;
      case "reserve":
        ledger.reserve(each.order, ...each.lines);
        return;
      case "release":
        ledger.order({ type: "release", orderId: each.order, reason: "test" });
        return;
      default:
        ledger.order({ type: each.do, orderId: each.order });
    }
  } catch (error) {
    assert.ok(error instanceof WaybillError, String(error));
    assert.ok(each.do === "adjust" || each.do === "count", `${each.do} may not be refused`);
  }
}

function assertSound(ledger: Ledger): void {
  const open = new Map<string, number>();
  const gone = new Map<string, number>();
  for (const [stream, { state }] of ledger.streams) {
    if (!stream.startsWith("reservation-")) continue;
    const { status, allocations } = state as ReturnType<Ledger["reservation"]>;
    const sums = status === "reserved" ? open : status === "shipped" ? gone : undefined;
    for (const { sku, location, quantity } of sums === undefined ? [] : allocations) {
      sums?.set(`${sku}@${location}`, (sums.get(`${sku}@${location}`) ?? 0) + quantity);
    }
  }
  for (const name of skus) {
    for (const each of ledger.stock(name).locations) {
      const { available, reserved, shipped, received, adjusted, counted } = each;
      assert.equal(available + reserved + shipped, received + adjusted + counted);
      assert.ok(Math.min(available, reserved, shipped) >= 0, JSON.stringify(each));
      assert.equal(reserved, open.get(`${name}@${each.location}`) ?? 0);
      assert.equal(shipped, gone.get(`${name}@${each.location}`) ?? 0);
    }
  }
}

/** The level last told of each SKU, whatever order the news came in, is the one that holds. */
function assertLevelsTold(ledger: Ledger): void {
  const told = new Map<string, { level: string; version: number }>();
  for (const { contract, data } of ledger.log.toReversed()) {
    if (contract.type !== "StockChanged") continue;
    const news = data as { sku: string; level: string; version: number };
    if (news.version > (told.get(news.sku)?.version ?? 0)) told.set(news.sku, news);
  }
  for (const name of skus) {
    const sum = ledger.stock(name).locations.reduce((all, each) => all + each.available, 0);
    const level = sum === 0 ? "out-of-stock" : sum <= 10 ? "low" : "in-stock";
    assert.equal(told.get(name)?.level ?? "out-of-stock", level);
  }
}

test("whatever comes in whatever order, the ledger adds up, nothing is below zero, and the log tells it all", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ledger = new Ledger();
      for (const [index, each] of steps.entries()) {
        take(ledger, each, index);
        assertSound(ledger);
      }
      assertLevelsTold(ledger);
      assert.deepEqual(ledger.replayed(), ledger.streams);
      for (const name of skus) {
        const version = ledger.streams.get(`stock-acme/${name}`)?.version ?? 0;
        assert.equal(ledger.stock(name).version, version);
      }
    }),
    { numRuns: 300 },
  );
});

test("every message repeated leaves the stock as it was after the first", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const once = new Ledger();
      const twice = new Ledger();
      for (const [index, each] of steps.entries()) {
        take(once, each, index);
        take(twice, each, index);
        twice.now -= 20_000;
        take(twice, each, index);
      }
      for (const name of skus) {
        assert.deepEqual(twice.stock(name).locations, once.stock(name).locations);
      }
    }),
    { numRuns: 200 },
  );
});

test("evolving never fails, in any state and any order", () => {
  const deciders = [stock, movement, reservation, locations] as unknown as readonly Decider[];
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (steps, picks) => {
      const ledger = new Ledger();
      for (const [index, each] of steps.entries()) take(ledger, each, index);
      const events = ledger.log.map((event) => ({ event, at: picks.next().value }));
      events.sort((a, b) => a.at - b.at);
      for (const decider of deciders) {
        const change = { key: "acme/MUG", tenant: "acme", time: 0 };
        let state = decider.initial(change.key);
        for (const { event } of events) {
          state = decider.evolve(state, { type: event.contract.type, data: event.data }, change);
        }
      }
    }),
    { numRuns: 100 },
  );
});
