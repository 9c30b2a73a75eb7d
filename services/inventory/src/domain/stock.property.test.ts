import assert from "node:assert/strict";
import { test } from "node:test";
import { StockChanged, maxQuantity } from "@waybill/contracts";
import { Trial, asJson, hostileTexts, picked } from "@waybill/kit/testing";
import fc from "fast-check";
import { locations, type DefineLocation } from "./locations.ts";
import { movement, type MovementCommand } from "./movement.ts";
import { reservation, type ReservationCommand } from "./reservation.ts";
import { availableOf, stock, stockKey, type StockState } from "./stock.ts";

const skus = ["MUG", "constructor", "0"];
const codes = ["east", "constructor", "0"];
const orderIds = ["ord_1", "ord_2", "ord_3", "ord_4", "__proto__"];
/** Most units in a line of a delivery, as its route allows. */
const maxUnits = 1_000_000_000;

const sku = fc.constantFrom(...skus);
const location = fc.constantFrom(...codes);
const text = fc.constantFrom(...hostileTexts);
const orderId = fc.constantFrom(...orderIds);
/** Mostly few, so that stock runs out; sometimes as many as there may be. */
const upTo = (most: number) =>
  fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 12 }) }, fc.constant(most));
const lines = <Line>(line: fc.Arbitrary<Line>) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(line, { minLength: 1, maxLength: 4 }) },
    fc.constant<Line[]>([]),
  );
const movementId = fc.nat({ max: 200 }).map((number) => `mov_${number}`);

const define: fc.Arbitrary<DefineLocation> = fc.record({
  type: fc.constant("define"),
  code: location,
  name: text,
  priority: fc.nat({ max: 2 }),
});
const move: fc.Arbitrary<MovementCommand> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("receive" as const),
      movementId,
      location,
      lines: lines(fc.record({ sku, quantity: upTo(maxUnits) })),
    }),
  },
  fc.record({
    type: fc.constant("adjust" as const),
    movementId,
    location,
    reason: text,
    lines: lines(fc.record({ sku, quantity: fc.integer({ min: -8, max: 8 }) })),
  }),
  fc.record({
    type: fc.constant("count" as const),
    movementId,
    location,
    lines: lines(fc.record({ sku, counted: fc.nat({ max: 20 }) })),
  }),
);
const reserve = fc.record({
  type: fc.constant("reserve" as const),
  orderId,
  lines: lines(fc.record({ sku, quantity: upTo(maxQuantity) })),
  ttlMs: fc.constantFrom(0, 1, 60_000),
});
const hold: fc.Arbitrary<ReservationCommand> = fc.oneof(
  { weight: 5, arbitrary: reserve },
  fc.record({ type: fc.constant("release" as const), orderId, reason: text }),
  { weight: 2, arbitrary: fc.record({ type: fc.constant("ship" as const), orderId }) },
  fc.record({ type: fc.constant("expire" as const), orderId }),
);
type Step =
  | { readonly to: "locations"; readonly command: DefineLocation }
  | { readonly to: "movement"; readonly command: MovementCommand }
  | { readonly to: "reservation"; readonly command: ReservationCommand };
const step: fc.Arbitrary<Step> = fc.oneof(
  define.map((command) => ({ to: "locations" as const, command })),
  { weight: 4, arbitrary: move.map((command) => ({ to: "movement" as const, command })) },
  { weight: 6, arbitrary: hold.map((command) => ({ to: "reservation" as const, command })) },
);
const pool = fc.array(step, { minLength: 1, maxLength: 40, size: "max" }).map(asJson);
const picks = fc.array(fc.nat(), { maxLength: 50, size: "max" });

/** Two of the three locations are there from the start, with a few units of everything. */
function opened(): Trial {
  const trial = new Trial([stock, movement, reservation, locations]);
  const lines = skus.map((sku) => ({ sku, quantity: 9 }));
  for (const [priority, location] of ["east", "0"].entries()) {
    trial.give(locations, { type: "define", code: location, name: location, priority });
    trial.give(movement, { type: "receive", movementId: `mov_${location}`, location, lines });
  }
  return trial;
}

function take(trial: Trial, { to, command }: Step): void {
  trial.now += 20_000;
  switch (to) {
    case "locations":
      trial.give(locations, command);
      return;
    case "movement":
      trial.give(movement, command);
      return;
    default: {
      const { refusal } = trial.give(reservation, command);
      assert.equal(refusal, undefined, "what others announce is not refused");
    }
  }
}

function stockOf(trial: Trial, sku: string): StockState {
  return trial.state(stock, stockKey(trial.tenant, sku));
}

/** Units that orders in a status have of each SKU and location, by `sku@location`. */
function unitsOf(trial: Trial, status: "reserved" | "shipped"): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const orderId of orderIds) {
    const order = trial.state(reservation, orderId);
    for (const { sku, location, quantity } of order.status === status ? order.allocations : []) {
      const place = `${sku}@${location}`;
      sums.set(place, (sums.get(place) ?? 0) + quantity);
    }
  }
  return sums;
}

test("the ledger of every SKU and location adds up, is nowhere below zero, and has reserved and shipped what orders hold", () => {
  fc.assert(
    fc.property(pool, picks, (steps, picks) => {
      const trial = opened();
      for (const each of picked(steps, picks)) {
        take(trial, each);
        const held = unitsOf(trial, "reserved");
        const gone = unitsOf(trial, "shipped");
        for (const name of skus) {
          for (const at of stockOf(trial, name).locations) {
            const { available, reserved, shipped, received, adjusted, counted } = at;
            assert.equal(available + reserved + shipped, received + adjusted + counted);
            assert.ok(Math.min(available, reserved, shipped, received) >= 0, JSON.stringify(at));
            assert.equal(reserved, held.get(`${name}@${at.location}`) ?? 0);
            assert.equal(shipped, gone.get(`${name}@${at.location}`) ?? 0);
          }
        }
      }
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 100 },
  );
});

test("a SKU's version counts what touched it, and the news of its level with the greatest version is true", () => {
  fc.assert(
    fc.property(pool, picks, (steps, picks) => {
      const trial = opened();
      for (const each of picked(steps, picks)) take(trial, each);
      for (const name of skus) {
        const state = stockOf(trial, name);
        const stream = `stock-${stockKey(trial.tenant, name)}`;
        const touched = trial.log.filter((each) => each.streams.includes(stream));
        assert.equal(state.version, touched.length);
        const news = trial.all(StockChanged).filter((each) => each.sku === name);
        const last = news.toSorted((a, b) => b.version - a.version)[0];
        const units = availableOf(state);
        const level = units === 0 ? "out-of-stock" : units <= 10 ? "low" : "in-stock";
        assert.equal(last?.level ?? "out-of-stock", level);
        assert.equal(new Set(news.map((each) => each.version)).size, news.length);
      }
    }),
    { numRuns: 100 },
  );
});
