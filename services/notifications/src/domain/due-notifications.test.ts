import assert from "node:assert/strict";
import { test } from "node:test";
import { OrderCancelled, OrderPlaced, ShipmentDispatched, type Contract } from "@waybill/contracts";
import type { Recorded } from "@waybill/kit/pure";
import { dueNotification, outboxReactions } from "./due-notifications.ts";

function message(contract: Contract, data: object): Recorded {
  return {
    source: contract.source,
    position: 1,
    partition: 0,
    stream: "x-ord_1",
    version: 1,
    type: contract.type,
    schemaVersion: 1,
    data: { orderId: "ord_1", ...data },
    meta: { tenant: "acme", correlationId: "c", causationId: "c", traceparent: "t" },
    time: 0,
    touches: [],
  };
}

const dispatched = (remaining: number) =>
  message(ShipmentDispatched, {
    shipmentId: "shp_1",
    carrier: "simulated",
    trackingNumber: "WB1",
    remaining,
  });

function commandsOf(event: Recorded) {
  return outboxReactions
    .filter((each) => each.on.type === event.type)
    .map((each) => each.command(event));
}

test("an order is on its way when the last of its shipments has left", () => {
  assert.equal(dueNotification(dispatched(1)), undefined);
  assert.deepEqual(dueNotification(dispatched(0)), {
    kind: "dispatched",
    details: { carrier: "simulated", trackingNumber: "WB1" },
  });
  assert.deepEqual(commandsOf(dispatched(1)), [undefined]);
});

test("the mail about an order of several parcels is of all of them", () => {
  const parcel = (number: number) => ({ carrier: "simulated", trackingNumber: `WB${number}` });
  const parcels = [1, 2].map((number) => ({ shipmentId: `shp_${number}`, ...parcel(number) }));
  const last = { ...dispatched(0), data: { ...(dispatched(0).data as object), parcels } };
  assert.deepEqual(dueNotification(last)?.details.parcels, [parcel(1), parcel(2)]);
});

test("a placed order gives the contact and what the mail says, and no payment token", () => {
  const customer = { email: "ana@example.com", name: "Ana" };
  const order = { number: 1001, customer, total: 2580, currency: "EUR", paymentToken: "tok_ok" };
  assert.deepEqual(commandsOf(message(OrderPlaced, order)), [
    {
      type: "notePlaced",
      orderId: "ord_1",
      number: 1001,
      customer,
      details: { total: 2580, currency: "EUR" },
    },
  ]);
});

test("a cancellation says why", () => {
  assert.deepEqual(commandsOf(message(OrderCancelled, { reason: "out_of_stock" })), [
    { type: "noteDue", orderId: "ord_1", kind: "cancelled", details: { reason: "out_of_stock" } },
  ]);
});
