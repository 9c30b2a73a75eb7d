import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AuthorizationRequested,
  CancellationRequested,
  CaptureFailed,
  CaptureRequested,
  CheckoutCancelled,
  CheckoutCompleted,
  OrderConfirmed,
  OrderDetailsChanged,
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
  ReleaseRequested,
  ReservationExpiring,
  ReservationFailed,
  ReversalRequested,
  ShipmentCancellationRequested,
  ShipmentDispatched,
  ShipmentFailed,
  ShipmentRequested,
  ShipmentsRecalled,
  StockReleased,
  StockReserved,
  StockReturned,
  maxAmount,
  type CheckoutFacts,
  type Contract,
  type DataOf,
  type OrderPlaced,
} from "@waybill/contracts";
import type { ProcessCommand } from "@waybill/kit/pure";
import { Trial, asJson, hostileTexts } from "@waybill/kit/testing";
import fc from "fast-check";
import { checkoutProcess } from "./checkout.ts";
import { defaultTiming } from "./timing.ts";

/** Few, so that some get stuck. */
const maxAttempts = 2;
const { decider } = checkoutProcess({ ...defaultTiming, maxAttempts });
const key = "__proto__";
const stream = `checkout-${key}`;
const text = fc.constantFrom("", ...hostileTexts);
const shippingAddress = fc.record({
  name: fc.constantFrom(...hostileTexts),
  line1: fc.constantFrom(...hostileTexts),
  city: fc.constant("Porto"),
  postalCode: fc.constant("4000-001"),
  country: fc.constant("PT"),
});
const customer = { email: "ana@example.com", name: "Ana" };
const placed: fc.Arbitrary<DataOf<typeof OrderPlaced>> = fc.record({
  orderId: fc.constant(key),
  number: fc.integer(),
  customer: fc.constant(customer),
  shippingAddress,
  currency: fc.constantFrom("EUR", "XTS"),
  lines: fc.constant([]),
  shipping: fc.constant(0),
  total: fc.constantFrom(0, 1, maxAmount),
  paymentToken: text,
});
const allocations = fc.array(
  fc.record({
    sku: fc.constantFrom("MUG", "constructor"),
    location: fc.constantFrom("east", "constructor"),
    quantity: fc.constantFrom(1, Number.MAX_SAFE_INTEGER),
  }),
  { maxLength: 3 },
);
const payment = { currency: "EUR", providerPaymentId: "sim_1", amount: 1 };
const shipped = { shipmentId: "shp_1", carrier: "c", trackingNumber: "" };
const told = { allocations: [], reason: "" };
const refunded = {
  ...payment,
  refundId: "rfd_1",
  refundedTotal: 1,
  capturedTotal: 1,
  reason: "",
};

function says<C extends Contract>(
  contract: C,
  data: fc.Arbitrary<Omit<DataOf<C>, "orderId">>,
): fc.Arbitrary<ProcessCommand> {
  return data.map((of) => {
    return {
      type: "reply",
      key,
      message: { type: contract.type, data: { ...of, orderId: key } },
    };
  });
}

const answers = fc.record({
  reserve: says(StockReserved, fc.record({ allocations, expiresAt: fc.integer() })),
  authorize: says(OrderConfirmed, fc.record({ shippingAddress }, { requiredKeys: [] })),
  ship: says(ShipmentDispatched, fc.constant({ ...shipped, remaining: 0 })),
  capture: says(PaymentCaptured, fc.constant(payment)),
});
const undone = fc.record({
  reserve: fc.oneof(says(StockReleased, fc.constant(told)), says(StockReturned, fc.constant(told))),
  authorize: fc.oneof(
    says(PaymentVoided, fc.constant(payment)),
    says(PaymentRefunded, fc.constant({ ...refunded, kind: "reversal" as const })),
  ),
  ship: says(ShipmentsRecalled, fc.constant({ reason: "", cancelled: [], returned: [] })),
});
const start: fc.Arbitrary<ProcessCommand> = placed.map((data) => ({ type: "start", key, data }));
/** Whatever the others may say, awaited or not. */
const command: fc.Arbitrary<ProcessCommand> = fc.oneof(
  start,
  answers.chain((of) => fc.constantFrom(...Object.values(of))),
  undone.chain((of) => fc.constantFrom(...Object.values(of))),
  says(ReservationFailed, fc.constant({ reason: "out_of_stock", shortages: [] })),
  says(PaymentAuthorized, fc.constant(payment)),
  says(PaymentDeclined, fc.constant({ ...payment, reason: "" })),
  says(PaymentRefunded, fc.constant({ ...refunded, kind: "partial" as const })),
  {
    weight: 3,
    arbitrary: says(ShipmentDispatched, fc.constant({ ...shipped, remaining: 1 })),
  },
  says(ShipmentFailed, fc.record({ reason: text })),
  says(CaptureFailed, fc.constant({ ...payment, reason: "" })),
  says(ReservationExpiring, fc.record({ expiresAt: fc.integer() })),
  says(CancellationRequested, fc.record({ reason: text })),
  says(
    OrderDetailsChanged,
    shippingAddress.map((to) => ({ customer, shippingAddress: to })),
  ),
  fc.record({ type: fc.constant("cancel" as const), key: fc.constant(key), reason: text }),
  { weight: 2, arbitrary: fc.constant({ type: "wake" as const, key }) },
  fc.constant({ type: "retry" as const, key }),
);
/** `awaited` stands for the answer that the process waits for by then. */
const step = fc.record({
  command: fc.oneof(command.map(asJson), fc.constant("awaited" as const)),
  /** Milliseconds before it, or until the process is due. */
  wait: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    fc.constantFrom("due" as const, 1, 61_000, 15 * 24 * 60 * 60_000),
  ),
});
const overdue = fc.constant({ command: { type: "wake" as const, key }, wait: "due" as const });
const steps = fc.array(fc.oneof({ weight: 9, arbitrary: step }, overdue), {
  maxLength: 40,
  size: "max",
});
const script = fc
  .record({
    first: start.map(asJson),
    isOvertaken: fc.constantFrom(false, false, false, true),
    steps,
    answers,
    undone,
  })
  .map(({ first, isOvertaken, steps, ...rest }) => {
    const begin = { command: first, wait: 0 as const };
    return { ...asJson(rest), steps: isOvertaken ? [...steps, begin] : [begin, ...steps] };
  });
type Script = typeof script extends fc.Arbitrary<infer Of> ? Of : never;

function awaited(trial: Trial, { answers, undone }: Script): ProcessCommand | undefined {
  const { phase, step } = trial.state(decider, key);
  const of = phase === "forward" ? answers : phase === "backward" ? undone : {};
  return new Map<string, ProcessCommand>(Object.entries(of)).get(step);
}

/** Plays a script; `after` is told of each step. */
function played(
  script: Script,
  after: (trial: Trial, given: ProcessCommand) => void = () => undefined,
): Trial {
  const trial = new Trial([decider]);
  for (const { command, wait } of script.steps) {
    const { due = trial.now } = trial.state(decider, key);
    trial.now = wait === "due" ? Math.max(trial.now, due) : trial.now + wait;
    const given = command === "awaited" ? awaited(trial, script) : command;
    if (given === undefined) continue;
    assert.equal(trial.give(decider, given).refusal, undefined);
    after(trial, given);
  }
  return trial;
}

test("a checkout goes forwards, may complete once, and from where it turns back only goes back, to one end", () => {
  fc.assert(
    fc.property(script, fc.array(fc.nat()), (script, picks) => {
      const trial = played(script);
      const phases = trial.log.map(({ data }) => {
        return (data as { process: { phase: string } }).process.phase;
      });
      assert.match(
        `${phases.join(" ")} `,
        /^ ?(waiting )*((forward )+(completed )?(backward )*(cancelled )?)?$/,
      );
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 120 },
  );
});

/** What each step forwards stands on: the answer of the step before. */
const standsOn: readonly (readonly [step: Contract, answer: string])[] = [
  [AuthorizationRequested, "StockReserved"],
  [ShipmentRequested, "OrderConfirmed"],
  [CaptureRequested, "ShipmentDispatched, none remaining"],
  [CheckoutCompleted, "PaymentCaptured"],
];

function heardIn(command: ProcessCommand): string {
  if (command.type !== "reply") return command.type;
  const { type, data } = command.message;
  const isLast = (data as { remaining?: number }).remaining === 0;
  return isLast ? `${type}, none remaining` : type;
}

test("nothing is asked for before the answer that it stands on, and a checkout that is called off undoes what it began", () => {
  fc.assert(
    fc.property(script, (script) => {
      const heard = new Set<string>();
      const trial = played(script, (trial, given) => {
        heard.add(heardIn(given));
        const types = trial.types(stream);
        for (const [index, [{ type }, answer]] of standsOn.entries()) {
          if (!types.includes(type)) continue;
          assert.ok(heard.has(answer), `${type} without ${answer}`);
          const before = standsOn[index - 1]?.[0].type ?? "CheckoutOpened";
          assert.ok(types.indexOf(before) < types.indexOf(type) && types.includes(before));
        }
      });
      const types = trial.types(stream);
      if (!types.includes(CheckoutCancelled.type)) return;
      const has = ({ type }: Contract): boolean => types.includes(type);
      const { reason } = trial.state(decider, key);
      assert.equal(has(ShipmentCancellationRequested), has(ShipmentRequested));
      const isDeclined = reason === "payment_declined";
      assert.equal(has(ReversalRequested), has(AuthorizationRequested) && !isDeclined);
      assert.equal(has(ReleaseRequested), reason !== "out_of_stock");
    }),
    { numRuns: 200 },
  );
});

test("every request for shipment names the address that the order was confirmed with, or else the last one heard of", () => {
  fc.assert(
    fc.property(script, (script) => {
      const [first] = script.steps;
      fc.pre(first?.command !== "awaited" && first?.command.type === "start");
      let known: unknown;
      let promised: unknown;
      played(script, (trial, given) => {
        const { type, address } = whereTo(given);
        if (type === "OrderDetailsChanged" || known === undefined) known = address;
        const requests = trial.all(ShipmentRequested);
        if (requests.length === 0) return;
        promised ??= address ?? known;
        assert.deepEqual(requests.at(-1)?.shippingAddress, promised);
      });
    }),
    { numRuns: 200 },
  );
});

function whereTo(given: ProcessCommand): { readonly type: string; readonly address: unknown } {
  const { type, data } = given.type === "reply" ? given.message : { data: undefined, ...given };
  return { type, address: (data as { shippingAddress?: unknown } | undefined)?.shippingAddress };
}

test("what is asked for is what was ordered: its total, its currency, its token, its address, its goods", () => {
  fc.assert(
    fc.property(script, (script) => {
      const trial = played(script);
      const { facts } = trial.state(decider, key);
      for (const { amount, currency, paymentToken } of trial.all(AuthorizationRequested)) {
        assert.deepEqual([amount, currency, paymentToken], [...owed(facts), facts?.paymentToken]);
      }
      for (const { amount, currency } of trial.all(CaptureRequested)) {
        assert.deepEqual([amount, currency], owed(facts));
      }
      const last = trial.all(ShipmentRequested).at(-1);
      if (last !== undefined) {
        assert.deepEqual([last.number, last.allocations], [facts?.number, facts?.allocations]);
      }
    }),
    { numRuns: 100 },
  );
});

function owed(facts: CheckoutFacts | undefined): readonly unknown[] {
  return [facts?.total, facts?.currency];
}

test("a checkout under way is woken unless it is stuck, one that has ended is not, and all have their answers end them", () => {
  fc.assert(
    fc.property(script, (script) => {
      const trial = played(script, (trial) => {
        const { phase, due, stuck, attempt } = trial.state(decider, key);
        const isUnderWay = phase === "forward" || phase === "backward";
        assert.equal(due !== undefined, isUnderWay && !stuck);
        assert.ok(attempt <= maxAttempts);
      });
      for (let round = 0; round < 8; round++) {
        const answer = awaited(trial, script);
        if (answer !== undefined) trial.give(decider, answer);
      }
      assert.match(trial.state(decider, key).phase, /^(completed|cancelled)$/);
    }),
    { numRuns: 100 },
  );
});
