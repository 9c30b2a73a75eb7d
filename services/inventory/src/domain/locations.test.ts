import assert from "node:assert/strict";
import { test } from "node:test";
import { LocationDefined } from "@waybill/contracts";
import type { DecideContext } from "@waybill/kit/pure";
import { locations, type DefineLocation, type LocationsState } from "./locations.ts";

const context = { now: 0, tenant: "acme" } as DecideContext;
const change = { key: "acme", tenant: "acme", time: 0 };

function after(...commands: readonly Omit<DefineLocation, "type">[]): LocationsState {
  let state = locations.initial("acme");
  for (const command of commands) {
    for (const event of locations.decide({ type: "define", ...command }, state, context)) {
      state = locations.evolve(state, { type: event.contract.type, data: event.data }, change);
    }
  }
  return state;
}

const codes = (state: LocationsState) => state.list.map((each) => each.code);

test("locations are in the order of priority, then of code", () => {
  const state = after(
    { code: "porto", name: "Porto", priority: 2 },
    { code: "lisbon", name: "Lisbon", priority: 2 },
    { code: "faro", name: "Faro", priority: 1 },
  );
  assert.deepEqual(codes(state), ["faro", "lisbon", "porto"]);
});

test("defining a location again changes it, and says nothing when nothing changes", () => {
  const faro = { code: "faro", name: "Faro", priority: 1 };
  const state = after(
    faro,
    { code: "porto", name: "Porto", priority: 2 },
    { ...faro, priority: 3 },
  );
  assert.deepEqual(codes(state), ["porto", "faro"]);
  assert.deepEqual(locations.decide({ type: "define", ...faro, priority: 3 }, state, context), []);
  const [event] = locations.decide({ type: "define", ...faro }, state, context);
  assert.equal(event?.contract, LocationDefined);
});

test("the number of locations is limited", () => {
  const many = Array.from({ length: 200 }, (_, index) => ({
    code: `l${index}`,
    name: "L",
    priority: 1,
  }));
  assert.throws(() => after(...many, { code: "one-more", name: "L", priority: 1 }), {
    code: "too-many-locations",
  });
});
