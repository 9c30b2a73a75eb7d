import { randomFillSync } from "node:crypto";
import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import {
  acceptTraceparent,
  isSampled,
  spanContextOf,
  traceparentOf,
} from "../telemetry/traceparent.ts";

const CORRELATION_ID = /^[\w.-]{1,128}$/;

const tracer = trace.getTracer("@waybill/kit/http");

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

/**
 * Starts the server span of a request when a tracer is registered, and says which traceparent follows
 * from here on. A caller that does not record is followed; one that does may be refused it.
 */
export function startServerSpan(
  header: string | undefined,
  describe: { readonly method: string; readonly route: string; readonly path: string },
): ServerSpan {
  const accepted = acceptTraceparent(header);
  if (accepted !== undefined && !isSampled(accepted))
    return { traceparent: accepted, span: undefined };
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
        "waybill.service": "api",
      },
    },
    parent,
  );
  return followedFrom(span);
}

/** Starts a trace of its own for something that a call asks for among others; it names the call's. */
export function startLinkedSpan(traceparent: string, name: string): ServerSpan {
  if (!isSampled(traceparent)) return { traceparent: newTraceparent(), span: undefined };
  const links = [{ context: spanContextOf(traceparent) }];
  const attributes = { "waybill.service": "api" };
  const span = tracer.startSpan(name, { root: true, links, attributes }, ROOT_CONTEXT);
  return followedFrom(span);
}

function followedFrom(span: Span): ServerSpan {
  const made = span.spanContext();
  const traceparent = isSpanContextValid(made) ? traceparentOf(made) : newTraceparent();
  return { traceparent, span: span.isRecording() ? span : undefined };
}

/** Runs the handler with the span active, so that spans it starts become children. */
export function withSpan<T>(span: Span | undefined, run: () => T): T {
  return span === undefined ? run() : context.with(trace.setSpan(context.active(), span), run);
}

export function endServerSpan(
  span: Span,
  { status, tenant }: { readonly status: number; readonly tenant: string },
): void {
  span.setAttribute("http.response.status_code", status);
  if (tenant !== "") span.setAttribute("waybill.tenant", tenant);
  if (status >= 500) {
    span.setAttribute("error.type", String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
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
