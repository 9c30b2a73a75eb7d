import assert from "node:assert/strict";
import { test } from "node:test";
import { violationsFor } from "./visible-violations.ts";

const message = "something";

test("shows what is of the tenant, and what is of nobody", () => {
  const found = [
    { problem: "captured-twice", message, order: "ord_1", tenant: "acme" },
    { problem: "captured-twice", message, order: "ord_2", tenant: "rival" },
    { problem: "stock-differs", message, stream: "stock-rival/MUG", tenant: "rival" },
    { problem: "position-gap", message, service: "orders", position: 7 },
  ];
  const shown = violationsFor("acme", found);
  assert.deepEqual(
    shown.map(({ problem, order }) => `${problem} ${order ?? ""}`.trim()),
    ["captured-twice ord_1", "position-gap"],
  );
});

test("shows to nobody what is of somebody unknown", () => {
  const found = [
    { problem: "provider-only", message, order: "ord_3" },
    { problem: "row-missing", message: "the row (rival/MUG) is missing", service: "inventory" },
    { problem: "queued-behind-nothing", message, service: "orders" },
  ];
  assert.deepEqual(violationsFor("acme", found), []);
});
