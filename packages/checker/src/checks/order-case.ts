import { keyOf } from "@waybill/kit";
import { foldCheckout, type CheckoutLedger } from "../ledgers/checkout-ledger.ts";
import { foldNotifications, type NotificationLedger } from "../ledgers/notification-ledger.ts";
import { foldOrder, type OrderLedger } from "../ledgers/order-ledger.ts";
import { foldPayment, type PaymentLedger } from "../ledgers/payment-ledger.ts";
import { foldReservation, type ReservationLedger } from "../ledgers/reservation-ledger.ts";
import { foldShipments, type ShipmentLedger } from "../ledgers/shipment-ledger.ts";
import type { Finding } from "../findings.ts";
import type { Reach } from "../reading/reach.ts";
import type { Stream } from "../reading/streams.ts";
import { unreadable } from "../reading/unreadable.ts";
import type { Consignment, LogEvent, ProviderAccount } from "../sources.ts";

/** Categories whose streams are each about one order, by service. */
export const orderCategories = {
  orders: "order",
  checkout: "checkout",
  payments: "payment",
  fulfilment: "shipment",
  inventory: "reservation",
  notifications: "notification",
} as const;
export type OrderService = keyof typeof orderCategories;

export interface OrderParts {
  readonly id: string;
  /** A client was told of it. */
  readonly acknowledged: boolean;
  readonly streams: ReadonlyMap<string, Stream>;
  /** Names of what it has claimed. */
  readonly claims: readonly string[];
  /** `undefined`: the ledger has nothing of it. */
  readonly provider: ProviderAccount | undefined;
  readonly carrier: Consignment | undefined;
}

/** Everything that is known of one order, in all services and outside of them, folded by the checker's own ledgers. */
export interface OrderCase extends OrderParts {
  readonly order: OrderLedger;
  readonly checkout: CheckoutLedger;
  readonly payment: PaymentLedger;
  readonly reservation: ReservationLedger;
  readonly shipments: ShipmentLedger;
  readonly notifications: NotificationLedger;
  /** Events that no ledger can be folded over: nothing more can be said of the order. */
  readonly unreadable: readonly Finding[];
}

/** What a check of an order may know beside the order. */
export interface CaseContext {
  readonly reach: Reach;
  /** When the snapshots were taken, in milliseconds since 1970. */
  readonly now: number;
  /** How late a timer may be, in milliseconds. */
  readonly graceMs: number;
  /** Whether there are ledgers of the outside to compare with. */
  readonly hasProvider: boolean;
  readonly hasCarrier: boolean;
}

export type OrderCheck = (order: OrderCase, context: CaseContext) => readonly Finding[];

const none: readonly LogEvent[] = [];

export function orderCase(parts: OrderParts): OrderCase {
  const flaws: Finding[] = [];
  const folded = <Ledger>(
    service: OrderService,
    fold: (events: readonly LogEvent[]) => Ledger,
  ): Ledger => {
    const events = parts.streams.get(service)?.events ?? none;
    try {
      return foldReadable(events, fold);
    } catch (error) {
      const readable = readableOf(events, fold);
      flaws.push(unreadableEvent(service, events[readable.length], error));
      return fold(readable);
    }
  };
  return {
    ...parts,
    order: folded("orders", foldOrder),
    checkout: folded("checkout", foldCheckout),
    payment: folded("payments", foldPayment),
    reservation: folded("inventory", foldReservation),
    shipments: folded("fulfilment", foldShipments),
    notifications: folded("notifications", foldNotifications),
    unreadable: flaws,
  };
}

/** @throws Error when an event cannot be read, whether its ledger looks into it or not */
function foldReadable<Ledger>(
  events: readonly LogEvent[],
  fold: (events: readonly LogEvent[]) => Ledger,
): Ledger {
  for (const event of events) if (event.unreadable !== undefined) throw new Error(event.unreadable);
  return fold(events);
}

/** The events before the first that cannot be folded. */
function readableOf(
  events: readonly LogEvent[],
  fold: (events: readonly LogEvent[]) => unknown,
): readonly LogEvent[] {
  const bad = events.findIndex((_, index) => {
    try {
      foldReadable(events.slice(0, index + 1), fold);
      return false;
    } catch {
      return true;
    }
  });
  return events.slice(0, Math.max(bad, 0));
}

function unreadableEvent(
  service: OrderService,
  event: LogEvent | undefined,
  error: unknown,
): Finding {
  const { stream = "", position = 0, type = "" } = event ?? {};
  const where = { service, stream, position, order: keyOf(stream) };
  return unreadable(where, `${type} at position ${position}`, error);
}

export function eventsOf(order: OrderCase, service: OrderService): readonly LogEvent[] {
  return order.streams.get(service)?.events ?? none;
}

/** The order is where it stays unless somebody asks for something, and so is its checkout. */
export function endedAs(order: OrderCase): "completed" | "cancelled" | undefined {
  const { status } = order.order;
  if (status === "completed" && order.checkout.phase === "completed") return "completed";
  return status === "cancelled" && order.checkout.phase === "cancelled" ? "cancelled" : undefined;
}
