import assert from "node:assert/strict";
import { test } from "node:test";
import type { DataOf, OrderPlaced } from "@waybill/contracts";
import type { DecideContext } from "@waybill/kit/pure";
import fc from "fast-check";
import { asPlaced, isEnded, type Order, type OrderState } from "./order-state.ts";
import { order, type OrderCommand } from "./order.ts";

const orderId = "ord_00000000000000000000000001";

const placing: DataOf<typeof OrderPlaced> = {
  orderId,
  number: 1001,
  reference: "web-1001",
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
  shipping: 0,
  total: 2580,
  paymentToken: "tok_ok",
};

const place: OrderCommand = { type: "place", orderId, order: placing };
const confirm: OrderCommand = { type: "confirm", orderId };
const complete: OrderCommand = { type: "complete", orderId };
const cancel: OrderCommand = { type: "cancel", orderId, reason: "payment declined" };
const askToCancel: OrderCommand = { type: "requestCancellation", orderId, reason: "asked" };

const context: DecideContext = {
  now: 0,
  tenant: "acme",
  id: (prefix) => `${prefix}_1`,
  other: () => {
    throw new Error("an order looks at no other stream");
  },
};

/** Gives the commands one after another; returns the state and the types of what happened. */
function given(...commands: readonly OrderCommand[]): { state: OrderState; types: string[] } {
  let state: OrderState = null;
  const types: string[] = [];
  for (const [index, command] of commands.entries()) {
    for (const event of order.decide(command, state, context)) {
      types.push(event.contract.type);
      const change = { key: orderId, tenant: "acme", time: 1_000 + index };
      state = order.evolve(state, { type: event.contract.type, data: event.data }, change);
    }
  }
  return { state, types };
}

function orderAfter(...commands: readonly OrderCommand[]): Order {
  const { state } = given(...commands);
  assert.ok(state);
  return state;
}

test("an order goes from pending over confirmed to completed", () => {
  assert.equal(orderAfter(place).status, "pending");
  assert.equal(orderAfter(place, confirm).status, "confirmed");
  const { state, types } = given(place, confirm, complete);
  assert.equal(state?.status, "completed");
  assert.deepEqual(types, ["OrderPlaced", "OrderConfirmed", "OrderCompleted"]);
  assert.equal(state.version, 3);
  assert.equal(state.createdAt, 1_000);
  assert.equal(state.updatedAt, 1_002);
});

test("the state keeps what the order is, but not its payment token", () => {
  const state = orderAfter(place);
  assert.equal(state.tenant, "acme");
  assert.equal(state.reference, "web-1001");
  assert.deepEqual(state.lines, placing.lines);
  assert.ok(!JSON.stringify(state).includes("tok_ok"));
});

test("a state is the same after it has been stored as JSON", () => {
  const { reference: _, ...bare } = placing;
  for (const data of [placing, bare]) {
    const state = orderAfter({ type: "place", orderId, order: data }, askToCancel, cancel);
    assert.deepEqual(JSON.parse(JSON.stringify(state)), state);
  }
});

test("placing again changes nothing", () => {
  assert.deepEqual(given(place, place).types, ["OrderPlaced"]);
});

test("announcements of an order that is not there change nothing", () => {
  assert.deepEqual(given(confirm, complete, cancel).types, []);
});

test("an order that hears of its shipping before its payment is confirmed and completed at once", () => {
  const { types } = given(place, complete, confirm);
  assert.deepEqual(types, ["OrderPlaced", "OrderConfirmed", "OrderCompleted"]);
});

test("a completed order stays completed when its payment is announced late", () => {
  assert.equal(orderAfter(place, complete, confirm).status, "completed");
});

test("a completed order is cancelled when its return is done", () => {
  const state = orderAfter(place, confirm, complete, askToCancel, cancel);
  assert.equal(state.status, "cancelled");
  assert.equal(state.cancelReason, "payment declined");
});

test("a cancelled order is neither confirmed nor completed any more", () => {
  assert.deepEqual(given(place, cancel, confirm, complete).types, [
    "OrderPlaced",
    "OrderCancelled",
  ]);
});

test("cancellation may be asked for at any stage, and is passed on once", () => {
  for (const before of [[], [confirm], [confirm, complete]]) {
    const { types } = given(place, ...before, askToCancel, askToCancel);
    assert.equal(types.filter((type) => type === "CancellationRequested").length, 1);
  }
});

test("asking to cancel a cancelled order changes nothing", () => {
  assert.deepEqual(given(place, cancel, askToCancel).types, ["OrderPlaced", "OrderCancelled"]);
});

test("asking to cancel an order that is not there is refused", () => {
  assert.throws(() => given(askToCancel), { code: "order-not-found", status: 404 });
});

test("a refusal is thrown as it is", () => {
  const refusal = new Error("no price");
  assert.throws(() => given({ type: "refuse", orderId, refusal }), refusal);
});

const moveTo: OrderCommand = {
  type: "changeDetails",
  orderId,
  shippingAddress: { ...placing.shippingAddress, city: "Lisboa" },
};

test("the address of a pending order changes and the customer stays", () => {
  const state = orderAfter(place, moveTo);
  assert.equal(state.shippingAddress.city, "Lisboa");
  assert.deepEqual(state.customer, placing.customer);
  assert.ok(state.detailsChanged);
});

test("a confirmation says where to when that was changed, and nothing when it was not", () => {
  for (const last of [confirm, complete]) {
    const moved = orderAfter(place, moveTo);
    const [event] = order.decide(last, moved, context);
    assert.equal(event?.contract.type, "OrderConfirmed");
    assert.deepEqual(event.data, { orderId, shippingAddress: moved.shippingAddress });
    assert.deepEqual(order.decide(last, orderAfter(place), context)[0]?.data, { orderId });
  }
});

test("details that are the same already change nothing", () => {
  const { types } = given(place, moveTo, moveTo, {
    type: "changeDetails",
    orderId,
    customer: { ...placing.customer },
  });
  assert.deepEqual(types, ["OrderPlaced", "OrderDetailsChanged"]);
});

test("details of an order that is no longer pending cannot be changed", () => {
  for (const before of [[confirm], [complete], [cancel]]) {
    assert.throws(() => given(place, ...before, moveTo), {
      code: "order-not-pending",
      status: 409,
    });
  }
});

test("a change based on an earlier version is refused", () => {
  assert.throws(() => given(place, askToCancel, { ...moveTo, basedOn: 1 }), {
    code: "stale-version",
    status: 412,
  });
  assert.equal(orderAfter(place, { ...moveTo, basedOn: 1 }).version, 2);
});

test("an order as placed is what it was before anything else happened", () => {
  const first = orderAfter(place);
  const last = orderAfter(place, confirm, complete, askToCancel, cancel);
  assert.deepEqual(asPlaced(last), first);
});

test("an order has ended when it is cancelled, or completed with no return under way", () => {
  assert.ok(!isEnded(orderAfter(place, confirm)));
  assert.ok(isEnded(orderAfter(place, complete)));
  assert.ok(!isEnded(orderAfter(place, complete, askToCancel)));
  assert.ok(isEnded(orderAfter(place, complete, askToCancel, cancel)));
});

const legalNext: Readonly<Record<string, readonly string[]>> = {
  pending: ["confirmed", "cancelled"],
  confirmed: ["completed", "cancelled"],
  completed: ["cancelled"],
  cancelled: [],
};

test("whatever comes in whatever order and however often, every step is legal and the end is the same", () => {
  const announcements = fc.subarray([confirm, complete, cancel, askToCancel]);
  const withRepeats = announcements.chain((chosen) =>
    fc
      .array(fc.constantFrom(...(chosen.length === 0 ? [place] : chosen)), { maxLength: 6 })
      .chain((repeats) =>
        fc.tuple(
          fc.constant(chosen),
          fc.shuffledSubarray([...chosen, ...repeats], {
            minLength: chosen.length + repeats.length,
          }),
        ),
      ),
  );
  fc.assert(
    fc.property(withRepeats, ([chosen, commands]) => {
      let state = orderAfter(place);
      for (const [index, command] of commands.entries()) {
        for (const event of order.decide(command, state, context)) {
          const change = { key: orderId, tenant: "acme", time: index };
          const next = order.evolve(state, { type: event.contract.type, data: event.data }, change);
          assert.ok(next);
          assert.equal(next.version, state.version + 1);
          if (next.status !== state.status) {
            assert.ok(
              legalNext[state.status]?.includes(next.status),
              `${state.status} → ${next.status}`,
            );
          }
          state = next;
        }
      }
      const end = chosen.includes(cancel)
        ? "cancelled"
        : chosen.includes(complete)
          ? "completed"
          : chosen.includes(confirm)
            ? "confirmed"
            : "pending";
      assert.equal(state.status, end);
    }),
    { numRuns: 2_000 },
  );
});
