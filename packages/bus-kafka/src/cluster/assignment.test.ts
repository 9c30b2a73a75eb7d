import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Assignment } from "./assignment.ts";

describe("a partition that is read", () => {
  it("takes no answer of a broker that hung, when another has brought what comes behind it", () => {
    const assignment = new Assignment(0, 100n);
    assert.ok(assignment.isAnsweredBy({ from: 100n }));
    assignment.fetchOffset = 160n;
    assert.ok(!assignment.isAnsweredBy({ from: 100n }));
    assert.ok(assignment.isAnsweredBy({ from: 160n }));
  });
});
