import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OffsetTrail } from "./offset-trail.ts";

describe("the offset that a consumer has reached", () => {
  it("is behind the last message that it has written down, and not further", () => {
    const trail = new OffsetTrail(10, 3n);
    assert.equal(trail.reached, 3n);
    for (const [position, offset] of [
      [12, 4n],
      [15, 5n],
      [19, 6n],
    ] as const)
      trail.give(position, offset);
    assert.equal(trail.reached, 3n);
    trail.move(15);
    assert.equal(trail.reached, 5n);
    trail.move(18);
    assert.equal(trail.reached, 5n);
    trail.move(19);
    assert.equal(trail.reached, 6n);
  });

  it("is past what is of no interest as soon as what stands before it is done", () => {
    const trail = new OffsetTrail(10, 0n);
    trail.pass(10, 1n);
    assert.equal(trail.reached, 1n, "read again from before the position");
    trail.give(11, 2n);
    trail.pass(11, 3n);
    trail.pass(14, 4n);
    assert.equal(trail.reached, 1n);
    trail.move(11);
    assert.equal(trail.reached, 2n);
    trail.move(14);
    assert.equal(trail.reached, 4n);
    trail.pass(14, 5n);
    assert.equal(trail.reached, 5n);
  });
});
