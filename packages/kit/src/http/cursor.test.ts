import assert from "node:assert/strict";
import { test } from "node:test";
import { createCursors, page } from "./cursor.ts";
import { HttpError } from "./problem.ts";

const { encodeCursor, decodeCursor } = createCursors("0123456789abcdef0123");
const scope = { tenant: "acme", route: "listOrders", filter: { status: "pending", q: undefined } };
const isInvalid = (error: unknown): boolean =>
  error instanceof HttpError && error.status === 400 && error.code === "invalid-cursor";

test("a cursor gives back its value in its own scope", () => {
  const cursor = encodeCursor(["2026-01-01", "ord_1"], scope);
  assert.match(cursor, /^[\w-]+$/);
  assert.deepEqual(decodeCursor(cursor, { ...scope, filter: { status: "pending" } }), [
    "2026-01-01",
    "ord_1",
  ]);
});

test("a cursor is refused for another tenant, route, filter or secret", () => {
  const cursor = encodeCursor(1, scope);
  for (const other of [
    { ...scope, tenant: "globex" },
    { ...scope, route: "listProducts" },
    { ...scope, filter: { status: "completed" } },
  ]) {
    assert.throws(() => decodeCursor(cursor, other), isInvalid);
  }
  const elsewhere = createCursors("another secret, another shop");
  assert.throws(() => elsewhere.decodeCursor(cursor, scope), isInvalid);
});

test("every changed character of a cursor is noticed", () => {
  const cursor = encodeCursor({ id: "ord_1" }, scope);
  for (let index = 0; index < cursor.length; index += 1) {
    const changed = cursor[index] === "A" ? "B" : "A";
    const tampered = cursor.slice(0, index) + changed + cursor.slice(index + 1);
    assert.throws(() => decodeCursor(tampered, scope), isInvalid, tampered);
  }
});

test("text that never was a cursor is refused", () => {
  for (const text of ["", "x", "🎁", "a b", "=", "A".repeat(5_000), "A".repeat(22)]) {
    assert.throws(() => decodeCursor(text, scope), isInvalid);
  }
});

test("a short secret is refused at the start", () => {
  assert.throws(() => createCursors("short"), RangeError);
});

test("a page shows the limit and points on only when there is more", () => {
  const cursorOf = (item: number): string => `after-${item}`;
  assert.deepEqual(page([1, 2, 3], 2, cursorOf), { items: [1, 2], nextCursor: "after-2" });
  assert.deepEqual(page([1, 2], 2, cursorOf), { items: [1, 2], nextCursor: null });
  assert.deepEqual(page([], 2, cursorOf), { items: [], nextCursor: null });
});
