import assert from "node:assert/strict";
import { test } from "node:test";
import { StockAdjusted, StockCounted, StockReceived, type DataOf } from "@waybill/contracts";
import { Trial, asJson, hostileTexts, picked, type Verdict } from "@waybill/kit/testing";
import fc from "fast-check";
import { locations } from "./locations.ts";
import { movement, type MovementCommand } from "./movement.ts";
import { reservation } from "./reservation.ts";
import { stock, stockAt, stockKey, type StockAt } from "./stock.ts";

const skus = ["MUG", "constructor", "0"];
const sku = fc.constantFrom(...skus);
const known = ["east", "constructor"];
const location = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known) }, fc.constant("0"));
const movementId = fc.oneof(
  { weight: 9, arbitrary: fc.nat({ max: 10_000 }).map((number) => `mov_${number}`) },
  fc.constant("__proto__"),
);
const text = fc.constantFrom(...hostileTexts);
/** Most units in a line, as the routes allow. */
const maxUnits = 1_000_000_000;
const lines = <Line>(line: fc.Arbitrary<Line>) => fc.array(line, { maxLength: 4 });
const units = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 20 }) },
  fc.constant(maxUnits),
);

const command: fc.Arbitrary<MovementCommand> = fc.oneof(
  fc.record(
    {
      type: fc.constant("receive" as const),
      movementId,
      location,
      reference: text,
      references: fc.array(text),
      lines: lines(fc.record({ sku, quantity: units })),
    },
    { requiredKeys: ["type", "movementId", "location", "lines"] },
  ),
  fc.record({
    type: fc.constant("adjust" as const),
    movementId,
    location,
    reason: text,
    lines: lines(
      fc.record({
        sku,
        quantity: fc.oneof(
          { weight: 5, arbitrary: fc.integer({ min: -5, max: 5 }) },
          fc.constantFrom(-maxUnits, maxUnits),
        ),
      }),
    ),
  }),
  fc.record({
    type: fc.constant("count" as const),
    movementId,
    location,
    lines: lines(fc.record({ sku, counted: fc.oneof(fc.nat({ max: 30 }), units) })),
  }),
);
const pool = fc.array(command, { minLength: 1, maxLength: 20, size: "max" }).map(asJson);
const picks = fc.array(fc.nat(), { maxLength: 25, size: "max" });

/** Shelves with some units of everything, two of each reserved. */
function opened(): Trial {
  const trial = new Trial([stock, movement, reservation, locations]);
  const [type, ttlMs] = ["reserve" as const, 60_000];
  for (const [priority, location] of known.entries()) {
    trial.give(locations, { type: "define", code: location, name: location, priority });
    const movementId = `rcp_${location}`;
    const lines = skus.map((sku) => ({ sku, quantity: 9 }));
    trial.give(movement, { type: "receive", movementId, location, lines });
    const wanted = skus.map((sku) => ({ sku, quantity: priority === 0 ? 2 : 8 }));
    trial.give(reservation, { type, orderId: `ord_${location}`, lines: wanted, ttlMs });
  }
  return trial;
}

function shelf(trial: Trial, sku: string, location: string): StockAt {
  return stockAt(trial.state(stock, stockKey(trial.tenant, sku)), location);
}

/** Units by SKU of one location. */
function shelves(trial: Trial, location: string): ReadonlyMap<string, StockAt> {
  return new Map(skus.map((sku) => [sku, shelf(trial, sku, location)]));
}

/** What a command says of a SKU, in all of its lines. */
function named(command: MovementCommand, sku: string): readonly number[] {
  return command.type === "count"
    ? command.lines.filter((line) => line.sku === sku).map((line) => line.counted)
    : command.lines.filter((line) => line.sku === sku).map((line) => line.quantity);
}

function assertMoved(trial: Trial, command: MovementCommand, before: Map<string, StockAt>): void {
  for (const [sku, was] of before) {
    const { available, reserved, shipped } = shelf(trial, sku, command.location);
    const said = named(command, sku);
    assert.deepEqual([reserved, shipped], [was.reserved, was.shipped]);
    assert.ok(available >= 0, `${sku} is below zero`);
    if (said.length === 0) assert.equal(available, was.available);
    else if (command.type === "count") assert.equal(available + reserved, said[0]);
    else
      assert.equal(
        available,
        said.reduce((sum, each) => sum + each, was.available),
      );
  }
}

/** A refusal is one that somebody has to give: none would do harm. */
function assertRefusedRightly(trial: Trial, command: MovementCommand, code: string): void {
  const short = skus.some((sku) => {
    const { available, reserved } = shelf(trial, sku, command.location);
    const said = named(command, sku);
    const left = said.reduce((sum, each) => sum + each, command.type === "count" ? 0 : available);
    return said.length > 0 && left < (command.type === "count" ? reserved : 0);
  });
  const reasons: Readonly<Record<string, boolean>> = {
    "location-unknown": !known.includes(command.location),
    "sku-counted-twice":
      command.type === "count" && skus.some((sku) => named(command, sku).length > 1),
    "stock-below-zero": command.type !== "receive" && short,
  };
  assert.equal(reasons[code], true, code);
}

function assertOncePerSku({ events }: Verdict): void {
  for (const { contract, data } of events) {
    if (![StockReceived, StockAdjusted, StockCounted].some(({ type }) => type === contract.type)) {
      continue;
    }
    const { lines } = data as DataOf<typeof StockAdjusted>;
    assert.equal(new Set(lines.map(({ sku }) => sku)).size, lines.length);
  }
}

test("a movement moves what its lines say at its location, all of it or nothing, and is refused only where it would do harm", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = opened();
      for (const each of picked(commands, picks)) {
        const before = new Map([...known, "0"].map((code) => [code, shelves(trial, code)]));
        const verdict = trial.give(movement, each);
        assertOncePerSku(verdict);
        if (verdict.events.length > 0) assertMoved(trial, each, new Map(before.get(each.location)));
        for (const [code, was] of before) {
          const same = code !== each.location || verdict.events.length === 0;
          if (same) assert.deepEqual(shelves(trial, code), was);
        }
        const { refusal } = verdict;
        if (refusal !== undefined) assertRefusedRightly(trial, each, refusal.code);
      }
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 100 },
  );
});

test("a movement happens once, however often it is recorded and whatever it says the next time", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = opened();
      const recorded = new Set<string>();
      for (const each of picked(commands, picks)) {
        const { events, refusal } = trial.give(movement, each);
        if (recorded.has(each.movementId)) assert.deepEqual([events, refusal], [[], undefined]);
        else if (refusal === undefined) assert.ok(events.length > 0);
        if (events.length > 0) recorded.add(each.movementId);
      }
    }),
    { numRuns: 100 },
  );
});
