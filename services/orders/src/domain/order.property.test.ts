import assert from "node:assert/strict";
import { test } from "node:test";
import {
  OrderConfirmed,
  maxAmount,
  maxQuantity,
  type Address,
  type Customer,
  type DataOf,
  type OrderPlaced,
} from "@waybill/contracts";
import { WaybillError } from "@waybill/kit/pure";
import { Trial, asJson, hostileTexts, picked } from "@waybill/kit/testing";
import fc from "fast-check";
import { asPlaced, isEnded, type Order, type OrderStatus } from "./order-state.ts";
import { order, type OrderCommand } from "./order.ts";
import { priceOrder } from "./pricing.ts";

const orderIds = ["ord_1", "__proto__"];
const orderId = fc.constantFrom(...orderIds);
const text = fc.constantFrom(...hostileTexts);
const reason = fc.constantFrom("", ...hostileTexts);
const customer: fc.Arbitrary<Customer> = fc.record({
  email: fc.constantFrom("ana@example.com", "o'hara+tag@sub.example.com", "0@x.pt"),
  name: text,
});
const address: fc.Arbitrary<Address> = fc.record(
  {
    name: text,
    line1: text,
    line2: reason,
    city: fc.constantFrom("Porto", "__proto__"),
    region: fc.constantFrom("", "constructor"),
    postalCode: fc.constantFrom("0", "4000-001"),
    country: fc.constantFrom("PT", "XX"),
  },
  { requiredKeys: ["name", "line1", "city", "postalCode", "country"] },
);
const amount = fc.oneof(
  { weight: 30, arbitrary: fc.nat({ max: 1_000_000 }) },
  fc.constantFrom(0, maxAmount),
);
const line = fc.record({
  sku: fc.constantFrom("MUG", "constructor", "0"),
  quantity: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 9 }) },
    fc.constant(maxQuantity),
  ),
  unitPrice: amount.map((of) => ({ amount: of, currency: "EUR" })),
  name: text,
});
const request = fc.record({
  number: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  customer,
  shippingAddress: address,
  lines: fc.array(line, { maxLength: 5 }),
  shipping: amount,
  paymentToken: text,
  more: fc.record(
    { reference: text, placedAt: fc.constant("2026-01-31T12:00:00Z") },
    { requiredKeys: [] },
  ),
});
type Request = typeof request extends fc.Arbitrary<infer Of> ? Of : never;

/** As the route makes it: priced, or the refusal that takes its place. */
function place(orderId: string, { more, lines, shipping, ...rest }: Request): OrderCommand {
  const currency = "EUR";
  // The lines bring prices of their own, which take the place of the catalogue's.
  const answers = lines.map(({ sku }) => {
    return { sku, name: "Mug", amount: 7, currency, status: "active" as const };
  });
  try {
    const wanted = { currency, lines, shipping: { amount: shipping, currency } };
    const priced = priceOrder(wanted, answers);
    const placed: DataOf<typeof OrderPlaced> = {
      orderId,
      currency,
      ...rest,
      ...more,
      ...priced,
      lines: [...priced.lines],
    };
    return { type: "place", orderId, order: placed };
  } catch (error) {
    assert.ok(error instanceof WaybillError, String(error));
    return { type: "refuse", orderId, refusal: error };
  }
}

const change = fc.record(
  {
    type: fc.constant("changeDetails" as const),
    orderId,
    customer,
    shippingAddress: address,
    basedOn: fc.integer({ min: 0, max: 4 }),
  },
  { requiredKeys: ["type", "orderId"] },
);
const announced: fc.Arbitrary<OrderCommand> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom("confirm" as const, "confirm" as const, "complete" as const),
      orderId,
    }),
  },
  fc.record({ type: fc.constant("cancel" as const), orderId, reason }),
);
const command: fc.Arbitrary<OrderCommand> = fc.oneof(
  fc.tuple(orderId, request.map(asJson)).map(([id, of]) => place(id, of)),
  { weight: 2, arbitrary: change.map(asJson) },
  { weight: 2, arbitrary: announced },
  fc.record({ type: fc.constant("requestCancellation" as const), orderId, reason }),
);
const pool = fc
  .tuple(
    request.map((of) => place("ord_1", asJson(of))),
    fc.array(command, { maxLength: 12, size: "max" }),
  )
  .map(([first, rest]) => [first, ...rest]);
const picks = fc.array(fc.nat(), { maxLength: 25, size: "max" }).map((picks) => [0, ...picks]);

const next: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ["confirmed", "cancelled"],
  confirmed: ["completed", "cancelled"],
  completed: ["cancelled"],
  cancelled: [],
};
const statusAfter: ReadonlyMap<string, OrderStatus> = new Map([
  ["OrderPlaced", "pending"],
  ["OrderConfirmed", "confirmed"],
  ["OrderCompleted", "completed"],
  ["OrderCancelled", "cancelled"],
]);

/** The statuses that events go through are each the next of the one before. */
function assertLegal(types: readonly string[]): void {
  const statuses = types.flatMap((type) => statusAfter.get(type) ?? []);
  assert.ok(statuses.length === 0 || statuses[0] === "pending");
  for (const [index, status] of statuses.entries()) {
    const before = statuses[index - 1];
    if (before !== undefined) assert.ok(next[before].includes(status), statuses.join(" "));
  }
  const requests = types.filter((type) => type === "CancellationRequested");
  assert.ok(requests.length <= 1);
  const left = types.indexOf("OrderConfirmed");
  assert.ok(left === -1 || !types.includes("OrderDetailsChanged", left));
  const end = types.indexOf("OrderCancelled");
  assert.ok(end === -1 || end === types.length - 1, types.join(" "));
}

/** What was bought, by whom it is owed and what it costs is fixed when it is placed. */
function assertFixed({ status, ...before }: Order, after: Order): void {
  for (const name of ["tenant", "number", "currency", "lines", "shipping", "total"] as const) {
    assert.deepEqual(after[name], before[name], `${name} of an order that is ${status}`);
  }
}

function assertSound(after: Order, version: number): void {
  const { lines, shipping, total } = after;
  const sum = lines.reduce((all, { quantity, unitPrice }) => all + quantity * unitPrice, shipping);
  assert.equal(total, sum);
  assert.ok(Number.isSafeInteger(total) && total <= maxAmount);
  assert.equal(after.version, version);
  assert.equal(after.status === "cancelled", after.cancelReason !== undefined);
}

function refusable({ type }: OrderCommand): boolean {
  return type === "refuse" || type === "changeDetails" || type === "requestCancellation";
}

test("whatever comes in whatever order, an order moves on by legal steps, at the price it was placed with", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([order]);
      for (const each of picked(commands, picks)) {
        trial.now += 1;
        const before = trial.state(order, each.orderId);
        const { events, refusal } = trial.give(order, each);
        assert.ok(refusal === undefined || refusable(each), "what happened is not refused");
        const after = trial.state(order, each.orderId);
        if (before !== null && after !== null) assertFixed(before, after);
        const types = trial.types(`order-${each.orderId}`);
        assertLegal(types);
        if (after !== null) assertSound(after, types.length);
        if (events.length > 0) assert.equal(after?.updatedAt, trial.now);
      }
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 250 },
  );
});

test("where an order is confirmed for is where it says for ever", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([order]);
      for (const each of picked(commands, picks)) trial.give(order, each);
      for (const { orderId, shippingAddress } of trial.all(OrderConfirmed)) {
        const now = trial.state(order, orderId);
        assert.equal(shippingAddress !== undefined, now?.detailsChanged);
        if (shippingAddress !== undefined) assert.deepEqual(shippingAddress, now?.shippingAddress);
      }
    }),
    { numRuns: 150 },
  );
});

test("as long as its details are those it was placed with, an order is known as it was the moment it was placed", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([order]);
      const first = new Map<string, Order>();
      for (const each of picked(commands, picks)) {
        trial.now += 1;
        trial.give(order, each);
        const now = trial.state(order, each.orderId);
        if (now === null) continue;
        const placed = first.get(each.orderId) ?? now;
        first.set(each.orderId, placed);
        if (!now.detailsChanged) assert.deepEqual(asPlaced(now), placed);
      }
    }),
    { numRuns: 150 },
  );
});

test("what is announced once more changes nothing, and an order that has ended moves only when somebody asks", () => {
  fc.assert(
    fc.property(pool, picks, (commands, picks) => {
      const trial = new Trial([order]);
      for (const each of picked(commands, picks)) {
        trial.give(order, each);
        if (each.type !== "changeDetails" || each.basedOn === undefined) {
          assert.deepEqual(trial.give(order, each).events, []);
        }
        const now = trial.state(order, each.orderId);
        if (now === null || !isEnded(now)) continue;
        for (const type of ["confirm", "complete"] as const) {
          assert.deepEqual(trial.give(order, { type, orderId: each.orderId }).events, []);
        }
      }
    }),
    { numRuns: 150 },
  );
});
