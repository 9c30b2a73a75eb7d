import assert from "node:assert/strict";
import { test } from "node:test";
import type { HistoryEntry } from "../order-calls.ts";
import { noteOf, storyOf } from "./story.ts";

const entryOf = (id: string, data: unknown): HistoryEntry => ({
  id,
  type: "ShipmentCreated",
  service: "fulfilment",
  version: 2,
  time: "2026-01-01T00:00:00.000Z",
  causedBy: "",
  correlationId: "",
  data,
});

const noteOn = (data: unknown): string => {
  const entry = entryOf("a", data);
  return noteOf(entry, storyOf([entry]));
};

test("a note has ids as they are written, and reasons in words", () => {
  assert.equal(
    noteOn({ shipmentId: "shp_01m8", reason: "out_of_stock" }),
    "out of stock · shp_01m8",
  );
  assert.equal(noteOn({ refundId: "rfd_01m8" }), "rfd_01m8");
});

test("a further attempt is told; the first is not", () => {
  assert.equal(noteOn({ process: { attempt: 2 } }), "attempt 2");
  assert.equal(noteOn({ process: { attempt: 1 } }), "");
});

test("events of one type that say nothing else are told apart by their version", () => {
  const entries = [entryOf("a", {}), entryOf("b", null)];
  const story = storyOf(entries);
  assert.deepEqual(
    entries.map((entry) => noteOf(entry, story)),
    ["no. 2", "no. 2"],
  );
});
