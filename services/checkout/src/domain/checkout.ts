import {
  AuthorizationRequested,
  CancellationRequested,
  CaptureFailed,
  CaptureRequested,
  CheckoutCancelled,
  CheckoutCompleted,
  CheckoutNoted,
  CheckoutOpened,
  CheckoutStuck,
  CheckoutUpdated,
  OrderConfirmed,
  OrderDetailsChanged,
  OrderPlaced,
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
  type CheckoutFacts,
  type DataOf,
} from "@waybill/contracts";
import { defineProcess, reply, type Process, type ProcessDefinition } from "@waybill/kit/pure";
import type { CheckoutTiming } from "./timing.ts";

type Steps = ProcessDefinition<CheckoutFacts>["steps"];

/**
 * How an order is paid and sent, and how all of that is undone: forwards from one answer to the
 * next, backwards over everything that may have happened. Whatever is undone answers also when
 * there was nothing to undo.
 */
export function checkoutProcess(timing: CheckoutTiming): Process<CheckoutFacts> {
  return defineProcess<CheckoutFacts>({
    name: "checkout",
    category: "checkout",
    subject: "orderId",
    start: { contract: OrderPlaced, facts: (data) => factsOf(data as DataOf<typeof OrderPlaced>) },
    // For an order that is confirmed by a release whose confirmation brings no address.
    updates: [
      reply(OrderDetailsChanged, {
        during: ["reserve", "authorize"],
        learn: ({ shippingAddress }) => ({ shippingAddress }),
      }),
    ],
    steps: [reserve(timing), authorize(timing), ship(timing), capture(timing)],
    cancels: [
      reply(CancellationRequested, { reason: ({ reason }) => reason }),
      // Once the money is there the order keeps its stock, however long the parcel takes.
      reply(ReservationExpiring, {
        during: ["reserve", "authorize"],
        reason: () => "reservation_expired",
      }),
    ],
    maxAttempts: timing.maxAttempts,
    events: {
      opened: CheckoutOpened,
      noted: CheckoutNoted,
      updated: CheckoutUpdated,
      completed: CheckoutCompleted,
      cancelled: CheckoutCancelled,
      stuck: CheckoutStuck,
    },
  });
}

/** Inventory reserves as soon as the order is placed; nobody has to ask it. */
function reserve(timing: CheckoutTiming): Steps[number] {
  return {
    name: "reserve",
    succeeds: [
      reply(StockReserved, {
        learn: ({ allocations }) => ({ allocations, awaitsConfirmation: true }),
      }),
    ],
    fails: [reply(ReservationFailed, { reason: () => "out_of_stock" })],
    deadlineMs: timing.reserveMs,
    onDeadline: "compensate",
    timeoutReason: "reservation_timeout",
    compensation: {
      request: { contract: ReleaseRequested, data: (_, reason) => ({ reason }) },
      done: [reply(StockReleased), reply(StockReturned)],
      resendMs: timing.undoMs,
    },
  };
}

/**
 * Done when the order is confirmed and not when the money is there: until orders has heard of the payment it lets
 * the customer change the address (decision 34).
 */
function authorize(timing: CheckoutTiming): Steps[number] {
  return {
    name: "authorize",
    request: {
      contract: AuthorizationRequested,
      data: ({ total, currency, paymentToken }) => ({ amount: total, currency, paymentToken }),
    },
    succeeds: [
      reply(OrderConfirmed, {
        learn: ({ shippingAddress }) => (shippingAddress === undefined ? {} : { shippingAddress }),
      }),
      // The release before may have passed the confirmation over.
      reply(PaymentAuthorized, { when: (_, facts) => facts?.awaitsConfirmation !== true }),
    ],
    fails: [reply(PaymentDeclined, { reason: () => "payment_declined" })],
    deadlineMs: timing.authorizeMs,
    onDeadline: "compensate",
    timeoutReason: "payment_timeout",
    compensation: {
      request: {
        contract: ReversalRequested,
        data: ({ currency }, reason) => ({ currency, reason }),
      },
      // A refund that a person asked for gives back a part and ends nothing.
      done: [
        reply(PaymentVoided),
        reply(PaymentRefunded, { when: ({ kind }) => kind === "reversal" }),
      ],
      resendMs: timing.undoMs,
    },
  };
}

function ship(timing: CheckoutTiming): Steps[number] {
  return {
    name: "ship",
    request: {
      contract: ShipmentRequested,
      data: ({ number, shippingAddress, allocations = [] }) => ({
        number,
        shippingAddress,
        allocations,
      }),
    },
    succeeds: [reply(ShipmentDispatched, { when: ({ remaining }) => remaining === 0 })],
    fails: [reply(ShipmentFailed, { reason: () => "shipment_impossible" })],
    // Of several parcels one may be under way when another is refused.
    failsPartly: true,
    deadlineMs: timing.shipMs,
    onDeadline: "compensate",
    timeoutReason: "shipment_timeout",
    compensation: {
      request: { contract: ShipmentCancellationRequested, data: (_, reason) => ({ reason }) },
      done: [reply(ShipmentsRecalled)],
      resendMs: timing.undoMs,
    },
  };
}

/** The reversal of the authorisation refunds what was captured, so this step needs none of its own. */
function capture(timing: CheckoutTiming): Steps[number] {
  return {
    name: "capture",
    request: {
      contract: CaptureRequested,
      data: ({ total, currency }) => ({ amount: total, currency }),
    },
    succeeds: [reply(PaymentCaptured)],
    fails: [reply(CaptureFailed, { reason: () => "capture_failed" })],
    deadlineMs: timing.captureMs,
    onDeadline: "resend",
  };
}

function factsOf(order: DataOf<typeof OrderPlaced>): CheckoutFacts {
  const { number, shippingAddress, currency, total, paymentToken } = order;
  return { number, shippingAddress, currency, total, paymentToken };
}
