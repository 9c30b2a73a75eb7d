import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Recorded } from "../concepts/contract.ts";
import { decodeCloudEvent, encodeCloudEvent } from "./cloud-event.ts";

const event: Recorded = {
  source: "orders",
  position: 9_007_199_254_740_991,
  partition: 3,
  stream: "order-ord_1/2",
  version: 12,
  type: "OrderPlaced",
  schemaVersion: 1,
  data: { lines: [{ sku: "MUG-BLUE", quantity: 2 }], note: "\u2028 ü" },
  meta: {
    tenant: "acme",
    correlationId: "cor_1",
    causationId: "order-ord_1/11",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  },
  time: 1_767_225_600_123,
  touches: [],
};

test("an event comes back as it was written", () => {
  assert.deepEqual(decodeCloudEvent(encodeCloudEvent(event), 3), event);
  const untraced = { ...event, meta: { ...event.meta, traceparent: "" } };
  assert.deepEqual(decodeCloudEvent(encodeCloudEvent(untraced), 3), untraced);
});

test("it is CloudEvents 1.0: the required attributes, names of lower-case letters, no empty one", () => {
  const envelope = JSON.parse(encodeCloudEvent(event)) as Record<string, unknown>;
  assert.deepEqual(
    [envelope["specversion"], envelope["id"], envelope["source"], envelope["type"]],
    ["1.0", "order-ord_1/2/12", "orders", "OrderPlaced"],
  );
  for (const [name, value] of Object.entries(envelope)) {
    assert.match(name, /^[a-z0-9]{1,20}$/);
    assert.notEqual(value, "");
  }
});

test("what no service of ours can have written is none of ours, whatever it is", () => {
  const foreign = [
    "",
    "null",
    "[]",
    "{",
    "12",
    "{}",
    encodeCloudEvent({ ...event, position: 0 }),
    encodeCloudEvent({ ...event, position: 1.5 }),
    encodeCloudEvent(event).replace('"1.0"', '"0.3"'),
    encodeCloudEvent(event).replace('"source":"orders",', ""),
    encodeCloudEvent(event).replace("order-ord_1/2/12", "12"),
  ];
  for (const text of foreign) assert.equal(decodeCloudEvent(text, 0), undefined, text);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      decodeCloudEvent(text, 0);
    }),
  );
});
