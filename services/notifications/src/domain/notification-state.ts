import type { Customer, NotificationKind } from "@waybill/contracts";

/** What a mail says beside the order's number and the customer's name; which of it depends on the kind. */
export interface NotificationDetails {
  /** Minor units of `currency`. */
  readonly total?: number;
  readonly currency?: string;
  readonly carrier?: string;
  readonly trackingNumber?: string;
  /** All of them, where there are several. */
  readonly parcels?: readonly { readonly carrier: string; readonly trackingNumber: string }[];
  readonly reason?: string;
}

export type Channel = "smtp" | "outbox";

export interface Notification {
  readonly status: "held" | "sent" | "failed";
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly details?: NotificationDetails;
  readonly channel?: Channel;
  readonly reason?: string;
}

/** A further delivery of a notification that was sent or refused before. */
export interface Resend {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly status: "pending" | "sent" | "failed";
  /** When it was asked for, or what became of it; milliseconds since 1970. */
  readonly at: number;
  readonly to: Customer;
  readonly channel?: Channel;
  readonly messageId?: string;
  readonly reason?: string;
}

/** The notifications about one order. */
export interface NotificationState {
  readonly tenant: string;
  /** Unknown until the order itself has been seen. */
  readonly number?: number;
  /** Whom to write to, as far as known: it may have been changed before the order was seen. */
  readonly customer?: Customer;
  readonly kinds: Readonly<Partial<Record<NotificationKind, Notification>>>;
  /** In the order in which they were asked for. */
  readonly resends?: readonly Resend[];
}

/** In the order in which an order's mails make sense. */
export const notificationKinds: readonly NotificationKind[] = [
  "placed",
  "confirmed",
  "dispatched",
  "cancelled",
];

/** What became of an attempt to send one mail. */
export type MailOutcome = {
  readonly kind: NotificationKind;
  readonly details: NotificationDetails;
} & SendOutcome;

export type SendOutcome =
  | { readonly sent: true; readonly messageId: string }
  /** The mail server refuses it for good. */
  | { readonly sent: false; readonly reason: string };

interface Contact {
  readonly number: number;
  readonly customer: Customer;
}

interface ResendKey {
  readonly resendId: string;
  readonly kind: NotificationKind;
}

export type NotificationCommand = { readonly orderId: string } & (
  | ({ readonly type: "notePlaced"; readonly details: NotificationDetails } & Contact)
  | {
      readonly type: "noteDue";
      readonly kind: NotificationKind;
      readonly details: NotificationDetails;
    }
  | {
      readonly type: "hold";
      readonly kind: NotificationKind;
      readonly details: NotificationDetails;
    }
  | { readonly type: "changeContact"; readonly customer: Customer }
  | ({ readonly type: "recordOutcomes"; readonly outcomes: readonly MailOutcome[] } & Contact)
  | ({ readonly type: "resend"; readonly channel: Channel } & ResendKey)
  | ({ readonly type: "recordResend"; readonly outcome: SendOutcome } & ResendKey)
);

/** Kinds that wait for the contact, with what they will say. */
export function heldKinds(
  state: NotificationState,
): readonly { readonly kind: NotificationKind; readonly details: NotificationDetails }[] {
  return notificationKinds.flatMap((kind) => {
    const held = state.kinds[kind];
    return held?.status === "held" ? [{ kind, details: held.details ?? {} }] : [];
  });
}

/** Whether there is nothing left to do for a kind. */
export function isSettled(state: NotificationState, kind: NotificationKind): boolean {
  const status = state.kinds[kind]?.status;
  return status === "sent" || status === "failed";
}
