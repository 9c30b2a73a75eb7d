import { OrderPlaced, ResendRequested, type Customer, type DataOf } from "@waybill/contracts";
import { activity, isA, keyOf, Terminal, type Activity } from "@waybill/kit";
import {
  dueNotification,
  notifiedEvents,
  type DueNotification,
} from "../domain/due-notifications.ts";
import { messageIdOf, notification } from "../domain/notification.ts";
import { resendMessageId } from "../domain/resend.ts";
import {
  heldKinds,
  isSettled,
  type MailOutcome,
  type NotificationCommand,
  type NotificationDetails,
  type NotificationState,
  type SendOutcome,
} from "../domain/notification-state.ts";
import type { MailServer } from "../mail/mail-server.ts";
import { renderMail } from "../mail/render-mail.ts";

interface Way {
  readonly server: MailServer;
  /** Comes when the attempt has used up its time. */
  readonly signal: AbortSignal;
}

interface Contact {
  readonly orderId: string;
  readonly number: number;
  readonly customer: Customer;
}

/**
 * Each of the five connections has its next mails at hand. Further ones would only wait here: nobody else
 * could take them, and what has not gone out when a process stops goes out twice.
 */
const atOnce = 32;

/**
 * Sends mails through a mail server, which knows no idempotency keys: after a crash between its
 * answer and our record of it the same mail goes out again, under the same Message-ID, by which
 * many mail programs drop the second one. With these attempts a server may be away for an hour.
 */
export function mailActivity(server: MailServer): Activity {
  return activity<NotificationState, NotificationCommand>({
    name: "mail",
    on: [...notifiedEvents, ResendRequested],
    to: notification,
    key: (message) => keyOf(message.stream),
    policy: { timeoutMs: 30_000, attempts: 150, concurrency: atOnce },
    async perform(message, state, { signal }) {
      const way = { server, signal };
      if (isA(message, ResendRequested)) return resend(way, message.data, state);
      const due = dueNotification(message);
      if (due === undefined) return undefined;
      const orderId = keyOf(message.stream);
      if (isA(message, OrderPlaced)) {
        const { number, customer } = message.data;
        const contact = { orderId, number, customer: state.customer ?? customer };
        return sendAll(way, contact, unsettled([due, ...heldKinds(state)], state));
      }
      const { number, customer } = state;
      if (number === undefined || customer === undefined) return { type: "hold", orderId, ...due };
      return sendAll(way, { orderId, number, customer }, unsettled([due], state));
    },
  });
}

function unsettled(
  due: readonly DueNotification[],
  state: NotificationState,
): readonly DueNotification[] {
  return due.filter(({ kind }) => !isSettled(state, kind));
}

async function sendAll(
  way: Way,
  contact: Contact,
  due: readonly DueNotification[],
): Promise<NotificationCommand | undefined> {
  if (due.length === 0) return undefined;
  const outcomes: MailOutcome[] = [];
  for (const each of due) outcomes.push(await sendOne(way, contact, each));
  return { type: "recordOutcomes", ...contact, outcomes };
}

async function sendOne(
  way: Way,
  { orderId, number, customer }: Contact,
  { kind, details }: DueNotification,
): Promise<MailOutcome> {
  const messageId = messageIdOf(orderId, kind, way.server.domain);
  const outcome = await delivered(way, { messageId, number, customer, kind, details });
  return { kind, details, ...outcome };
}

async function resend(
  way: Way,
  { orderId, kind, resendId, number, customer, details }: DataOf<typeof ResendRequested>,
  { resends = [] }: NotificationState,
): Promise<NotificationCommand | undefined> {
  // Sent already, and asked again because its record was slower than its message.
  if (resends.some(({ id, status }) => id === resendId && status !== "pending")) return undefined;
  const messageId = resendMessageId({ orderId, kind, resendId }, way.server.domain);
  const said: NotificationDetails = details ?? {};
  const mail = { messageId, number, customer, kind, details: said };
  return {
    type: "recordResend",
    orderId,
    kind,
    resendId,
    outcome: await delivered(way, mail),
  };
}

interface Delivery extends DueNotification {
  readonly messageId: string;
  readonly number: number;
  readonly customer: Customer;
}

/** @throws {Retryable} when the mail server is away or too busy */
async function delivered(
  { server, signal }: Way,
  { messageId, number, customer, kind, details }: Delivery,
): Promise<SendOutcome> {
  const to = { name: customer.name, address: customer.email };
  const content = renderMail(kind, { number, customerName: customer.name, details });
  try {
    await server.send({ messageId, to, ...content }, signal);
    return { sent: true, messageId };
  } catch (error) {
    if (!(error instanceof Terminal)) throw error;
    const { reason } = error.details;
    return { sent: false, reason: typeof reason === "string" ? reason : error.code };
  }
}
