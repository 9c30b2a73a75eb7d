import assert from "node:assert/strict";
import { test } from "node:test";
import type { NotificationKind } from "@waybill/contracts";
import type { NewEvent } from "@waybill/kit/pure";
import fc from "fast-check";
import { notification } from "./notification.ts";
import {
  isSettled,
  type NotificationCommand,
  type NotificationState,
} from "./notification-state.ts";

const orderId = "ord_1";
const ana = { email: "ana@example.com", name: "Ana" };
const bea = { email: "bea@example.com", name: "Bea" };
const change = { key: orderId, tenant: "acme", time: 7 };
const context = {
  now: 7,
  tenant: "acme",
  id: (prefix: string) => `${prefix}_1`,
  other: () => assert.fail("looks at no other stream"),
};

const placed: NotificationCommand = {
  type: "notePlaced",
  orderId,
  number: 1001,
  customer: ana,
  details: { total: 2580, currency: "EUR" },
};
const due = (kind: NotificationKind): NotificationCommand => ({
  type: "noteDue",
  orderId,
  kind,
  details: {},
});
const hold = (kind: NotificationKind): NotificationCommand => ({
  type: "hold",
  orderId,
  kind,
  details: {},
});
const moved: NotificationCommand = { type: "changeContact", orderId, customer: bea };
const sent = (kind: NotificationKind): NotificationCommand => ({
  type: "recordOutcomes",
  orderId,
  number: 1001,
  customer: ana,
  outcomes: [{ kind, details: {}, sent: true, messageId: `<${kind}>` }],
});
const refused = (kind: NotificationKind): NotificationCommand => ({
  type: "recordOutcomes",
  orderId,
  number: 1001,
  customer: ana,
  outcomes: [{ kind, details: {}, sent: false, reason: "smtp_550" }],
});

/** Carries commands out; gives the events of all of them and the state after. */
function after(...commands: readonly NotificationCommand[]): {
  events: readonly NewEvent[];
  shown: readonly string[];
  state: NotificationState;
} {
  let state = notification.initial(orderId);
  const events: NewEvent[] = [];
  for (const command of commands) {
    const decided = notification.decide(command, state, context);
    for (const { contract, data } of decided) {
      state = notification.evolve(state, { type: contract.type, data }, change);
    }
    events.push(...decided);
  }
  const shown = events.map(({ contract, data }) => {
    const { kind, customer } = data as { kind?: string; customer?: { name: string } };
    return [contract.type, kind, customer?.name].filter((part) => part !== undefined).join(" ");
  });
  return { events, shown, state };
}

test("one mail of a kind, though it was held, and though two outcomes of it come together", () => {
  const kinds = (events: readonly NewEvent[]) =>
    events.map(({ contract, data }) => `${contract.type} ${(data as { kind: string }).kind}`);
  assert.deepEqual(kinds(after(due("placed"), placed).events), [
    "NotificationHeld placed",
    "NotificationSent placed",
  ]);
  const twice: NotificationCommand = {
    type: "recordOutcomes",
    orderId,
    number: 1001,
    customer: ana,
    outcomes: ["<a>", "<b>"].map((messageId) => ({
      kind: "placed",
      details: {},
      sent: true,
      messageId,
    })),
  };
  assert.deepEqual(kinds(after(twice).events), ["NotificationSent placed"]);
});

test("each kind is one event, to the customer of the order", () => {
  const { shown, state } = after(placed, due("confirmed"), due("dispatched"));
  assert.deepEqual(shown, [
    "NotificationSent placed Ana",
    "NotificationSent confirmed Ana",
    "NotificationSent dispatched Ana",
  ]);
  assert.equal(state.tenant, "acme");
  assert.deepEqual(state.kinds.placed, {
    status: "sent",
    at: 7,
    channel: "outbox",
    details: { total: 2580, currency: "EUR" },
  });
});

test("what is due before the order is known is held, then sent with its contact", () => {
  const { shown } = after(due("cancelled"), due("confirmed"), due("cancelled"), placed);
  assert.deepEqual(shown, [
    "NotificationHeld cancelled",
    "NotificationHeld confirmed",
    "NotificationSent placed Ana",
    "NotificationSent confirmed Ana",
    "NotificationSent cancelled Ana",
  ]);
});

test("a changed contact is for the mails to come, also when the change comes first", () => {
  assert.deepEqual(after(placed, moved, moved, due("confirmed")).shown, [
    "NotificationSent placed Ana",
    "ContactNoted Bea",
    "NotificationSent confirmed Bea",
  ]);
  assert.deepEqual(after(moved, due("confirmed"), placed).shown, [
    "ContactNoted Bea",
    "NotificationHeld confirmed",
    "NotificationSent placed Bea",
    "NotificationSent confirmed Bea",
  ]);
});

test("a mail that was sent or refused is recorded once", () => {
  assert.deepEqual(after(sent("placed"), sent("placed"), refused("placed")).shown, [
    "NotificationSent placed Ana",
  ]);
  assert.deepEqual(after(refused("placed"), sent("placed")).shown, [
    "ContactNoted Ana",
    "NotificationFailed placed",
  ]);
});

test("the contact is known after a refused mail, too", () => {
  const { state } = after(refused("placed"));
  assert.equal(state.number, 1001);
  assert.deepEqual(state.customer, ana);
});

test("a mail that was held for the mail server counts as sent when it has been", () => {
  const { shown, state } = after(
    hold("confirmed"),
    hold("confirmed"),
    sent("placed"),
    sent("confirmed"),
  );
  assert.deepEqual(shown, [
    "NotificationHeld confirmed",
    "NotificationSent placed Ana",
    "NotificationSent confirmed Ana",
  ]);
  assert.ok(isSettled(state, "confirmed"));
});

const again = (resendId: string, channel: "smtp" | "outbox" = "outbox"): NotificationCommand => ({
  type: "resend",
  orderId,
  kind: "placed",
  resendId,
  channel,
});
const resent = (resendId: string): NotificationCommand => ({
  type: "recordResend",
  orderId,
  kind: "placed",
  resendId,
  outcome: { sent: true, messageId: "<again>" },
});

test("a resend is a delivery more of the same notification, to the contact of now, with an id of its own", () => {
  const { shown, events, state } = after(placed, moved, again("rsd_1"), again("rsd_1"));
  assert.deepEqual(shown, [
    "NotificationSent placed Ana",
    "ContactNoted Bea",
    "ResendRequested placed Bea",
    "NotificationResent placed",
  ]);
  const [first, second] = [events[0]!, events[3]!].map(
    ({ data }) => (data as { messageId: string }).messageId,
  );
  assert.notEqual(first, second);
  assert.equal(state.kinds.placed?.at, 7);
  assert.deepEqual(
    state.resends?.map(({ id, status, to }) => [id, status, to.name]),
    [["rsd_1", "sent", "Bea"]],
  );
});

test("through a mail server a resend waits for its outcome, which is recorded once, and no other goes beside it", () => {
  const { shown } = after(sent("placed"), again("rsd_1", "smtp"), resent("rsd_1"), resent("rsd_1"));
  assert.deepEqual(shown, [
    "NotificationSent placed Ana",
    "ResendRequested placed Ana",
    "NotificationResent placed",
  ]);
  assert.throws(
    () => after(sent("placed"), again("rsd_1", "smtp"), again("rsd_2", "smtp")),
    /is being sent again already/,
  );
});

test("a resend of which nothing was heard for two hours keeps nobody from another, and may still end", () => {
  const { state } = after(sent("placed"), again("rsd_1", "smtp"));
  const hours = (count: number) => ({ ...context, now: context.now + count * 60 * 60 * 1000 });
  const asked = again("rsd_2", "smtp");
  assert.throws(() => notification.decide(asked, state, hours(1.9)), /is being sent again already/);
  const [event] = notification.decide(asked, state, hours(2));
  assert.ok(event?.contract.type === "ResendRequested");
  const both = notification.evolve(state, { type: event.contract.type, data: event.data }, change);
  for (const id of ["rsd_1", "rsd_2"])
    assert.equal(notification.decide(resent(id), both, context).length, 1, id);
});

test("a mail that was refused can be sent again, with what it said; one that was never sent can not", () => {
  const { events } = after(
    {
      ...placed,
      type: "recordOutcomes",
      outcomes: [
        {
          kind: "placed",
          details: { total: 2580, currency: "EUR" },
          sent: false,
          reason: "smtp_550",
        },
      ],
    },
    again("rsd_1", "smtp"),
  );
  assert.partialDeepStrictEqual(events.at(-1)?.data, {
    customer: ana,
    details: { total: 2580, currency: "EUR" },
  });
  assert.throws(() => after(due("placed"), again("rsd_1")), /has not been sent yet/);
  assert.throws(() => after(again("rsd_1")), /has not been sent yet/);
});

test("after fifty resends of an order it is left alone", () => {
  const many = Array.from({ length: 50 }, (_, index) => again(`rsd_${index}`));
  assert.throws(() => after(placed, ...many, again("rsd_50")), /sent again 50 times/);
});

test("whatever is repeated and in whatever order, each kind is sent exactly once", () => {
  const inputs = [placed, due("confirmed"), due("dispatched"), due("cancelled"), moved];
  const shuffled = fc.shuffledSubarray([...inputs, ...inputs], { minLength: 10 });
  fc.assert(
    fc.property(shuffled, (commands) => {
      const kinds = after(...commands)
        .events.filter(({ contract }) => contract.type === "NotificationSent")
        .map(({ data }) => (data as { kind: string }).kind);
      assert.deepEqual(kinds.toSorted(), ["cancelled", "confirmed", "dispatched", "placed"]);
    }),
  );
});
