import assert from "node:assert/strict";
import { test } from "node:test";
import { maxParcels, parcelsOf, possibleOrderIds, shipmentIdOf } from "./parcels.ts";

const orderId = "ord_01k5zzzzzzabcdefghjkmnpqrz";

test("an order's allocations become one parcel a location, with the same ids in any order", () => {
  const mug = { sku: "MUG", location: "porto", quantity: 2 };
  const cap = { sku: "CAP", location: "berlin", quantity: 1 };
  const pen = { sku: "PEN", location: "porto", quantity: 3 };

  const parcels = parcelsOf(orderId, [mug, cap, pen]);

  assert.deepEqual(parcels, [
    {
      shipmentId: shipmentIdOf(orderId, 0),
      location: "berlin",
      lines: [{ sku: "CAP", quantity: 1 }],
    },
    {
      shipmentId: shipmentIdOf(orderId, 1),
      location: "porto",
      lines: [
        { sku: "MUG", quantity: 2 },
        { sku: "PEN", quantity: 3 },
      ],
    },
  ]);
  const ids = (list: ReturnType<typeof parcelsOf>) =>
    list.map((each) => [each.location, each.shipmentId]);
  assert.deepEqual(ids(parcelsOf(orderId, [pen, cap, mug])), ids(parcels));
});

test("shipment ids count up from the order's characters, keep its time, and carry", () => {
  assert.equal(shipmentIdOf(orderId, 0), "shp_01k5zzzzzzabcdefghjkmnpqrz");
  assert.equal(shipmentIdOf(orderId, 1), "shp_01k5zzzzzzabcdefghjkmnpqs0");
  assert.equal(shipmentIdOf("ord_01k5zzzzzzzzzzzzzzzzzzzzzz", 1), "shp_01k5zzzzzz0000000000000000");
});

test("the order of every shipment id is among the possible ones", () => {
  for (const id of [orderId, "ord_01k5zzzzzzzzzzzzzzzzzzzzzz", "ord_01k5zzzzzz0000000000000000"]) {
    for (let index = 0; index < maxParcels; index++) {
      const shipmentId = shipmentIdOf(id, index);
      assert.match(shipmentId, /^shp_[0-9a-hjkmnp-tv-z]{26}$/);
      assert.ok([...possibleOrderIds(shipmentId)].includes(id));
    }
  }
});
