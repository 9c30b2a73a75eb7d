import assert from "node:assert/strict";
import { test } from "node:test";
import { ShipmentCancellationRequested, ShipmentRequested } from "@waybill/contracts";
import type { Contract, Recorded } from "@waybill/kit";
import type { Carrier, ConsignmentRequest } from "../carrier/carrier.ts";
import { noShipments, type ShipmentsState } from "../domain/shipment-state.ts";
import { carrierActivity } from "./carrier.ts";

const orderId = "ord_01k5zzzzzzabcdefghjkmnpqrs";
const shipmentId = "shp_01k5zzzzzzabcdefghjkmnpqrs";
const call = { idempotencyKey: "checkout-x/3", attempt: 1, signal: new AbortController().signal };

/** A carrier that takes everything and writes down what it was asked. */
function recordingCarrier(): Carrier & { readonly asked: string[] } {
  const asked: string[] = [];
  const taken = new Map<string, readonly string[]>();
  return {
    name: "scripted",
    asked,
    createConsignment({ key, orderId: order, shipments }: ConsignmentRequest) {
      asked.push(key);
      taken.set(
        order,
        shipments.map((each) => each.shipmentId),
      );
      const parcels = shipments.map((each) => ({
        shipmentId: each.shipmentId,
        trackingNumber: "T",
      }));
      return Promise.resolve({ taken: true, parcels });
    },
    cancelConsignment({ key, orderId: order }) {
      asked.push(key);
      return Promise.resolve({ cancelled: taken.get(order) ?? [], returned: [] });
    },
  };
}

function message(contract: Contract, data: object): Recorded {
  return {
    source: "checkout",
    position: 1,
    partition: 0,
    stream: `checkout-${orderId}`,
    version: 3,
    type: contract.type,
    schemaVersion: 1,
    data: { orderId, ...data },
    meta: { tenant: "acme", correlationId: "c", causationId: "c", traceparent: "t" },
    time: 0,
    touches: [],
  };
}

const request = message(ShipmentRequested, {
  number: 1001,
  shippingAddress: {
    name: "Ana",
    line1: "1 Main St",
    city: "Porto",
    postalCode: "4000",
    country: "PT",
  },
  allocations: [{ sku: "MUG", location: "porto", quantity: 1 }],
});
const cancellation = message(ShipmentCancellationRequested, { reason: "customer" });

test("parcels are handed over under a key of the order and the operation", async () => {
  const carrier = recordingCarrier();
  const command = await carrierActivity(carrier).perform(request, noShipments, call);
  assert.deepEqual(carrier.asked, [`${orderId}/create`]);
  assert.deepEqual(command, {
    type: "recordCreated",
    orderId,
    shipments: [
      {
        shipmentId,
        location: "porto",
        lines: [{ sku: "MUG", quantity: 1 }],
        carrier: "scripted",
        trackingNumber: "T",
      },
    ],
  });
});

test("what has been created is not handed over again", async () => {
  const carrier = recordingCarrier();
  const state: ShipmentsState = { ...noShipments, status: "created" };
  assert.equal(await carrierActivity(carrier).perform(request, state, call), undefined);
  assert.deepEqual(carrier.asked, []);
});

test("a recall answers also when there was nothing to recall", async () => {
  const carrier = recordingCarrier();
  const command = await carrierActivity(carrier).perform(cancellation, noShipments, call);
  const expected = {
    type: "recordRecalled",
    orderId,
    reason: "customer",
    cancelled: [],
    returned: [],
  };
  assert.deepEqual(command, expected);
});

test("a creation that comes after the recall leads to a cancellation at the carrier", async () => {
  const carrier = recordingCarrier();
  const activity = carrierActivity(carrier);
  await activity.perform(request, noShipments, call);
  const recalled: ShipmentsState = { ...noShipments, status: "recalled" };
  const command = await activity.perform(request, recalled, { ...call, attempt: 2 });
  assert.deepEqual(carrier.asked, [`${orderId}/create`, `${orderId}/cancel`]);
  assert.deepEqual(command, {
    type: "recordRecalled",
    orderId,
    reason: "shipments_already_recalled",
    cancelled: [shipmentId],
    returned: [],
  });
});

test("a request for a recalled order whose parcels never reached the carrier changes nothing", async () => {
  const recalled: ShipmentsState = { ...noShipments, status: "recalled" };
  const command = await carrierActivity(recordingCarrier()).perform(request, recalled, call);
  assert.equal(command, undefined);
});
