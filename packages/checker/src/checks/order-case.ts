import { foldCheckout, type CheckoutLedger } from "../ledgers/checkout-ledger.ts";
import { foldNotifications, type NotificationLedger } from "../ledgers/notification-ledger.ts";
import { foldOrder, type OrderLedger } from "../ledgers/order-ledger.ts";
import { foldPayment, type PaymentLedger } from "../ledgers/payment-ledger.ts";
import { foldReservation, type ReservationLedger } from "../ledgers/reservation-ledger.ts";
import { foldShipments, type ShipmentLedger } from "../ledgers/shipment-ledger.ts";
import type { Finding } from "../findings.ts";
import type { Reach } from "../reading/reach.ts";
import type { Stream } from "../reading/streams.ts";
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
  const events = (service: OrderService): readonly LogEvent[] =>
    parts.streams.get(service)?.events ?? none;
  return {
    ...parts,
    order: foldOrder(events("orders")),
    checkout: foldCheckout(events("checkout")),
    payment: foldPayment(events("payments")),
    reservation: foldReservation(events("inventory")),
    shipments: foldShipments(events("fulfilment")),
    notifications: foldNotifications(events("notifications")),
  };
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
