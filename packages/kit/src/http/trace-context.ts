import { randomFillSync } from "node:crypto";
import {
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** W3C Trace Context Level 2: lower-case hex, no all-zero ids, version ff is never valid; a later version may carry more fields. */
const TRACEPARENT =
  /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const CORRELATION_ID = /^[\w.-]{1,128}$/;

const tracer = trace.getTracer("@waybill/kit/http");

/** The traceparent of a request as version 00, or undefined when absent or malformed: the standard says to start anew, not to refuse. */
export function acceptTraceparent(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const match = TRACEPARENT.exec(header);
  if (match === null || (match[1] === "00" && match[5] !== undefined)) return undefined;
  return match[1] === "00" ? header : `00-${match[2]}-${match[3]}-${match[4]}`;
}

/** A new trace, not sampled: whoever samples starts a span of its own. */
export function newTraceparent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-00`;
}

/** An accepted or a new correlation id; one that does not fit the rule is replaced, not refused, so that a bad header never costs an order. */
export function acceptCorrelationId(header: string | string[] | undefined): string {
  return typeof header === "string" && CORRELATION_ID.test(header) ? header : randomHex(16);
}

export interface ServerSpan {
  readonly traceparent: string;
  /** Undefined when no OpenTelemetry SDK is registered. */
  readonly span: Span | undefined;
}

/** Starts the server span of a request when a tracer is registered, and says which traceparent follows from here on. */
export function startServerSpan(
  header: string | undefined,
  describe: { readonly method: string; readonly route: string; readonly path: string },
): ServerSpan {
  const accepted = acceptTraceparent(header);
  const parent =
    accepted === undefined
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(accepted));
  const span = tracer.startSpan(
    `${describe.method} ${describe.route}`,
    {
      kind: SpanKind.SERVER,
      attributes: {
        "http.request.method": describe.method,
        "http.route": describe.route,
        "url.path": describe.path,
      },
    },
    parent,
  );
  if (!span.isRecording()) return { traceparent: accepted ?? newTraceparent(), span: undefined };
  const made = span.spanContext();
  const flags = made.traceFlags.toString(16).padStart(2, "0");
  return { traceparent: `00-${made.traceId}-${made.spanId}-${flags}`, span };
}

/** Runs the handler with the span active, so that spans it starts become children. */
export function withSpan<T>(span: Span | undefined, run: () => T): T {
  return span === undefined ? run() : context.with(trace.setSpan(context.active(), span), run);
}

export function endServerSpan(span: Span, status: number): void {
  span.setAttribute("http.response.status_code", status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function spanContextOf(traceparent: string): SpanContext {
  return {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    traceFlags: Number.parseInt(traceparent.slice(53, 55), 16),
    isRemote: true,
  };
}

/** Random bytes are fetched 4 KiB at a time: one call into the generator for about a hundred requests. */
const pool = Buffer.allocUnsafe(4_096);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("hex", used - bytes, used);
}
