import assert from "node:assert/strict";
import { test } from "node:test";
import { SpanBuffer } from "./span-buffer.ts";
import type { SpanRecord } from "./span-record.ts";

const spanOf = (traceId: string, fields: Partial<SpanRecord> = {}): SpanRecord => ({
  traceId,
  spanId: "1",
  parentId: undefined,
  name: "process",
  kind: "consumer",
  service: "orders",
  tenant: "dev",
  orderId: undefined,
  start: 0,
  durationMs: 1,
  error: undefined,
  attributes: {},
  ...fields,
});

const idsOf = (found: readonly { readonly traceId: string }[]): readonly string[] =>
  found.map(({ traceId }) => traceId);

test("the oldest trace goes as a whole when there are too many spans", () => {
  const buffer = new SpanBuffer({ spans: 4, spansOfTrace: 10 });
  for (const traceId of ["a", "a", "b", "b", "c"]) buffer.add(spanOf(traceId));
  assert.deepEqual(idsOf(buffer.list({ tenant: "dev" }, { limit: 10 })), ["c", "b"]);
  assert.equal(buffer.spans, 3);
});

test("one trace cannot take all of the room", () => {
  const buffer = new SpanBuffer({ spans: 4, spansOfTrace: 2 });
  for (let index = 0; index < 10; index += 1) buffer.add(spanOf("a"));
  assert.equal(buffer.find("a", "dev")?.spans.length, 2);
});

test("an operator sees spans of the own tenant and those of none beside them", () => {
  const buffer = new SpanBuffer();
  buffer.add(spanOf("shared", { tenant: undefined, name: "POST" }));
  buffer.add(spanOf("shared", { tenant: "dev" }));
  buffer.add(spanOf("shared", { tenant: "other" }));
  buffer.add(spanOf("theirs", { tenant: undefined }));
  buffer.add(spanOf("theirs", { tenant: "other" }));
  buffer.add(spanOf("nobody's", { tenant: undefined }));
  assert.deepEqual(idsOf(buffer.list({ tenant: "dev" }, { limit: 10 })), ["nobody's", "shared"]);
  assert.equal(buffer.find("shared", "dev")?.spans.length, 2);
  assert.equal(buffer.find("theirs", "dev"), undefined);
});

test("traces are found by their order and by failure, page by page", () => {
  const buffer = new SpanBuffer();
  buffer.add(spanOf("a", { orderId: "ord_1" }));
  buffer.add(spanOf("b", { error: "provider-unavailable" }));
  buffer.add(spanOf("c"));
  const list = (filter: object, before?: number): readonly string[] =>
    idsOf(
      buffer.list(
        { tenant: "dev", ...filter },
        { limit: 1, ...(before === undefined ? {} : { before }) },
      ),
    );
  assert.deepEqual(list({ orderId: "ord_1" }), ["a"]);
  assert.deepEqual(list({ failed: true }), ["b"]);
  assert.deepEqual(list({}, 3), ["b"]);
});
