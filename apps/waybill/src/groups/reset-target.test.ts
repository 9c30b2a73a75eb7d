import assert from "node:assert/strict";
import { test } from "node:test";
import { parseResetTarget } from "./reset-target.ts";

test("a group goes to an end, a position, or a time", () => {
  assert.deepEqual(parseResetTarget("earliest"), { to: "earliest" });
  assert.deepEqual(parseResetTarget("latest"), { to: "latest" });
  assert.deepEqual(parseResetTarget("1200"), { to: "position", position: 1_200 });
  const time = Date.UTC(2026, 4, 1, 8);
  for (const text of ["2026-05-01T08:00Z", "2026-05-01T10:00:00+02:00", "2026-05-01T08:00:00.0Z"])
    assert.deepEqual(parseResetTarget(text), { to: "time", time }, text);
  const midnight = Date.UTC(2026, 4, 1);
  assert.deepEqual(parseResetTarget("2026-05-01"), { to: "time", time: midnight });
});

test("anything else is refused, above all a time whose zone nobody knows", () => {
  for (const text of ["", "now", "-1", "1.5", "2026-05-01T10:00:00", "2026-13-01", "yesterday"]) {
    assert.throws(() => parseResetTarget(text), { code: "reset-target-invalid" }, text);
  }
});
