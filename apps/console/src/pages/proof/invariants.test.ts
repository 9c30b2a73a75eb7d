import assert from "node:assert/strict";
import { test } from "node:test";
import { invariants, lastProven } from "./invariants.ts";
import type { Run } from "./proof-calls.ts";

function run(endedAt: string, ...broken: readonly string[]): Run {
  const checks = invariants.map(({ id }) => ({
    id,
    ok: !broken.includes(id),
    checked: 1,
    total: 0,
  }));
  return {
    id: "vrf_1",
    state: broken.length === 0 ? "passed" : "broken",
    startedAt: endedAt,
    endedAt,
    startedBy: null,
    progress: null,
    failure: null,
    report: null,
    checks,
  };
}

test("an invariant was last proven by the newest run in which it held, whatever else did not", () => {
  const runs = [
    { ...run("2026-01-03T00:00:00Z"), state: "failed" as const, checks: [] },
    run("2026-01-02T00:00:00Z", "C"),
    run("2026-01-01T00:00:00Z"),
  ];
  assert.equal(lastProven("L", runs), "2026-01-02T00:00:00Z");
  assert.equal(lastProven("C", runs), "2026-01-01T00:00:00Z");
  assert.equal(lastProven("C", []), undefined);
});
