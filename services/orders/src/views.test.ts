import assert from "node:assert/strict";
import { test } from "node:test";
import {
  PaymentCaptured,
  ProductDeleted,
  ProductUpdated,
  ShipmentCreated,
  ShipmentsRecalled,
} from "@waybill/contracts";
import type { Contract, Recorded } from "@waybill/kit";
import { decodePriceRecord, encodePriceRecord } from "./prices/price-record.ts";
import { orderPaymentsView, orderShipmentsView, productPricesView } from "./views.ts";

function message(contract: Contract, data: unknown, version = 1): Recorded {
  return {
    source: contract.source,
    position: 7,
    partition: 0,
    stream: "x-1",
    version,
    type: contract.type,
    schemaVersion: 1,
    data,
    meta: { tenant: "acme", correlationId: "c", causationId: "c", traceparent: "00" },
    time: 0,
    touches: [],
  };
}

const mug = {
  productId: "prd_1",
  sku: "MUG",
  name: "Mug",
  price: { amount: 5, currency: "EUR" },
  status: "active",
};

test("of two price records the greater text is the later one, whatever their prices", () => {
  const price = { sku: "A", name: "A", amount: 1, currency: "EUR", status: "active" } as const;
  const earlier = encodePriceRecord(9, { ...price, amount: 999 });
  const later = encodePriceRecord(10, price);
  assert.ok(later > earlier);
  assert.deepEqual(decodePriceRecord(later), price);
});

test("a deleted product leaves a record that is later than its prices", () => {
  const [updated] = productPricesView.rows(message(ProductUpdated, mug, 4));
  const [deleted] = productPricesView.rows(
    message(ProductDeleted, { productId: "prd_1", sku: "MUG" }, 5),
  );
  assert.equal(updated?.["product_id"], deleted?.["product_id"]);
  const before = updated?.["latest"] as string;
  const after = deleted?.["latest"] as string;
  assert.ok(after > before);
  assert.equal(decodePriceRecord(after).status, "deleted");
});

test("an earlier price that stands in the log once more does not come back", () => {
  const [raised] = productPricesView.rows(message(ProductUpdated, mug, 5));
  const [repeated] = productPricesView.rows(message(ProductUpdated, mug, 4));
  assert.ok((raised?.["latest"] as string) > (repeated?.["latest"] as string));
});

test("a recalled shipment is further on than a created one, whichever is announced first", () => {
  const [created] = orderShipmentsView.rows(
    message(ShipmentCreated, {
      orderId: "ord_1",
      shipmentId: "shp_1",
      carrier: "sim",
      trackingNumber: "T1",
    }),
  );
  const recalled = orderShipmentsView.rows(
    message(ShipmentsRecalled, { orderId: "ord_1", cancelled: ["shp_1"], returned: ["shp_2"] }),
  );
  assert.deepEqual(
    recalled.map((row) => [row["shipment_id"], row["progress"]]),
    [
      ["shp_1", 4],
      ["shp_2", 5],
    ],
  );
  assert.ok(Number(recalled[0]?.["progress"]) > Number(created?.["progress"]));
  assert.equal(created?.["tenant"], "acme");
});

test("what a message of another tenant says of an order leaves the order's own rows alone", () => {
  const created = message(ShipmentCreated, {
    orderId: "ord_1",
    shipmentId: "shp_1",
    carrier: "sim",
    trackingNumber: "T1",
  });
  const captured = message(PaymentCaptured, { orderId: "ord_1", amount: 5 });
  for (const [view, own] of [
    [orderShipmentsView, created],
    [orderPaymentsView, captured],
  ] as const) {
    const foreign = { ...own, meta: { ...own.meta, tenant: "another" } };
    const keys = [own, foreign].flatMap((each) =>
      view.rows(each).map((row) => JSON.stringify(view.key.map((column) => row[column]))),
    );
    assert.equal(new Set(keys).size, 2, keys.join(", "));
  }
});
