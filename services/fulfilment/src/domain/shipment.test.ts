import assert from "node:assert/strict";
import { test } from "node:test";
import { Retryable, type NewEvent } from "@waybill/kit/pure";
import { shipment } from "./shipment.ts";
import type { ShipmentCommand, ShipmentsState } from "./shipment-state.ts";

const orderId = "ord_1";
const change = { key: orderId, tenant: "acme", time: 0 };
const context = {
  now: 0,
  tenant: "acme",
  id: (prefix: string) => `${prefix}_1`,
  other: () => assert.fail("looks at no other stream"),
};

function parcel(shipmentId: string, location: string) {
  const lines = [{ sku: "MUG", quantity: 1 }];
  return { shipmentId, location, lines, carrier: "simulated", trackingNumber: `T-${shipmentId}` };
}

const create: ShipmentCommand = {
  type: "recordCreated",
  orderId,
  shipments: [parcel("shp_a", "berlin"), parcel("shp_b", "porto")],
};
const dispatch = (shipmentId: string): ShipmentCommand => ({
  type: "recordDispatched",
  orderId,
  shipmentId,
});
const deliver = (shipmentId: string): ShipmentCommand => ({
  type: "recordDelivered",
  orderId,
  shipmentId,
});
const fail: ShipmentCommand = { type: "recordFailed", orderId, reason: "country_not_served" };
const recall = (cancelled: string[], returned: string[]): ShipmentCommand => ({
  type: "recordRecalled",
  orderId,
  reason: "customer",
  cancelled,
  returned,
});

/** Carries commands out one after the other; gives the last one's events and the state after it. */
function after(...commands: readonly ShipmentCommand[]): {
  events: string[];
  state: ShipmentsState;
} {
  let state = shipment.initial(orderId);
  let events: readonly NewEvent[] = [];
  for (const command of commands) {
    events = shipment.decide(command, state, context);
    for (const { contract, data } of events) {
      state = shipment.evolve(state, { type: contract.type, data }, change);
    }
  }
  return { events: events.map(shown), state };
}

function shown({ contract, data }: NewEvent): string {
  const { shipmentId, remaining } = data as { shipmentId?: string; remaining?: number };
  return [contract.type, shipmentId, remaining].filter((part) => part !== undefined).join(" ");
}

const statuses = (state: ShipmentsState) => state.shipments.map((each) => each.status);

test("each location's shipment is recorded, once", () => {
  const { events, state } = after(create);
  assert.deepEqual(events, ["ShipmentCreated shp_a", "ShipmentCreated shp_b"]);
  assert.equal(state.status, "created");
  assert.equal(state.tenant, "acme");
  assert.deepEqual(after(create, create).events, []);
});

test("a dispatch says how many of the order's shipments have not left yet", () => {
  assert.deepEqual(after(create, dispatch("shp_b")).events, ["ShipmentDispatched shp_b 1"]);
  const { events } = after(create, dispatch("shp_b"), dispatch("shp_a"));
  assert.deepEqual(events, ["ShipmentDispatched shp_a 0"]);
});

test("the last of several shipments to leave names them all, an only one does not", () => {
  const last = (...commands: readonly ShipmentCommand[]) => {
    const state = after(...commands).state;
    const [event] = shipment.decide(dispatch("shp_b"), state, context);
    const data = event?.data as { readonly parcels?: readonly object[] } | undefined;
    return data?.parcels;
  };
  const named = (shipmentId: string) => ({
    shipmentId,
    carrier: "simulated",
    trackingNumber: `T-${shipmentId}`,
  });
  assert.deepEqual(last(create, deliver("shp_a")), [named("shp_a"), named("shp_b")]);
  assert.equal(last(create), undefined);
  const alone: ShipmentCommand = { ...create, shipments: [parcel("shp_b", "porto")] };
  assert.equal(last(alone), undefined);
});

test("tracking updates that come again change nothing", () => {
  assert.deepEqual(after(create, dispatch("shp_a"), dispatch("shp_a")).events, []);
  assert.deepEqual(after(create, deliver("shp_a"), deliver("shp_a")).events, []);
  assert.deepEqual(after(create, deliver("shp_a"), dispatch("shp_a")).events, []);
});

test("a delivery before its dispatch is both", () => {
  assert.deepEqual(after(create, deliver("shp_a")).events, [
    "ShipmentDispatched shp_a 1",
    "ShipmentDelivered shp_a 1",
  ]);
});

test("updates that overtake the creation are kept until it is recorded", () => {
  assert.deepEqual(after(dispatch("shp_a")).events, ["TrackingNoted shp_a"]);
  assert.deepEqual(after(dispatch("shp_a"), dispatch("shp_a")).events, []);
  const { events, state } = after(dispatch("shp_a"), deliver("shp_a"), dispatch("shp_b"), create);
  assert.deepEqual(events, [
    "ShipmentCreated shp_a",
    "ShipmentCreated shp_b",
    "ShipmentDispatched shp_a 1",
    "ShipmentDelivered shp_a 1",
    "ShipmentDispatched shp_b 0",
  ]);
  assert.deepEqual(statuses(state), ["delivered", "dispatched"]);
  assert.equal(state.early, undefined);
});

test("a parcel that the carrier does not name when called back is where it was last seen", () => {
  const unnamed = recall([], []);
  assert.deepEqual(statuses(after(create, dispatch("shp_a"), unnamed).state), [
    "returned",
    "cancelled",
  ]);
  assert.deepEqual(statuses(after(create, deliver("shp_a"), unnamed, unnamed).state), [
    "returned",
    "cancelled",
  ]);
});

test("an order that no carrier takes fails once", () => {
  assert.deepEqual(after(fail).events, ["ShipmentFailed"]);
  assert.deepEqual(after(fail, fail).events, []);
  assert.deepEqual(after(create, fail).events, []);
});

test("a recall marks what was cancelled and what is on its way back, and answers again when asked again", () => {
  const { events, state } = after(create, dispatch("shp_a"), recall(["shp_b"], ["shp_a"]));
  assert.deepEqual(events, ["ShipmentsRecalled"]);
  assert.equal(state.status, "recalled");
  assert.deepEqual(statuses(state), ["returned", "cancelled"]);
  const again = after(
    create,
    dispatch("shp_a"),
    recall(["shp_b"], ["shp_a"]),
    recall(["shp_b"], ["shp_a"]),
  );
  assert.deepEqual(again.events, ["ShipmentsRecalled"]);
  assert.deepEqual(again.state, state);
});

test("a recalled shipment is neither dispatched nor delivered any more", () => {
  const recalled = [create, recall(["shp_a", "shp_b"], [])] as const;
  assert.deepEqual(after(...recalled, dispatch("shp_a")).events, []);
  assert.deepEqual(after(...recalled, deliver("shp_b")).events, []);
});

test("a shipment that the carrier does not know counts as cancelled", () => {
  assert.deepEqual(statuses(after(create, recall([], [])).state), ["cancelled", "cancelled"]);
});

test("a recall before the creation is remembered: the parcels taken meanwhile have to be cancelled", () => {
  const { events, state } = after(recall([], []));
  assert.deepEqual(events, ["ShipmentsRecalled"]);
  assert.deepEqual(after(recall([], []), fail).events, []);
  assert.throws(
    () => shipment.decide(create, state, context),
    (error) => error instanceof Retryable && error.code === "shipment-recalled",
  );
});
