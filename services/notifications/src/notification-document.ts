import { Customer, NotificationKind, OrderId } from "@waybill/contracts";
import Type, { type Static } from "typebox";
import {
  notificationKinds,
  type Notification,
  type NotificationState,
} from "./domain/notification-state.ts";
import { renderMail } from "./mail/render-mail.ts";

const Delivery = Type.Object(
  {
    id: Type.String({ description: "`first`, or that of the resend: `rsd_…`." }),
    status: Type.Enum(["pending", "sent", "failed", "held"]),
    to: Type.Optional(Customer),
    channel: Type.Optional(Type.Enum(["smtp", "outbox"])),
    messageId: Type.Optional(Type.String({ description: "Of a resend." })),
    reason: Type.Optional(Type.String({ description: "Why it failed." })),
    at: Type.String(),
  },
  { title: "NotificationDelivery", additionalProperties: false },
);
type Delivery = Static<typeof Delivery>;

export const NotificationDocument = Type.Object(
  {
    id: Type.String({ description: "`ntf_`, the order's characters, and the kind." }),
    orderId: OrderId,
    kind: NotificationKind,
    status: Type.Enum(["sent", "failed", "held"], {
      description:
        "`held`: due, but the order itself has not been seen yet. `sent`: by one of its deliveries at least.",
    }),
    number: Type.Optional(Type.Integer({ description: "The order's number." })),
    to: Type.Optional(Customer),
    channel: Type.Optional(Type.Enum(["smtp", "outbox"])),
    reason: Type.Optional(Type.String({ description: "Why it failed." })),
    at: Type.String({ description: "When it was first sent, failed, or was held." }),
    deliveries: Type.Array(Delivery, {
      description: "The first, and then each time that a person had it sent again.",
    }),
  },
  { title: "Notification", additionalProperties: false },
);
export type NotificationDocument = Static<typeof NotificationDocument>;

export const RenderedNotification = Type.Object(
  {
    ...NotificationDocument.properties,
    subject: Type.String(),
    text: Type.String(),
    html: Type.String(),
  },
  { title: "RenderedNotification", additionalProperties: false },
);
export type RenderedNotification = Static<typeof RenderedNotification>;

export const notificationIdPattern =
  "^ntf_[0-9a-hjkmnp-tv-z]{26}\\.(placed|confirmed|dispatched|cancelled)$";

/** The id follows from what it names, so no table is needed to find it. */
function notificationIdOf(orderId: string, kind: NotificationKind): string {
  return `ntf_${orderId.slice(orderId.indexOf("_") + 1)}.${kind}`;
}

/** @param id one that `notificationIdPattern` fits */
export function parseNotificationId(id: string): {
  readonly orderId: string;
  readonly kind: NotificationKind;
} {
  const [order = "", kind = ""] = id.slice("ntf_".length).split(".");
  return { orderId: `ord_${order}`, kind: kind as NotificationKind };
}

/** The notifications of an order, the latest kind first. */
export function notificationsOf(orderId: string, state: NotificationState): NotificationDocument[] {
  return notificationKinds.toReversed().flatMap((kind) => {
    const entry = state.kinds[kind];
    return entry === undefined ? [] : [documentOf({ orderId, kind, entry }, state)];
  });
}

/** With its mail as it was sent, or would be. */
export function renderedNotification(
  orderId: string,
  kind: NotificationKind,
  state: NotificationState,
): RenderedNotification | undefined {
  const entry = state.kinds[kind];
  if (entry === undefined) return undefined;
  const mail = renderMail(kind, {
    number: state.number ?? 0,
    customerName: state.customer?.name ?? "",
    details: entry.details ?? {},
  });
  return { ...documentOf({ orderId, kind, entry }, state), ...mail };
}

function documentOf(
  of: {
    readonly orderId: string;
    readonly kind: NotificationKind;
    readonly entry: Notification;
  },
  state: NotificationState,
): NotificationDocument {
  const deliveries = deliveriesOf(of, state);
  const { channel, reason, at } = of.entry;
  const sent = deliveries.some((each) => each.status === "sent");
  return {
    id: notificationIdOf(of.orderId, of.kind),
    orderId: of.orderId,
    kind: of.kind,
    status: sent ? "sent" : of.entry.status,
    ...(state.number === undefined ? {} : { number: state.number }),
    ...(state.customer === undefined ? {} : { to: state.customer }),
    ...(channel === undefined ? {} : { channel }),
    ...(reason === undefined ? {} : { reason }),
    at: new Date(at).toISOString(),
    deliveries,
  };
}

function deliveriesOf(
  { kind, entry }: { readonly kind: NotificationKind; readonly entry: Notification },
  { resends = [] }: NotificationState,
): Delivery[] {
  const { status, channel, reason, at } = entry;
  const first = {
    id: "first",
    status,
    ...(channel === undefined ? {} : { channel }),
    ...(reason === undefined ? {} : { reason }),
    at: new Date(at).toISOString(),
  };
  const further = resends
    .filter((each) => each.kind === kind)
    .map(({ kind: _kind, at: time, ...rest }) => ({ ...rest, at: new Date(time).toISOString() }));
  return [first, ...further];
}
