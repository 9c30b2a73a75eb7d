import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import {
  ReservationFailed,
  StockReserved,
  StockShipped,
  maxQuantity,
  type DataOf,
} from "@waybill/contracts";
import { Trial, asJson, hostileTexts, picked, type Verdict } from "@waybill/kit/testing";
import fc from "fast-check";
import { locations } from "./locations.ts";
import { movement } from "./movement.ts";
import { reservation, type ReservationCommand } from "./reservation.ts";
import { availableOf, stock, stockKey } from "./stock.ts";

const skus = ["MUG", "constructor", "0"];
const codes = ["west", "constructor", "0"];
const orderIds = ["ord_1", "ord_2", "constructor", "__proto__"];
const sku = fc.constantFrom(...skus);
const orderId = fc.constantFrom(...orderIds);

type Moving = Pick<DataOf<typeof StockReserved>, "orderId" | "allocations">;
type Reserve = Extract<ReservationCommand, { type: "reserve" }>;
const reserve: fc.Arbitrary<Reserve> = fc.record({
  type: fc.constant("reserve"),
  orderId,
  lines: fc.array(
    fc.record({
      sku,
      quantity: fc.oneof(
        { weight: 15, arbitrary: fc.integer({ min: 1, max: 9 }) },
        fc.constant(maxQuantity),
      ),
    }),
    { maxLength: 4 },
  ),
  ttlMs: fc.constantFrom(0, 1, 60_000, Number.MAX_SAFE_INTEGER - 2_000_000),
});
const command: fc.Arbitrary<ReservationCommand> = fc.oneof(
  { weight: 6, arbitrary: reserve },
  fc.record({
    type: fc.constant("release" as const),
    orderId,
    reason: fc.constantFrom("", ...hostileTexts),
  }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant("ship" as const), orderId }) },
  fc.record({ type: fc.constant("expire" as const), orderId }),
);
const pool = fc.array(command, { minLength: 1, maxLength: 20, size: "max" }).map(asJson);
const picks = fc.array(fc.nat(), { maxLength: 40, size: "max" });
/** Units of each SKU at each location to begin with. */
const shelves = fc.array(fc.nat({ max: 12 }), {
  minLength: skus.length * codes.length,
  maxLength: skus.length * codes.length,
});

function opened(shelves: readonly number[]): Trial {
  const trial = new Trial([stock, movement, reservation, locations]);
  for (const [index, location] of codes.entries()) {
    trial.give(locations, { type: "define", code: location, name: location, priority: index });
    const lines = skus.flatMap((sku, at) => {
      const quantity = shelves[index * skus.length + at] ?? 0;
      return quantity === 0 ? [] : [{ sku, quantity }];
    });
    const movementId = `rcp_${location}`;
    trial.give(movement, { type: "receive", movementId, location, lines });
  }
  return trial;
}

function summed(
  lines: readonly { readonly sku: string; readonly quantity: number }[],
): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return Object.fromEntries([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function shelvesOf(trial: Trial): unknown {
  return skus.map((sku) => trial.state(stock, stockKey(trial.tenant, sku)).locations);
}

function assertAllOrNone(trial: Trial, { lines }: Reserve, verdict: Verdict): void {
  const wanted = summed(lines);
  for (const { contract, data } of verdict.events) {
    if (contract.type === StockReserved.type) {
      const { allocations } = data as DataOf<typeof StockReserved>;
      assert.deepEqual(summed(allocations), wanted);
      const places = allocations.map((each) => `${each.sku}@${each.location}`);
      assert.equal(new Set(places).size, places.length);
    }
    if (contract.type === ReservationFailed.type) {
      const { shortages } = data as DataOf<typeof ReservationFailed>;
      const short = Object.entries(wanted).filter(
        ([sku, quantity]) =>
          availableOf(trial.state(stock, stockKey(trial.tenant, sku))) < quantity,
      );
      assert.deepEqual(
        shortages.map(({ sku, requested }) => [sku, requested]),
        short,
      );
    }
  }
}

test("an order gets all of its lines, summed by SKU, or none; and none only if one is short", () => {
  fc.assert(
    fc.property(shelves, pool, picks, (shelves, commands, picks) => {
      const trial = opened(shelves);
      for (const each of picked(commands, picks)) {
        const before = shelvesOf(trial);
        const verdict = trial.give(reservation, each);
        assert.equal(verdict.refusal, undefined);
        if (each.type === "reserve") assertAllOrNone(trial, each, verdict);
        const moved = verdict.events.some(
          ({ data }) => ((data as Partial<Moving>).allocations ?? []).length > 0,
        );
        assert.equal(isDeepStrictEqual(shelvesOf(trial), before), !moved);
      }
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 100 },
  );
});

test("what an order gives back, or what leaves with it, is exactly what it had, and once", () => {
  fc.assert(
    fc.property(shelves, pool, picks, (shelves, commands, picks) => {
      const trial = opened(shelves);
      for (const each of picked(commands, picks)) {
        trial.now += 1;
        trial.give(reservation, each);
      }
      for (const orderId of orderIds) {
        const moving = trial.log.filter(({ data }) => {
          const { orderId: of, allocations = [] } = data as Partial<Moving>;
          return of === orderId && allocations.length > 0;
        });
        const [first, ...rest] = moving.map(({ data }) => (data as Moving).allocations);
        for (const allocations of rest) assert.deepEqual(allocations, first);
        const types = moving.map(({ contract }) => contract.type).join(" ");
        assert.match(types, /^(|StockReserved( StockReleased| StockShipped( StockReturned)?)?)$/);
      }
    }),
    { numRuns: 100 },
  );
});

test("a release is answered each time, and an order that was released takes nothing any more", () => {
  fc.assert(
    fc.property(shelves, pool, picks, (shelves, commands, picks) => {
      const trial = opened(shelves);
      const released = new Set<string>();
      for (const each of picked(commands, picks)) {
        const verdict = trial.give(reservation, each);
        const types = verdict.events.map(({ contract }) => contract.type);
        if (each.type === "release") {
          released.add(each.orderId);
          const answers = types.filter((type) => /^Stock(Released|Returned)$/.test(type));
          assert.equal(answers.length, 1);
        } else if (released.has(each.orderId)) {
          assert.ok(!types.includes(StockReserved.type) && !types.includes(StockShipped.type));
        }
      }
    }),
    { numRuns: 100 },
  );
});
