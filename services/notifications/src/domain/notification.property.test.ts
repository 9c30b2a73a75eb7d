import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NotificationFailed,
  NotificationHeld,
  NotificationSent,
  type Customer,
  type NotificationKind,
} from "@waybill/contracts";
import { Trial, asJson, hostileTexts, picked } from "@waybill/kit/testing";
import fc from "fast-check";
import { notification } from "./notification.ts";
import {
  heldKinds,
  isSettled,
  notificationKinds,
  type MailOutcome,
  type NotificationCommand,
  type NotificationDetails,
} from "./notification-state.ts";

const orderIds = ["ord_1", "__proto__"];
const orderId = fc.oneof({ weight: 4, arbitrary: fc.constant("ord_1") }, fc.constant("__proto__"));
const text = fc.constantFrom("", ...hostileTexts);
const customer: fc.Arbitrary<Customer> = fc.record({
  email: fc.constantFrom("ana@example.com", "0@x.pt"),
  name: fc.constantFrom(...hostileTexts),
});
const number = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const details: fc.Arbitrary<NotificationDetails> = fc.record(
  { total: fc.nat(), currency: text, carrier: text, trackingNumber: text, reason: text },
  { requiredKeys: [] },
);
/** `placed` is due by the order itself only, which brings the contact. */
const laterKind = fc.constantFrom<NotificationKind>("confirmed", "dispatched", "cancelled");
const kind = fc.constantFrom(...notificationKinds);
const outcome: fc.Arbitrary<MailOutcome> = fc.oneof(
  fc.record({ kind, details, sent: fc.constant(true as const), messageId: text }),
  fc.record({ kind, details, sent: fc.constant(false as const), reason: text }),
);

const outboxCommand: fc.Arbitrary<NotificationCommand> = fc.oneof(
  fc.record({ type: fc.constant("notePlaced" as const), orderId, number, customer, details }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("noteDue" as const),
      orderId,
      kind: laterKind,
      details,
    }),
  },
  fc.record({ type: fc.constant("changeContact" as const), orderId, customer }),
);
const mailCommand: fc.Arbitrary<NotificationCommand> = fc.oneof(
  fc.record({ type: fc.constant("hold" as const), orderId, kind: laterKind, details }),
  fc.record({
    type: fc.constant("recordOutcomes" as const),
    orderId,
    number,
    customer,
    // One attempt is for different mails.
    outcomes: fc.uniqueArray(outcome, { selector: (each) => each.kind, maxLength: 4 }),
  }),
);
const poolOf = (command: fc.Arbitrary<NotificationCommand>) =>
  fc.array(command, { minLength: 1, maxLength: 15, size: "max" }).map(asJson);
const picks = fc.array(fc.nat(), { maxLength: 25, size: "max" });

function of(orderId: string) {
  return (each: { readonly orderId: string }): boolean => each.orderId === orderId;
}

function assertOnceAKind(of: readonly { readonly kind: NotificationKind }[]): void {
  assert.equal(new Set(of.map(({ kind }) => kind)).size, of.length, JSON.stringify(of));
}

test("in whatever order mails come due, are held, sent and refused, each kind ends once, and what ended stays so", () => {
  fc.assert(
    fc.property(poolOf(fc.oneof(outboxCommand, mailCommand)), picks, (commands, picks) => {
      const trial = new Trial([notification]);
      for (const each of picked(commands, picks)) {
        trial.now += 1;
        const before = trial.state(notification, each.orderId);
        assert.equal(trial.give(notification, each).refusal, undefined);
        const after = trial.state(notification, each.orderId);
        for (const kind of notificationKinds) {
          if (isSettled(before, kind)) assert.equal(after.kinds[kind], before.kinds[kind]);
        }
      }
      for (const id of orderIds) {
        const held = trial.all(NotificationHeld).filter(of(id));
        const sent = trial.all(NotificationSent).filter(of(id));
        const failed = trial.all(NotificationFailed).filter(of(id));
        assertOnceAKind(held);
        assertOnceAKind([...sent, ...failed]);
      }
      trial.assertEvolvesInAnyOrder(picks);
    }),
    { numRuns: 200 },
  );
});

test("whatever came before, a mail goes to the newest contact that is known by then", () => {
  fc.assert(
    fc.property(poolOf(fc.oneof(outboxCommand, mailCommand)), picks, (commands, picks) => {
      const trial = new Trial([notification]);
      for (const each of picked(commands, picks)) {
        const { customer } = trial.state(notification, each.orderId);
        const sentBefore = trial.all(NotificationSent).length;
        trial.give(notification, each);
        for (const mail of trial.all(NotificationSent).slice(sentBefore)) {
          const told = "customer" in each ? each.customer : undefined;
          assert.deepEqual(mail.customer, customer ?? told);
        }
        if (each.type !== "changeContact") continue;
        assert.deepEqual(trial.state(notification, each.orderId).customer, each.customer);
      }
    }),
    { numRuns: 150 },
  );
});

test("in the outbox, once the order is known every kind that came due is sent, and none waits", () => {
  fc.assert(
    fc.property(poolOf(outboxCommand), picks, (commands, picks) => {
      const trial = new Trial([notification]);
      const due = new Map<string, Set<NotificationKind>>();
      for (const each of picked(commands, picks)) {
        trial.give(notification, each);
        const kinds = due.get(each.orderId) ?? new Set();
        due.set(each.orderId, kinds);
        if (each.type === "notePlaced") kinds.add("placed");
        if (each.type === "noteDue") kinds.add(each.kind);
        const state = trial.state(notification, each.orderId);
        if (!kinds.has("placed")) continue;
        assert.deepEqual(heldKinds(state), []);
        for (const kind of notificationKinds) {
          assert.equal(state.kinds[kind]?.status === "sent", kinds.has(kind));
        }
      }
    }),
    { numRuns: 150 },
  );
});
