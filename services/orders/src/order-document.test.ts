import assert from "node:assert/strict";
import { test } from "node:test";
import { Check } from "typebox/value";
import type { Order } from "./domain/order-state.ts";
import { orderDocument, paymentStatus, unrelated, type PaymentRow } from "./order-document.ts";
import { OrderDocument } from "./schemas.ts";

const id = "ord_00000000000000000000000001";
const placed: Order = {
  tenant: "acme",
  number: 1001,
  status: "pending",
  cancellationRequested: false,
  customer: { email: "ana@example.com", name: "Ana" },
  shippingAddress: {
    name: "Ana",
    line1: "1 Main St",
    city: "Porto",
    postalCode: "4000-001",
    country: "PT",
  },
  currency: "EUR",
  lines: [{ sku: "MUG-BLUE", name: "Blue mug", quantity: 2, unitPrice: 1290 }],
  shipping: 300,
  total: 2880,
  detailsChanged: false,
  createdAt: 1_000,
  updatedAt: 2_000,
  version: 1,
};
const noPayment: PaymentRow = {
  authorized: null,
  captured: null,
  refunded: null,
  voided: null,
  declined: null,
};

test("a new order's document has its money in its currency and nothing paid or shipped", () => {
  const document = orderDocument(id, placed, unrelated);
  assert.ok(Check(OrderDocument, document));
  assert.deepEqual(document.lines[0], {
    sku: "MUG-BLUE",
    name: "Blue mug",
    quantity: 2,
    unitPrice: { amount: 1290, currency: "EUR" },
    total: { amount: 2580, currency: "EUR" },
  });
  assert.equal(document.reference, null);
  assert.deepEqual(document.payment.authorized, { amount: 0, currency: "EUR" });
  assert.equal(document.payment.status, "pending");
  assert.deepEqual(document.shipments, []);
  assert.equal(document.createdAt, "1970-01-01T00:00:01.000Z");
  assert.ok(!("tenant" in document));
});

test("what payments and fulfilment announced is in the document", () => {
  const document = orderDocument(
    id,
    { ...placed, status: "completed", reference: "web-1", placedAt: "2017-10-02T10:56:33Z" },
    {
      payment: { ...noPayment, authorized: "2880", captured: "2880" },
      shipments: [
        { shipment_id: "shp_1", carrier: "sim", tracking_number: "T1", progress: 3 },
        { shipment_id: "shp_2", carrier: null, tracking_number: null, progress: 5 },
      ],
    },
  );
  assert.ok(Check(OrderDocument, document));
  assert.equal(document.payment.status, "captured");
  assert.equal(document.payment.captured.amount, 2880);
  assert.deepEqual(
    document.shipments.map(({ status }) => status),
    ["delivered", "returned"],
  );
});

test("an order that is cancelled before anything was paid waits for no payment", () => {
  const cancelled: Order = { ...placed, status: "cancelled", cancelReason: "out_of_stock" };
  for (const payment of [undefined, noPayment]) {
    const document = orderDocument(id, cancelled, { ...unrelated, payment });
    assert.equal(document.payment.status, "voided");
  }
  const declined = { ...noPayment, declined: true };
  const document = orderDocument(id, cancelled, { ...unrelated, payment: declined });
  assert.equal(document.payment.status, "declined");
});

test("a payment's status follows from the sums and marks, whichever came first", () => {
  const cases: readonly [Partial<PaymentRow>, string][] = [
    [{}, "pending"],
    [{ authorized: 10 }, "authorized"],
    [{ authorized: 0 }, "authorized"],
    [{ declined: true }, "declined"],
    [{ declined: true, voided: true }, "declined"],
    [{ voided: true }, "voided"],
    [{ authorized: 10, voided: true }, "voided"],
    [{ authorized: 10, captured: 10 }, "captured"],
    [{ captured: 10 }, "captured"],
    [{ authorized: 0, captured: 0 }, "captured"],
    [{ authorized: 0, captured: 0, voided: true }, "voided"],
    [{ captured: 10, refunded: 4 }, "partially-refunded"],
    [{ captured: "10", refunded: "10" }, "refunded"],
    [{ captured: 10, refunded: 10, voided: true }, "refunded"],
  ];
  for (const [columns, status] of cases) {
    assert.equal(paymentStatus({ ...noPayment, ...columns }), status, JSON.stringify(columns));
  }
  assert.equal(paymentStatus(undefined), "pending");
});
