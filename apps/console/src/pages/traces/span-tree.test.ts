import assert from "node:assert/strict";
import { test } from "node:test";
import { lengthText, rowsOf } from "./span-tree.ts";
import type { Span } from "./trace-calls.ts";

const spanOf = (spanId: string, parentId: string | null): Span => ({
  spanId,
  parentId,
  name: spanId,
  kind: "consumer",
  service: "orders",
  startMs: 0,
  durationMs: 1,
  error: null,
  attributes: {},
});

const shown = (spans: Span[]): readonly string[] =>
  rowsOf({ spans }).map(({ span, depth }) => `${depth} ${span.spanId}`);

test("each span stands below the one that led to it", () => {
  const spans = [spanOf("a", null), spanOf("b", "a"), spanOf("c", "a"), spanOf("d", "b")];
  assert.deepEqual(shown(spans), ["0 a", "1 b", "2 d", "1 c"]);
});

test("a span whose parent is not held is shown all the same", () => {
  assert.deepEqual(shown([spanOf("b", "gone"), spanOf("c", "b")]), ["0 b", "1 c"]);
});

test("a length below a millisecond is in microseconds", () => {
  assert.deepEqual([0.25, 4.04, 85, 2_250].map(lengthText), ["250 µs", "4.0 ms", "85 ms", "2.3 s"]);
});
