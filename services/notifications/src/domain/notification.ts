import {
  ContactNoted,
  NotificationFailed,
  NotificationHeld,
  NotificationSent,
  type Customer,
  type NotificationKind,
} from "@waybill/contracts";
import { decider, happened, on, type Change, type NewEvent } from "@waybill/kit/pure";
import {
  heldKinds,
  isSettled,
  type MailOutcome,
  type Notification,
  type NotificationCommand,
  type NotificationDetails,
  type NotificationState,
} from "./notification-state.ts";
import { requested, resendEvolutions, resendRecorded } from "./resend.ts";

/** Stands in a `ContactNoted` that came before the order's number was known. */
const unknownNumber = 0;

/**
 * The notifications about an order: one of each kind, whatever is repeated and in whatever order it
 * comes. `notePlaced` and `noteDue` put mails into the outbox, which takes no more than this
 * decision; `hold` and `recordOutcomes` are for mails that go through a mail server.
 */
export const notification = decider<NotificationState, NotificationCommand>({
  category: "notification",
  initial: () => ({ tenant: "", kinds: {} }),
  key: (command) => command.orderId,
  isTerminal: (state) => isSettled(state, "dispatched") || isSettled(state, "cancelled"),
  opening: ["notePlaced"],
  decide: {
    notePlaced({ orderId, number, details, ...command }, state) {
      const customer = state.customer ?? command.customer;
      const held = heldKinds(state).filter(({ kind }) => kind !== "placed");
      return [{ kind: "placed" as const, details }, ...held]
        .filter(({ kind }) => !isSettled(state, kind))
        .map((due) => inOutbox({ orderId, number, customer, ...due }));
    },
    noteDue({ orderId, kind, details }, state) {
      const { number, customer } = state;
      if (number === undefined || customer === undefined)
        return held(orderId, { kind, details }, state);
      return isSettled(state, kind) ? [] : [inOutbox({ orderId, number, customer, kind, details })];
    },
    hold: ({ orderId, kind, details }, state) => held(orderId, { kind, details }, state),
    changeContact({ orderId, customer }, state) {
      const known = state.customer;
      if (known?.email === customer.email && known.name === customer.name) return [];
      return [happened(ContactNoted, { orderId, number: state.number ?? unknownNumber, customer })];
    },
    recordOutcomes: ({ orderId, number, customer, outcomes }, state) =>
      recorded({ orderId, number, customer: state.customer ?? customer, outcomes }, state),
    resend: requested,
    recordResend: resendRecorded,
  },
  evolve: [
    on(ContactNoted, (state: NotificationState, { number, customer }, { tenant }) => ({
      ...state,
      tenant,
      customer,
      ...(number === unknownNumber ? {} : { number }),
    })),
    on(NotificationHeld, (state: NotificationState, { kind, details }, change) =>
      withKind(state, change, [
        kind,
        { status: "held", at: change.time, details: detailsOf(details) },
      ]),
    ),
    on(NotificationSent, (state: NotificationState, data, change) => {
      const { kind, number, customer, channel, details } = data;
      const at = change.time;
      const sent = { status: "sent", at, channel, details: detailsOf(details) } as const;
      return { ...withKind(state, change, [kind, sent]), number, customer };
    }),
    on(NotificationFailed, (state: NotificationState, { kind, reason, details }, change) => {
      const said = details === undefined ? {} : { details: detailsOf(details) };
      return withKind(state, change, [
        kind,
        { status: "failed", at: change.time, reason, ...said },
      ]);
    }),
    ...resendEvolutions,
  ],
});

/** `<kind.order@waybill>`: the same whenever the same notification is made. */
export function messageIdOf(orderId: string, kind: NotificationKind, domain: string): string {
  return `<${kind}.${orderId}@${domain}>`;
}

interface Due {
  readonly kind: NotificationKind;
  readonly details: NotificationDetails;
}

interface Contact {
  readonly orderId: string;
  readonly number: number;
  readonly customer: Customer;
}

function inOutbox({ orderId, number, customer, kind, details }: Contact & Due): NewEvent {
  const messageId = messageIdOf(orderId, kind, "waybill");
  const base = { orderId, kind, channel: "outbox" as const, messageId, number, customer };
  return happened(NotificationSent, { ...base, details });
}

function held(orderId: string, due: Due, state: NotificationState): readonly NewEvent[] {
  const known = state.kinds[due.kind] !== undefined;
  return known ? [] : [happened(NotificationHeld, { orderId, ...due })];
}

function recorded(
  { orderId, number, customer, outcomes }: Contact & { readonly outcomes: readonly MailOutcome[] },
  state: NotificationState,
): readonly NewEvent[] {
  const byKind = new Map(outcomes.map((outcome) => [outcome.kind, outcome]));
  const fresh = [...byKind.values()].filter(({ kind }) => !isSettled(state, kind));
  const events = fresh.map((outcome): NewEvent => {
    const { kind, details } = outcome;
    if (!outcome.sent)
      return happened(NotificationFailed, { orderId, kind, reason: outcome.reason, details });
    const { messageId } = outcome;
    const base = { orderId, kind, channel: "smtp" as const, messageId, number, customer };
    return happened(NotificationSent, { ...base, details });
  });
  // Later mails need the contact even when the first one could not be sent.
  const learns = state.number !== undefined || fresh.some((outcome) => outcome.sent);
  return learns || events.length === 0
    ? events
    : [happened(ContactNoted, { orderId, number, customer }), ...events];
}

function withKind(
  state: NotificationState,
  { tenant }: Change,
  [kind, entry]: readonly [NotificationKind, Notification],
): NotificationState {
  return { ...state, tenant, kinds: { ...state.kinds, [kind]: entry } };
}

/** Written by this decider, so it is what it says. */
function detailsOf(details: unknown): NotificationDetails {
  return details ?? {};
}
