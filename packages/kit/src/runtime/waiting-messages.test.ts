import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Contract, Recorded } from "../concepts/contract.ts";
import { Posted, metaOf } from "../testing/two-services.ts";
import { WaitingMessages } from "./waiting-messages.ts";

const newer: Contract = {
  ...Posted,
  version: 2,
  upcasts: {
    1: (data: unknown) => {
      const { n } = data as { n: number };
      if (n < 0) throw new Error("no number");
      return { key: "lifted", n };
    },
  },
};

describe("messages that wait", () => {
  it("are taken in order, and what waits is not said to be looked at", () => {
    const waiting = new WaitingMessages(new Map());
    for (const [partition, position] of [
      [0, 5],
      [1, 6],
      [0, 9],
    ] as const)
      waiting.add(message(partition, position));
    assert.equal(waiting.count, 3);
    const places = new Map([
      [0, 12],
      [1, 6],
    ]);
    const first = waiting.take(1, places);
    assert.deepEqual(
      first.messages.map(({ position }) => position),
      [5],
    );
    assert.deepEqual([first.scannedTo(0), first.scannedTo(1), first.scannedTo(2)], [8, 5, 0]);
    const rest = waiting.take(5, places);
    assert.equal(rest.messages.length, 2);
    assert.deepEqual([rest.scannedTo(0), rest.scannedTo(1)], [12, 6]);
    assert.deepEqual([waiting.count, waiting.oldest], [0, undefined]);
  });

  it("are in the shape of the present version, or as they came when that cannot be", () => {
    const waiting = new WaitingMessages(new Map([[Posted.type, newer]]));
    waiting.add(message(0, 1));
    waiting.add({ ...message(0, 2), data: { key: "old", n: -1 } });
    const [lifted, left] = waiting.take(2, new Map()).messages;
    assert.deepEqual([lifted?.schemaVersion, lifted?.data], [2, { key: "lifted", n: 1 }]);
    assert.deepEqual([left?.schemaVersion, left?.data], [1, { key: "old", n: -1 }]);
  });
});

function message(partition: number, position: number): Recorded {
  return {
    source: "alpha",
    position,
    partition,
    stream: "post-a",
    version: position,
    type: Posted.type,
    schemaVersion: 1,
    data: { key: "a", n: 1 },
    meta: metaOf("a"),
    time: 1_000 + position,
    touches: [],
  };
}
