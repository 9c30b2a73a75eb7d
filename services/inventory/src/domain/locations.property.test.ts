import assert from "node:assert/strict";
import { test } from "node:test";
import { Trial, asJson, hostileTexts, picked } from "@waybill/kit/testing";
import fc from "fast-check";
import { locations, type DefineLocation, type Location } from "./locations.ts";

const define: fc.Arbitrary<DefineLocation> = fc.record({
  type: fc.constant("define"),
  code: fc.oneof(
    fc.constantFrom("constructor", "0", "00", "a-", "east"),
    fc.nat({ max: 300 }).map((number) => `l${number}`),
  ),
  name: fc.constantFrom(...hostileTexts),
  priority: fc.constantFrom(0, 1, 1, 1_000_000),
});
const pool = fc.array(define, { minLength: 1, maxLength: 20, size: "max" }).map(asJson);
const picks = fc.array(fc.nat(), { maxLength: 40, size: "max" });

function byPriorityThenCode(a: Location, b: Location): number {
  return a.priority - b.priority || (a.code < b.code ? -1 : 1);
}

test("a tenant's locations are those defined, each as it was last, by priority and then by code", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([locations]);
      const last = new Map<string, Location>();
      for (const each of picked(commands, picks)) {
        const { code, name, priority } = each;
        const before = trial.state(locations, trial.tenant);
        const { events, refusal } = trial.give(locations, each);
        assert.equal(refusal, undefined);
        last.set(code, { code, name, priority });
        const { list } = trial.state(locations, trial.tenant);
        assert.deepEqual(list, [...last.values()].toSorted(byPriorityThenCode));
        const same = before.list.some((of) => of.code === code && of.name === name);
        assert.ok(events.length === 1 || same);
        assert.deepEqual(trial.give(locations, each).events, []);
      }
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 200 },
  );
});

test("no tenant sees another's locations", () => {
  fc.assert(
    fc.property(pool, pool, (ours, theirs) => {
      const trial = new Trial([locations]);
      for (const each of ours) trial.give(locations, each);
      const before = trial.state(locations, "acme");
      trial.tenant = "other";
      for (const each of theirs) trial.give(locations, each);
      assert.equal(trial.state(locations, "acme"), before);
      const codes = new Set(theirs.map((each) => each.code));
      assert.equal(trial.state(locations, "other").list.length, codes.size);
    }),
    { numRuns: 50 },
  );
});

test("there never are more than 200, and those that are there can still be changed", () => {
  const trial = new Trial([locations]);
  const at = (code: string, priority: number) =>
    ({ type: "define", code, name: code, priority }) as const;
  const codes = Array.from({ length: 200 }, (_, index) => `l${index}`);
  for (const code of codes) trial.give(locations, at(code, 0));
  fc.assert(
    fc.property(define.map(asJson), (command) => {
      const isKnown = codes.includes(command.code);
      const { refusal } = trial.give(locations, command);
      assert.equal(refusal?.code, isKnown ? undefined : "too-many-locations");
      assert.equal(trial.state(locations, trial.tenant).list.length, 200);
    }),
    { numRuns: 60 },
  );
});
