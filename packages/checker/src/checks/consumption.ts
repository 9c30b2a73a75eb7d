import type { Finding } from "../findings.ts";
import type { LogEvent } from "../sources.ts";
import { eventsOf, type CaseContext, type OrderCase, type OrderService } from "./order-case.ts";

interface Effect {
  readonly by: OrderService;
  readonly on: OrderService;
  readonly type: string;
  /** Only those of the type that ask for something. */
  readonly when?: (event: LogEvent) => boolean;
  /** Whether what has to follow is there. */
  readonly done: (order: OrderCase, event: LogEvent) => boolean;
  readonly missing: string;
}

const has =
  (service: OrderService, ...types: readonly string[]) =>
  (order: OrderCase): boolean =>
    eventsOf(order, service).some((event) => types.includes(event.type));

/** The checkout does not wait at this step any more. */
const past =
  (phase: "forward" | "backward", step: string) =>
  ({ checkout }: OrderCase): boolean =>
    !(checkout.phase === phase && checkout.step === step);

const isLast = ({ data }: LogEvent): boolean =>
  (data as { readonly remaining: number }).remaining === 0;
const calledOff = ["PaymentVoided", "PaymentRefunded", "PaymentClosed"];
const isReversal = ({ data }: LogEvent): boolean =>
  (data as { readonly kind: string }).kind === "reversal";

const idOf = ({ data }: LogEvent, name: string): unknown =>
  (data as Readonly<Record<string, unknown>>)[name];

/** What was asked for has an answer of the same id. */
const answered =
  (
    service: OrderService,
    { types, id }: { readonly types: readonly string[]; readonly id: string },
  ) =>
  (order: OrderCase, asked: LogEvent): boolean =>
    eventsOf(order, service).some(
      (event) => types.includes(event.type) && idOf(event, id) === idOf(asked, id),
    );
const refunded = answered("payments", {
  types: ["PaymentRefunded", "RefundFailed"],
  id: "refundId",
});
const resent = answered("notifications", {
  types: ["NotificationResent", "ResendFailed"],
  id: "resendId",
});

/** What has to follow once a service has taken an event in. */
const effects: readonly Effect[] = [
  {
    by: "inventory",
    on: "orders",
    type: "OrderPlaced",
    done: has("inventory", "StockReserved", "ReservationFailed", "StockReleased"),
    missing: "no reservation was decided",
  },
  {
    by: "checkout",
    on: "orders",
    type: "OrderPlaced",
    done: has("checkout", "CheckoutOpened"),
    missing: "no checkout was opened",
  },
  {
    by: "checkout",
    on: "orders",
    type: "CancellationRequested",
    done: ({ checkout }) => checkout.phase !== "forward" && checkout.phase !== "completed",
    missing: "the checkout goes on",
  },
  {
    by: "checkout",
    on: "inventory",
    type: "StockReserved",
    done: past("forward", "reserve"),
    missing: "the checkout still waits for stock",
  },
  {
    by: "checkout",
    on: "inventory",
    type: "ReservationFailed",
    done: past("forward", "reserve"),
    missing: "the checkout still waits for stock",
  },
  {
    by: "checkout",
    on: "inventory",
    type: "StockReleased",
    done: past("backward", "reserve"),
    missing: "the checkout still waits for the release",
  },
  {
    by: "checkout",
    on: "inventory",
    type: "StockReturned",
    done: past("backward", "reserve"),
    missing: "the checkout still waits for the return",
  },
  {
    by: "payments",
    on: "checkout",
    type: "AuthorizationRequested",
    done: has("payments", "PaymentAuthorized", "PaymentDeclined", "LatePaymentFound", ...calledOff),
    missing: "nothing was authorised or declined",
  },
  {
    by: "checkout",
    on: "orders",
    type: "OrderConfirmed",
    done: past("forward", "authorize"),
    missing: "the checkout still waits for the confirmation",
  },
  {
    by: "checkout",
    on: "payments",
    type: "PaymentDeclined",
    done: past("forward", "authorize"),
    missing: "the checkout still waits for the payment",
  },
  {
    by: "orders",
    on: "payments",
    type: "PaymentAuthorized",
    done: ({ order }) => order.status !== "pending" && order.status !== "none",
    missing: "the order was not confirmed",
  },
  {
    by: "fulfilment",
    on: "checkout",
    type: "ShipmentRequested",
    done: has("fulfilment", "ShipmentCreated", "ShipmentFailed", "ShipmentsRecalled"),
    missing: "no shipment was made",
  },
  {
    by: "checkout",
    on: "fulfilment",
    type: "ShipmentDispatched",
    when: isLast,
    done: past("forward", "ship"),
    missing: "the checkout still waits for the dispatch",
  },
  {
    by: "checkout",
    on: "fulfilment",
    type: "ShipmentFailed",
    done: past("forward", "ship"),
    missing: "the checkout still waits for the dispatch",
  },
  {
    by: "payments",
    on: "checkout",
    type: "CaptureRequested",
    done: has("payments", "PaymentCaptured", "CaptureFailed", ...calledOff),
    missing: "nothing was captured",
  },
  {
    by: "checkout",
    on: "payments",
    type: "PaymentCaptured",
    done: past("forward", "capture"),
    missing: "the checkout still waits for the capture",
  },
  {
    by: "checkout",
    on: "payments",
    type: "CaptureFailed",
    done: past("forward", "capture"),
    missing: "the checkout still waits for the capture",
  },
  {
    by: "inventory",
    on: "checkout",
    type: "CheckoutCompleted",
    done: has("inventory", "StockShipped", "StockReleased", "StockReturned"),
    missing: "the stock was not booked out",
  },
  {
    by: "orders",
    on: "inventory",
    type: "StockShipped",
    done: ({ order }) => order.status === "completed" || order.status === "cancelled",
    missing: "the order was not completed",
  },
  {
    by: "fulfilment",
    on: "checkout",
    type: "ShipmentCancellationRequested",
    done: has("fulfilment", "ShipmentsRecalled"),
    missing: "nothing was recalled",
  },
  {
    by: "payments",
    on: "checkout",
    type: "ReversalRequested",
    done: has("payments", "PaymentVoided", "PaymentRefunded"),
    missing: "nothing was given back",
  },
  {
    by: "checkout",
    on: "payments",
    type: "PaymentVoided",
    done: past("backward", "authorize"),
    missing: "the checkout still waits for the reversal",
  },
  {
    by: "checkout",
    on: "payments",
    type: "PaymentRefunded",
    when: isReversal,
    done: past("backward", "authorize"),
    missing: "the checkout still waits for the reversal",
  },
  {
    by: "payments",
    on: "payments",
    type: "RefundRequested",
    // A payment that is called off gives all of it back, and to nobody's request.
    done: (order, event) => order.payment.closed || refunded(order, event),
    missing: "nothing was refunded or refused",
  },
  {
    by: "notifications",
    on: "notifications",
    type: "ResendRequested",
    done: resent,
    missing: "nothing was sent again",
  },
  {
    by: "inventory",
    on: "checkout",
    type: "ReleaseRequested",
    done: has("inventory", "StockReleased", "StockReturned"),
    missing: "nothing was released",
  },
  {
    by: "orders",
    on: "checkout",
    type: "CheckoutCancelled",
    done: ({ order }) => order.status === "cancelled",
    missing: "the order was not cancelled",
  },
];

const bySource = Map.groupBy(effects, (effect) => effect.on);

/** P for an order: whatever a service's position says it has taken in has had its effect, or is parked. */
export function consumption(order: OrderCase, { reach }: CaseContext): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [source, following] of bySource) {
    for (const event of eventsOf(order, source)) {
      for (const effect of following) {
        if (effect.type !== event.type) continue;
        if (effect.when?.(reach.asHandled(effect.by, source, event)) === false) continue;
        if (effect.done(order, event) || !reach.handled(effect.by, source, event)) continue;
        findings.push({
          check: "P",
          problem: "skipped",
          order: order.id,
          service: effect.by,
          position: event.position,
          message: `${effect.by} is past ${event.type} at ${source}/${event.position}, and ${effect.missing}`,
        });
      }
    }
  }
  return findings;
}
