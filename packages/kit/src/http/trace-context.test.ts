import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptTraceparent } from "../telemetry/traceparent.ts";
import { acceptCorrelationId, newTraceparent } from "./trace-context.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

test("a well-formed traceparent is taken over, one of a later version as version 00", () => {
  const header = `00-${TRACE}-${PARENT}-01`;
  assert.equal(acceptTraceparent(header), header);
  assert.equal(acceptTraceparent(`01-${TRACE}-${PARENT}-01-more`), header);
});

test("a malformed traceparent counts as absent", () => {
  for (const header of [
    undefined,
    "",
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-01-more`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${"0".repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
  ]) {
    assert.equal(acceptTraceparent(header), undefined, header);
  }
});

test("a made traceparent is well-formed and new each time", () => {
  const made = Array.from({ length: 500 }, newTraceparent);
  for (const traceparent of made) assert.equal(acceptTraceparent(traceparent), traceparent);
  assert.equal(new Set(made).size, made.length);
});

test("a correlation id that fits is kept, any other replaced", () => {
  assert.equal(acceptCorrelationId("shop-1.A_b"), "shop-1.A_b");
  for (const header of [undefined, "", "a b", "x".repeat(129), "<script>", ["a", "b"]]) {
    assert.match(acceptCorrelationId(header), /^[\da-f]{32}$/);
  }
});
