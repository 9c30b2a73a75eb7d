import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryState, mailState } from "./mail-state.ts";

type Deliveries = Parameters<typeof mailState>[0]["deliveries"];
type Delivery = Deliveries[number];

const first = { id: "first", at: "2026-01-01T00:00:00.000Z" };
const toServer: Delivery = { ...first, status: "sent", channel: "smtp" };
const toOutbox: Delivery = { ...first, status: "sent", channel: "outbox" };
const underWay: Delivery = { ...first, status: "pending" };

const stateOf = (...deliveries: Deliveries): string => mailState({ status: "sent", deliveries });

test("a mail that only went into the outbox is written down, not sent", () => {
  assert.equal(stateOf(toOutbox), "written-down");
  assert.equal(stateOf(toOutbox, underWay), "written-down");
  assert.equal(deliveryState(toOutbox), "written-down");
});

test("one delivery to a mail server makes a mail sent", () => {
  assert.equal(stateOf(toServer), "sent");
  assert.equal(stateOf(toOutbox, toServer), "sent");
});

test("other states are those of the API", () => {
  assert.equal(mailState({ status: "failed", deliveries: [] }), "failed");
  assert.equal(mailState({ status: "held", deliveries: [] }), "held");
  assert.equal(deliveryState(underWay), "pending");
});
