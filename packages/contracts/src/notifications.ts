import Type, { type Static } from "typebox";
import { event } from "./contract.ts";
import { Customer } from "./values.ts";

const source = "notifications";
const subject = "orderId";

export const NotificationKind = Type.Union([
  Type.Literal("placed"),
  Type.Literal("confirmed"),
  Type.Literal("dispatched"),
  Type.Literal("cancelled"),
]);
export type NotificationKind = Static<typeof NotificationKind>;

/** Whom to write to about an order, known from the order itself. */
export const ContactNoted = event({
  source,
  subject,
  type: "ContactNoted",
  topic: "notifications.contact",
  schema: Type.Object({ orderId: Type.String(), number: Type.Integer(), customer: Customer }),
});

/** A notification came due before the order's contact was known. */
export const NotificationHeld = event({
  source,
  subject,
  type: "NotificationHeld",
  topic: "notifications.held",
  schema: Type.Object({ orderId: Type.String(), kind: NotificationKind, details: Type.Unknown() }),
});

/** `channel` is `smtp`, or `outbox` where no mail server is set. */
export const NotificationSent = event({
  source,
  subject,
  type: "NotificationSent",
  topic: "notifications.sent",
  schema: Type.Object({
    orderId: Type.String(),
    kind: NotificationKind,
    channel: Type.Union([Type.Literal("smtp"), Type.Literal("outbox")]),
    messageId: Type.String(),
    number: Type.Integer(),
    customer: Customer,
    details: Type.Optional(Type.Unknown()),
  }),
});

/** The mail server refuses the address for good. */
export const NotificationFailed = event({
  source,
  subject,
  type: "NotificationFailed",
  topic: "notifications.failed",
  schema: Type.Object({
    orderId: Type.String(),
    kind: NotificationKind,
    reason: Type.String(),
    details: Type.Optional(Type.Unknown()),
  }),
});

/** One resend of a notification: a further delivery of it, and no second notification. */
const resend = { orderId: Type.String(), kind: NotificationKind, resendId: Type.String() };

/** A person wants a notification sent once more, to whom the order's contact is now. */
export const ResendRequested = event({
  source,
  subject,
  type: "ResendRequested",
  topic: "notifications.resend-requested",
  schema: Type.Object({
    ...resend,
    number: Type.Integer(),
    customer: Customer,
    details: Type.Optional(Type.Unknown()),
  }),
});

export const NotificationResent = event({
  source,
  subject,
  type: "NotificationResent",
  topic: "notifications.resent",
  schema: Type.Object({
    ...resend,
    channel: Type.Union([Type.Literal("smtp"), Type.Literal("outbox")]),
    messageId: Type.String(),
  }),
});

/** The mail server refuses the address for good. */
export const ResendFailed = event({
  source,
  subject,
  type: "ResendFailed",
  topic: "notifications.resend-failed",
  schema: Type.Object({ ...resend, reason: Type.String() }),
});

export const WebhookRegistered = event({
  source,
  type: "WebhookRegistered",
  topic: "notifications.webhooks",
  schema: Type.Object({
    endpointId: Type.String(),
    url: Type.String(),
    topics: Type.Array(Type.String()),
    secret: Type.String(),
  }),
});

export const WebhookRemoved = event({
  source,
  type: "WebhookRemoved",
  topic: "notifications.webhooks",
  schema: Type.Object({ endpointId: Type.String() }),
});

/** Its receiver has refused everything for too long: nothing is sent to it any more. */
export const WebhookDisabled = event({
  source,
  type: "WebhookDisabled",
  topic: "notifications.webhooks",
  schema: Type.Object({ endpointId: Type.String(), reason: Type.String() }),
});
