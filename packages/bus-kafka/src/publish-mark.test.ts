import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isWhole, markOf, noteOf } from "./publish-mark.ts";

const mark = { end: 40n, complete: 900, newest: 700 };

describe("what is written down of a partition", () => {
  it("holds as long as the partition is not shorter", () => {
    assert.ok(isWhole(mark, 40n));
    assert.ok(isWhole(mark, 43n));
    assert.ok(!isWhole(mark, 39n));
  });

  it("is read again, and what others write there is not taken for it", () => {
    assert.deepEqual(markOf(noteOf(mark)), mark);
    for (const note of ["", "900", "900 x", "-1 5", "900 700 1"])
      assert.equal(markOf({ offset: 40n, note }), undefined);
    assert.equal(markOf(undefined), undefined);
  });
});
