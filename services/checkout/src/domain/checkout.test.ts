import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CancellationRequested,
  CaptureFailed,
  OrderConfirmed,
  OrderDetailsChanged,
  OrderPlaced,
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
  ReservationExpiring,
  ReservationFailed,
  ShipmentDispatched,
  ShipmentFailed,
  ShipmentsRecalled,
  StockReleased,
  StockReserved,
  StockReturned,
  type CheckoutFacts,
  type Contract,
} from "@waybill/contracts";
import type { ProcessCommand, ProcessState } from "@waybill/kit/pure";
import { Compile } from "typebox/compile";
import { documentOf } from "../process-document.ts";
import { processRows } from "../views.ts";
import { checkoutProcess } from "./checkout.ts";
import { defaultTiming } from "./timing.ts";

const orderId = "ord_1";
const checkout = checkoutProcess(defaultTiming);
const address = {
  name: "Ana",
  line1: "1 Main St",
  city: "Porto",
  postalCode: "4000-001",
  country: "PT",
};
const placed = {
  orderId,
  number: 1001,
  customer: { email: "ana@example.com", name: "Ana" },
  shippingAddress: address,
  currency: "EUR",
  lines: [{ sku: "MUG", name: "Mug", quantity: 2, unitPrice: 1_290 }],
  shipping: 0,
  total: 2_580,
  paymentToken: "tok_ok",
};
const allocations = [{ sku: "MUG", location: "lisbon", quantity: 2 }];
const reserved = [StockReserved, { allocations, expiresAt: 1 }] as const;
const confirmed = [OrderConfirmed, {}] as const;
const dispatched = [ShipmentDispatched, { remaining: 0 }] as const;
const captured = [PaymentCaptured, {}] as const;

class Checkout {
  state: ProcessState<CheckoutFacts> = checkout.decider.initial(orderId);
  now = 0;
  last: Record<string, unknown> = {};

  give(command: ProcessCommand): string[] {
    const context = {
      now: this.now,
      tenant: "acme",
      id: String,
      other: () => assert.fail("no other"),
    };
    const events = checkout.decider.decide(command, this.state, context);
    for (const { contract, data } of events) {
      this.last = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
      assert.ok(
        Compile(contract.schema).Check(this.last),
        `${contract.type}: ${JSON.stringify(this.last)}`,
      );
      const change = { key: orderId, tenant: "acme", time: this.now };
      this.state = checkout.decider.evolve(
        this.state,
        { type: contract.type, data: this.last },
        change,
      );
    }
    return events.map(({ contract }) => contract.type);
  }

  /** As the runtime would: through the reaction that is declared for the event. */
  hears(...messages: (readonly [contract: Contract, data?: object])[]): string[] {
    return messages.flatMap(([contract, data]) =>
      checkout.reactions
        .filter((each) => each.on.type === contract.type)
        .flatMap((each) => {
          const message = { type: contract.type, stream: "other-1", data: { orderId, ...data } };
          return this.give(each.command(message as never) as ProcessCommand);
        }),
    );
  }

  wakeAt(now: number): string[] {
    this.now = now;
    return this.give({ type: "wake", key: orderId });
  }
}

function given(...messages: (readonly [contract: Contract, data?: object])[]): Checkout {
  const one = new Checkout();
  one.hears([OrderPlaced, placed], ...messages);
  return one;
}

const recalled = [ShipmentsRecalled] as const;
const voided = [PaymentVoided] as const;
const refunded = [PaymentRefunded, { kind: "reversal" }] as const;
const released = [StockReleased] as const;
const returned = [StockReturned] as const;
const cancellation = [CancellationRequested, { reason: "customer_request" }] as const;

test("an order is reserved, authorised, shipped, captured, completed", () => {
  const one = new Checkout();
  assert.deepEqual(one.hears([OrderPlaced, placed], reserved), [
    "CheckoutOpened",
    "AuthorizationRequested",
  ]);
  assert.partialDeepStrictEqual(one.last, {
    amount: 2_580,
    currency: "EUR",
    paymentToken: "tok_ok",
  });
  assert.deepEqual(one.hears([PaymentAuthorized]), []);
  assert.deepEqual(one.hears(confirmed), ["ShipmentRequested"]);
  assert.partialDeepStrictEqual(one.last, { number: 1001, shippingAddress: address, allocations });
  assert.deepEqual(one.hears([ShipmentDispatched, { remaining: 1 }], dispatched), [
    "CaptureRequested",
  ]);
  assert.deepEqual(one.hears(captured), ["CheckoutCompleted"]);
});

test("no personal data but the address is kept", () => {
  assert.doesNotMatch(JSON.stringify(given(reserved).state), /example\.com/);
});

test("out of stock ends it at once", () => {
  const one = given();
  assert.deepEqual(one.hears([ReservationFailed, { reason: "any" }]), ["CheckoutCancelled"]);
  assert.equal(one.last["reason"], "out_of_stock");
});

test("a declined payment gives the stock back", () => {
  const one = given(reserved);
  assert.deepEqual(one.hears([PaymentDeclined], released), [
    "ReleaseRequested",
    "CheckoutCancelled",
  ]);
  assert.equal(one.last["reason"], "payment_declined");
});

test("a shipment that nobody takes is recalled, reversed, released", () => {
  const one = given(reserved, confirmed);
  assert.deepEqual(
    one.hears([ShipmentFailed, { reason: "no-carrier" }], recalled, voided, released),
    ["ShipmentCancellationRequested", "ReversalRequested", "ReleaseRequested", "CheckoutCancelled"],
  );
  assert.equal(one.last["reason"], "shipment_impossible");
});

test("a capture that fails for good undoes everything", () => {
  const one = given(reserved, confirmed, dispatched, [CaptureFailed], recalled, voided, returned);
  assert.deepEqual([one.state.phase, one.state.reason], ["cancelled", "capture_failed"]);
});

test("the customer cancels at every stage", () => {
  const stages = [[], [reserved], [reserved, confirmed], [reserved, confirmed, dispatched]];
  for (const stage of [...stages, [reserved, confirmed, dispatched, captured]]) {
    const one = given(...stage, cancellation, cancellation, recalled, refunded, returned);
    assert.deepEqual([one.state.phase, one.state.reason], ["cancelled", "customer_request"]);
  }
});

test("a cancellation that overtakes the order cancels it", () => {
  const one = new Checkout();
  assert.deepEqual(one.hears(cancellation, [OrderPlaced, placed], released), [
    "CheckoutNoted",
    "CheckoutOpened",
    "ReleaseRequested",
    "CheckoutCancelled",
  ]);
});

test("a refund of a part neither ends a reversal nor disturbs a completed order", () => {
  const partial = [PaymentRefunded, { kind: "partial" }] as const;
  assert.deepEqual(given(reserved, confirmed, cancellation, recalled).hears(partial), []);
  assert.deepEqual(given(reserved, confirmed, dispatched, captured).hears(partial), []);
});

test("stock that is held too long calls the order off only before it is paid", () => {
  const expiring = [ReservationExpiring, { expiresAt: 1 }] as const;
  const one = given(reserved);
  assert.deepEqual(one.hears(expiring, voided, released), [
    "ReversalRequested",
    "ReleaseRequested",
    "CheckoutCancelled",
  ]);
  assert.equal(one.last["reason"], "reservation_expired");
  assert.deepEqual(given(reserved, confirmed).hears(expiring), []);
  assert.deepEqual(given(reserved, confirmed, dispatched, captured).hears(expiring), []);
});

const moved = { ...address, line1: "2 Side St" };
const changed = [
  OrderDetailsChanged,
  { customer: placed.customer, shippingAddress: moved },
] as const;
const confirmedElsewhere = [OrderConfirmed, { shippingAddress: moved }] as const;

test("the parcel goes where the order is confirmed for, whenever the change itself is heard of", () => {
  for (const [before, after] of [
    [[changed], [confirmedElsewhere]],
    [[[PaymentAuthorized], changed], [confirmedElsewhere]],
    [[[PaymentAuthorized]], [confirmedElsewhere, changed]],
    [[], [confirmedElsewhere, [PaymentAuthorized], changed]],
  ] as const) {
    const one = given(reserved, ...before);
    assert.deepEqual(one.hears(...after), ["ShipmentRequested"]);
    assert.deepEqual(one.last["shippingAddress"], moved);
  }
});

test("a confirmation without an address leaves the one that is known", () => {
  const one = given(reserved, changed);
  assert.deepEqual(one.hears(confirmed), ["ShipmentRequested"]);
  assert.deepEqual(one.last["shippingAddress"], moved);
});

test("a change that is heard of late leaves a request that is sent again as it was", () => {
  const one = given(reserved, confirmedElsewhere, [
    OrderDetailsChanged,
    { customer: placed.customer, shippingAddress: address },
  ]);
  one.give({ type: "retry", key: orderId });
  assert.deepEqual(one.last["shippingAddress"], moved);
});

test("a payment that the release before asked for is enough to go on: it passed the confirmation over", () => {
  const one = new Checkout();
  one.hears([OrderPlaced, placed]);
  one.last = {
    orderId,
    amount: 2_580,
    currency: "EUR",
    paymentToken: "tok_ok",
    process: {
      phase: "forward",
      step: "authorize",
      attempt: 1,
      due: defaultTiming.authorizeMs,
      learnt: { allocations },
    },
  };
  const change = { key: orderId, tenant: "acme", time: 0 };
  one.state = checkout.decider.evolve(
    one.state,
    { type: "AuthorizationRequested", data: one.last },
    change,
  );
  assert.deepEqual(one.hears([PaymentAuthorized], confirmed), ["ShipmentRequested"]);
});

test("a customer who calls off a paid order before it is confirmed is given the money back", () => {
  const one = given(reserved, [PaymentAuthorized], cancellation);
  assert.deepEqual(one.hears(confirmedElsewhere, voided, released), [
    "ReleaseRequested",
    "CheckoutCancelled",
  ]);
});

test("a paid order that nobody confirms is called off in time", () => {
  const one = given(reserved, [PaymentAuthorized]);
  assert.deepEqual(one.wakeAt(defaultTiming.authorizeMs), ["ReversalRequested"]);
  assert.deepEqual(one.hears(confirmed, voided, released), [
    "ReleaseRequested",
    "CheckoutCancelled",
  ]);
});

test("each deadline has its reason", () => {
  const { reserveMs, authorizeMs, shipMs } = defaultTiming;
  for (const [stage, ms, reason] of [
    [[], reserveMs, "reservation_timeout"],
    [[reserved], authorizeMs, "payment_timeout"],
    [[reserved, confirmed], shipMs, "shipment_timeout"],
  ] as const) {
    const one = given(...stage);
    assert.deepEqual(one.wakeAt(ms - 1), []);
    one.wakeAt(ms);
    assert.deepEqual([one.state.phase, one.state.reason], ["backward", reason]);
  }
});

test("a reversal that fails for hours is asked for again, then listed as stuck, and never dropped", () => {
  const one = given(reserved, cancellation);
  const asked: string[] = [];
  while (one.state.due !== undefined) asked.push(...one.wakeAt(one.state.due));
  assert.deepEqual(asked.slice(-2), ["ReversalRequested", "CheckoutStuck"]);
  assert.ok(one.now > 3 * 60 * 60 * 1000);
  const row = (processRows(checkout) as { row: (state: unknown, change: object) => unknown }).row;
  assert.partialDeepStrictEqual(row(one.state, { key: orderId, tenant: "acme" }), {
    phase: "compensating",
    stuck: true,
  });
  assert.deepEqual(one.give({ type: "retry", key: orderId }), ["ReversalRequested"]);
  assert.deepEqual(one.hears(voided, released), ["ReleaseRequested", "CheckoutCancelled"]);
});

test("the row of the list does not change from step to step", () => {
  const view = processRows(checkout) as { row: (state: unknown, change: object) => unknown };
  const rows = [[], [reserved], [reserved, confirmed], [reserved, confirmed, dispatched]].map(
    (stage) => JSON.stringify(view.row(given(...stage).state, { key: orderId, tenant: "acme" })),
  );
  assert.equal(new Set(rows).size, 1);
});

test("the document shows each step, what is due, and a drawing", () => {
  const { state } = given(reserved, confirmed, cancellation);
  const document = documentOf(checkout, { orderId, state, version: 5 });
  assert.deepEqual(
    document.steps.map(({ name, status }) => `${name} ${status}`),
    ["reserve done", "authorize done", "ship undoing", "capture ahead"],
  );
  assert.partialDeepStrictEqual(document, {
    state: "compensating",
    reason: "customer_request",
    dueAt: "1970-01-01T00:01:00.000Z",
  });
  assert.match(document.drawing, /class undo_ship current/);
});
