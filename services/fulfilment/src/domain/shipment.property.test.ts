import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ShipmentCreated,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentsRecalled,
} from "@waybill/contracts";
import { Trial, asJson, hostileTexts, picked } from "@waybill/kit/testing";
import fc from "fast-check";
import { shipment } from "./shipment.ts";
import type {
  CreatedShipment,
  ShipmentCommand,
  ShipmentsState,
  ShipmentStatus,
} from "./shipment-state.ts";

const orderId = "__proto__";
const stream = `shipment-${orderId}`;
/** Ids of parcels are our own; only news of others may have any. */
const ids = ["shp_a", "shp_b", "shp_c"];
const ownId = fc.constantFrom(...ids);
const anyId = fc.oneof(
  { weight: 9, arbitrary: ownId },
  fc.constantFrom("__proto__", "constructor", ""),
);
const reason = fc.constantFrom("", ...hostileTexts);
const lines = fc.array(
  fc.record({
    sku: fc.constantFrom("MUG", "constructor"),
    quantity: fc.constantFrom(1, Number.MAX_SAFE_INTEGER),
  }),
  { maxLength: 2 },
);
const parcel: fc.Arbitrary<CreatedShipment> = fc.record({
  shipmentId: ownId,
  location: fc.constantFrom("east", "constructor"),
  lines,
  carrier: fc.constantFrom(...hostileTexts),
  trackingNumber: reason,
});
const parcels = fc.uniqueArray(parcel, { selector: ({ shipmentId }) => shipmentId });
const create = fc.record({
  type: fc.constant("recordCreated" as const),
  orderId: fc.constant(orderId),
  shipments: parcels,
});
const news: fc.Arbitrary<ShipmentCommand> = fc.record({
  type: fc.constantFrom("recordDispatched" as const, "recordDelivered" as const),
  orderId: fc.constant(orderId),
  shipmentId: anyId,
});
const recall: fc.Arbitrary<ShipmentCommand> = fc.record({
  type: fc.constant("recordRecalled" as const),
  orderId: fc.constant(orderId),
  reason,
  cancelled: fc.array(anyId, { maxLength: 3 }),
  returned: fc.array(anyId, { maxLength: 3 }),
});
const command: fc.Arbitrary<ShipmentCommand> = fc.oneof(
  { weight: 2, arbitrary: create },
  { weight: 8, arbitrary: news },
  recall,
  fc.record({
    type: fc.constant("recordFailed" as const),
    orderId: fc.constant(orderId),
    reason,
  }),
);
const pool = fc.array(command, { minLength: 1, maxLength: 15, size: "max" }).map(asJson);
const picks = fc.array(fc.nat(), { maxLength: 20, size: "max" });

function idsOf({ shipments }: ShipmentsState): readonly string[] {
  return shipments.map(({ id }) => id);
}

/** How often each of some events is about a parcel. */
function assertOncePerParcel(of: readonly { readonly shipmentId: string }[]): void {
  assert.equal(new Set(of.map(({ shipmentId }) => shipmentId)).size, of.length);
}

test("whatever a carrier tells, each parcel is made, leaves and arrives at most once, and every recall is answered", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([shipment]);
      for (const each of picked(commands, picks)) {
        const before = trial.state(shipment, orderId);
        const { events, refusal } = trial.give(shipment, each);
        if (refusal !== undefined) {
          assert.ok(refusal.retryable && each.type === "recordCreated");
          assert.match(before.status, /^(failed|recalled)$/);
        }
        if (each.type !== "recordRecalled") continue;
        assert.deepEqual(
          events.map(({ contract }) => contract.type),
          [ShipmentsRecalled.type],
        );
        const { cancelled, returned } = trial.all(ShipmentsRecalled).at(-1)!;
        const named = [...cancelled, ...returned];
        assert.ok(idsOf(before).every((id) => named.includes(id)));
        const left = trial.state(shipment, orderId).shipments.map(({ status }) => status);
        assert.ok(left.every((status) => status === "cancelled" || status === "returned"));
      }
      assertOncePerParcel(trial.all(ShipmentCreated));
      assertOncePerParcel(trial.all(ShipmentDispatched));
      assertOncePerParcel(trial.all(ShipmentDelivered));
      const dispatched = trial.all(ShipmentDispatched).map(({ shipmentId }) => shipmentId);
      assert.ok(trial.all(ShipmentDelivered).every((each) => dispatched.includes(each.shipmentId)));
      const end = trial.types(stream).findIndex((type) => /Recalled|Failed/.test(type));
      const after = end === -1 ? [] : trial.types(stream).slice(end + 1);
      assert.ok(after.every((type) => type === ShipmentsRecalled.type));
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 200 },
  );
});

const next: Readonly<Record<ShipmentStatus, readonly ShipmentStatus[]>> = {
  created: ["dispatched", "delivered", "cancelled", "returned"],
  dispatched: ["delivered", "returned"],
  delivered: ["returned"],
  cancelled: [],
  returned: [],
};

function assertLegal(before: ShipmentsState, after: ShipmentsState): void {
  for (const { id, status } of before.shipments) {
    const now = after.shipments.find((each) => each.id === id)?.status ?? "gone";
    assert.ok(now !== "gone" && (now === status || next[status].includes(now)), `${status} ${now}`);
  }
}

/** A carrier that knows what has left it: that comes back, of the rest it may know nothing. It repeats its answer. */
class Carrier {
  #answer:
    | { readonly cancelled: readonly string[]; readonly returned: readonly string[] }
    | undefined;

  told(command: ShipmentCommand, { shipments }: ShipmentsState): ShipmentCommand {
    if (command.type !== "recordRecalled") return command;
    const left = shipments.filter(
      ({ id, status }) => status !== "created" || command.returned.includes(id),
    );
    const returned = left.map(({ id }) => id);
    const cancelled = command.cancelled.filter((id) => !returned.includes(id));
    this.#answer ??= { cancelled, returned };
    return { ...command, ...this.#answer };
  }
}

test("with a carrier that knows what has left it, no parcel that did is cancelled, and what came back or never left stays so", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([shipment]);
      const carrier = new Carrier();
      for (const each of picked(commands, picks)) {
        const before = trial.state(shipment, orderId);
        trial.give(shipment, carrier.told(each, before));
        assertLegal(before, trial.state(shipment, orderId));
      }
      const cancelled = new Set(trial.all(ShipmentsRecalled).flatMap((each) => each.cancelled));
      for (const { shipmentId } of [
        ...trial.all(ShipmentDispatched),
        ...trial.all(ShipmentDelivered),
      ]) {
        assert.ok(!cancelled.has(shipmentId), `${shipmentId} has left and is cancelled`);
      }
    }),
    { numRuns: 200 },
  );
});

/** How far a parcel is by the news of it. */
function newsOf(told: readonly ShipmentCommand[], id: string): ShipmentStatus {
  const types = told.flatMap((each) =>
    "shipmentId" in each && each.shipmentId === id ? [each.type] : [],
  );
  if (types.includes("recordDelivered")) return "delivered";
  return types.includes("recordDispatched") ? "dispatched" : "created";
}

test("no news of a parcel is lost, however early it comes, and only the last that leaves has none remaining", () => {
  fc.assert(
    fc.property(create.map(asJson), fc.array(news.map(asJson)), fc.nat(), (made, told, at) => {
      const trial = new Trial([shipment]);
      const before = at % (told.length + 1);
      for (const each of [...told.slice(0, before), made, ...told.slice(before)]) {
        trial.give(shipment, each);
      }
      for (const { id, status } of trial.state(shipment, orderId).shipments) {
        assert.equal(status, newsOf(told, id));
      }
      for (const { shipmentId } of made.shipments) {
        trial.give(shipment, { type: "recordDelivered", orderId, shipmentId });
      }
      const down = made.shipments.map((_, index) => made.shipments.length - 1 - index);
      for (const contract of [ShipmentDispatched, ShipmentDelivered]) {
        const remaining = trial.all(contract).map((each) => each.remaining);
        assert.deepEqual(remaining, down);
      }
    }),
    { numRuns: 200 },
  );
});
