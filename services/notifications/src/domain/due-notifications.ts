import {
  OrderCancelled,
  OrderConfirmed,
  OrderDetailsChanged,
  OrderPlaced,
  ShipmentDispatched,
  type DataOf,
  type NotificationKind,
} from "@waybill/contracts";
import { isA, reaction, type Reaction, type Recorded } from "@waybill/kit/pure";
import { notification } from "./notification.ts";
import type { NotificationCommand, NotificationDetails } from "./notification-state.ts";

/** What customers are told of. */
export const notifiedEvents = [OrderPlaced, OrderConfirmed, ShipmentDispatched, OrderCancelled];

export interface DueNotification {
  readonly kind: NotificationKind;
  readonly details: NotificationDetails;
}

/** The notification that an event makes due; none for a shipment with others still to leave. */
export function dueNotification(message: Recorded): DueNotification | undefined {
  if (isA(message, OrderPlaced)) return { kind: "placed", details: placedDetails(message.data) };
  if (isA(message, OrderConfirmed)) return { kind: "confirmed", details: {} };
  if (isA(message, OrderCancelled)) {
    return { kind: "cancelled", details: { reason: message.data.reason } };
  }
  if (!isA(message, ShipmentDispatched) || message.data.remaining > 0) return undefined;
  return { kind: "dispatched", details: dispatchedDetails(message.data) };
}

function dispatchedDetails({
  carrier,
  trackingNumber,
  parcels,
}: DataOf<typeof ShipmentDispatched>): NotificationDetails {
  const last = { carrier, trackingNumber };
  if (parcels === undefined) return last;
  const all = parcels.map((each) => ({
    carrier: each.carrier,
    trackingNumber: each.trackingNumber,
  }));
  return { ...last, parcels: all };
}

function placedDetails({ total, currency }: DataOf<typeof OrderPlaced>): NotificationDetails {
  return { total, currency };
}

/** A changed address is for all mails to come. */
export const contactReactions: readonly Reaction[] = [
  reaction(OrderDetailsChanged, notification, ({ orderId, customer }): NotificationCommand => ({
    type: "changeContact",
    orderId,
    customer,
  })),
];

/** Without a mail server: mails go to the outbox, which is nothing but the log. */
export const outboxReactions: readonly Reaction[] = [
  ...contactReactions,
  reaction(OrderPlaced, notification, (data): NotificationCommand => {
    const { orderId, number, customer } = data;
    return { type: "notePlaced", orderId, number, customer, details: placedDetails(data) };
  }),
  ...[OrderConfirmed, ShipmentDispatched, OrderCancelled].map((contract) =>
    reaction(contract, notification, ({ orderId }, message): NotificationCommand | undefined => {
      const due = dueNotification(message);
      return due === undefined ? undefined : { type: "noteDue", orderId, ...due };
    }),
  ),
];
