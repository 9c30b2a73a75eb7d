import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "@waybill/kit/testing";
import { ForeignRecords } from "./foreign-records.ts";

describe("foreign records", () => {
  it("are listed within limits: who floods a topic does not flood a database", () => {
    const clock = new ManualClock();
    const foreign = new ForeignRecords({ topic: "t", group: "g", clock, warn: () => undefined });
    const add = (count: number): number => {
      for (let offset = 0n; offset < count; offset++)
        foreign.add(2, {
          offset,
          timestamp: 5,
          key: undefined,
          value: Buffer.from("x"),
          headers: new Map(),
        });
      return foreign.take().length;
    };
    assert.equal(add(250), 100);
    assert.equal(add(10), 0);
    clock.advance(35_000);
    assert.equal(add(10), 3);
    clock.advance(100_000_000);
    assert.equal(add(250), 100);
  });
});
