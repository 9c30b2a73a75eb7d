import assert from "node:assert/strict";
import { test } from "node:test";
import { storyText, type HistoryEvent } from "./order-story.ts";

function event(id: string, seconds: number, causedBy?: string): HistoryEvent {
  const time = new Date(Date.UTC(2026, 0, 5) + seconds * 1_000).toISOString();
  const cause = causedBy === undefined ? {} : { causedBy };
  return { id, time, service: "orders", type: id, ...cause };
}

test("what came late is told in units that can be read, and its cause with how long it took", () => {
  const order = { id: "ord_1", number: 7, status: "cancelled", cancelReason: "operator_request" };
  const text = storyText({ ...order, total: { amount: 2_580, currency: "EUR" } }, [
    event("Placed", 0),
    event("Reserved", 0.25, "Placed"),
    event("Delivered", 163.155, "Reserved"),
    event("Reminded", 2_700, "Elsewhere"),
    event("Asked", 108_000),
    event("Returned", 1_036_800, "Asked"),
  ]);
  assert.deepEqual(text.split("\n"), [
    "",
    "  Order 7 (ord_1): cancelled (operator_request), 25.80 EUR",
    "",
    "       +0 ms  orders        Placed",
    "     +250 ms  orders        Reserved  ← Placed (250 ms)",
    "    +163.2 s  orders        Delivered  ← Reserved (162.9 s)",
    "     +45 min  orders        Reminded",
    "       +30 h  orders        Asked",
    "       +12 d  orders        Returned  ← Asked (11 d)",
    "",
  ]);
});

test("a total is told in the currency's own units: yen have no decimals", () => {
  const order = { id: "ord_1", number: 7, status: "completed", cancelReason: null };
  assert.match(
    storyText({ ...order, total: { amount: 2_580, currency: "JPY" } }, []),
    /: completed, 2580 JPY\n/,
  );
});
