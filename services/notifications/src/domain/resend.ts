import {
  NotificationResent,
  ResendFailed,
  ResendRequested,
  type NotificationKind,
} from "@waybill/contracts";
import { happened, on, WaybillError, type DecideContext, type NewEvent } from "@waybill/kit/pure";
import {
  isSettled,
  type NotificationCommand,
  type NotificationState,
  type Resend,
} from "./notification-state.ts";

/** Of all kinds of an order together: its customer is written to by people, not by a loop. */
const mostResends = 50;
/**
 * After so long a delivery has been given up, or is a dead letter, which may have been dropped: it keeps
 * nobody from asking anew. The mail activity tries for an hour.
 */
const pendingMs = 2 * 60 * 60 * 1000;

type Of<Type extends NotificationCommand["type"]> = Extract<NotificationCommand, { type: Type }>;

/** `<kind.order.resend@domain>`: of its own, or mail programs would drop it as one that they have. */
export function resendMessageId(
  of: { readonly orderId: string; readonly kind: NotificationKind; readonly resendId: string },
  domain: string,
): string {
  return `<${of.kind}.${of.orderId}.${of.resendId}@${domain}>`;
}

/**
 * The outbox takes a mail by this decision alone; a mail server is asked by the activity that hears of
 * the request. One at a time of a kind, so that two people who press together send one mail.
 * @throws {WaybillError} 409 `notification-not-sent`, `resend-under-way` or `too-many-resends`
 */
export function requested(
  { orderId, kind, resendId, channel }: Of<"resend">,
  state: NotificationState,
  { now }: DecideContext,
): readonly NewEvent[] {
  const { number, customer, resends = [] } = state;
  if (resends.some(({ id }) => id === resendId)) return [];
  if (!isSettled(state, kind) || number === undefined || customer === undefined)
    throw refused(
      "notification-not-sent",
      `the mail "${kind}" of ${orderId} has not been sent yet`,
    );
  if (resends.some((each) => each.kind === kind && isUnderWay(each, now)))
    throw refused(
      "resend-under-way",
      `the mail "${kind}" of ${orderId} is being sent again already`,
    );
  if (resends.length >= mostResends)
    throw refused("too-many-resends", `mails of ${orderId} were sent again ${mostResends} times`);
  const of = { orderId, kind, resendId };
  const { details } = state.kinds[kind] ?? {};
  const request = happened(ResendRequested, {
    ...of,
    number,
    customer,
    ...(details === undefined ? {} : { details }),
  });
  if (channel === "smtp") return [request];
  const messageId = resendMessageId(of, "waybill");
  return [request, happened(NotificationResent, { ...of, channel, messageId })];
}

function isUnderWay({ status, at }: Resend, now: number): boolean {
  return status === "pending" && now - at < pendingMs;
}

export function resendRecorded(
  { orderId, kind, resendId, outcome }: Of<"recordResend">,
  { resends = [] }: NotificationState,
): readonly NewEvent[] {
  if (resends.find(({ id }) => id === resendId)?.status !== "pending") return [];
  const of = { orderId, kind, resendId };
  if (!outcome.sent) return [happened(ResendFailed, { ...of, reason: outcome.reason })];
  const { messageId } = outcome;
  return [happened(NotificationResent, { ...of, channel: "smtp", messageId })];
}

export const resendEvolutions = [
  on(ResendRequested, (state: NotificationState, { resendId, kind, customer }, { time }) => ({
    ...state,
    resends: [
      ...(state.resends ?? []),
      { id: resendId, kind, status: "pending" as const, at: time, to: customer },
    ],
  })),
  on(NotificationResent, (state: NotificationState, data, { time }) => {
    const { resendId, channel, messageId } = data;
    return changed(state, resendId, { status: "sent", at: time, channel, messageId });
  }),
  on(ResendFailed, (state: NotificationState, { resendId, reason }, { time }) =>
    changed(state, resendId, { status: "failed", at: time, reason }),
  ),
];

function changed(
  state: NotificationState,
  resendId: string,
  by: Partial<Resend>,
): NotificationState {
  if (state.resends === undefined) return state;
  const resends = state.resends.map((each) => (each.id === resendId ? { ...each, ...by } : each));
  return { ...state, resends };
}

function refused(code: string, message: string): WaybillError {
  return new WaybillError(code, message, { status: 409 });
}
