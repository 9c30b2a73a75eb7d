import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { type Span, type SpanOptions, trace, type Tracer } from "@opentelemetry/api";
import { Call } from "./exchange.ts";
import { startServerSpan, withSpan } from "./trace-context.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const call = { method: "GET", route: "/v1/orders/:id", path: "/v1/orders/ord_1" };

test("without a tracer the incoming trace goes on and nothing is recorded", () => {
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
  assert.deepEqual(startServerSpan(traceparent, call), { traceparent, span: undefined });
});

/** What a tracer has been asked to start. Registered by the first who needs it: those who have it keep it. */
const started: { name: string; options: SpanOptions | undefined; parent: string | undefined }[] =
  [];
const span = {
  isRecording: () => true,
  spanContext: () => ({ traceId: TRACE, spanId: "1".repeat(16), traceFlags: 1 }),
} as Span;
const tracer = {
  startSpan(name, options, parent) {
    const spanId = parent === undefined ? undefined : trace.getSpanContext(parent)?.spanId;
    started.push({ name, options, parent: spanId });
    return span;
  },
} as Tracer;

test("with a tracer the span is a child of the incoming trace and is what follows from here on", () => {
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  const result = startServerSpan(`00-${TRACE}-00f067aa0ba902b7-01`, call);
  assert.equal(result.traceparent, `00-${TRACE}-${"1".repeat(16)}-01`);
  assert.equal(result.span, span);
  assert.equal(started[0]?.name, "GET /v1/orders/:id");
  assert.equal(started[0]?.parent, "00f067aa0ba902b7");
  assert.equal(started[0]?.options?.attributes?.["http.route"], "/v1/orders/:id");
  assert.equal(
    withSpan(span, () => 42),
    42,
  );
});

test("a call that is turned away is part of its caller's trace, and starts none", () => {
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  const before = started.length;
  const turnedAway = (headers: IncomingMessage["headers"]): Call =>
    new Call({ method: "POST", url: "/v1/orders", headers } as IncomingMessage, "/v1/orders", {
      startsTrace: false,
    });
  assert.equal(turnedAway({}).span, undefined);
  assert.equal(started.length, before);
  assert.equal(turnedAway({ traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }).span, span);
  assert.equal(started.length, before + 1);
});
