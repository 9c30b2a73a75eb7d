import type { SpanContext } from "@opentelemetry/api";

/** W3C Trace Context Level 2: lower-case hex, no all-zero ids, version ff is never valid; a later version may carry more fields. */
const TRACEPARENT =
  /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const flagsAt = 53;
const oddDigits = "13579bdf";

/** The traceparent of a request or message as version 00, or undefined when absent or malformed: the standard says to start anew, not to refuse. */
export function acceptTraceparent(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const match = TRACEPARENT.exec(header);
  if (match === null || (match[1] === "00" && match[5] !== undefined)) return undefined;
  return match[1] === "00" ? header : `00-${match[2]}-${match[3]}-${match[4]}`;
}

/**
 * Whether the trace is to be recorded. Asked for every message, so it looks at one character; what
 * says so may still be no traceparent at all.
 */
export function isSampled(traceparent: string): boolean {
  return oddDigits.includes(traceparent.charAt(flagsAt + 1) || "-");
}

/** The trace that a log line belongs to; undefined when nobody records it. */
export function traceIdOf(traceparent: string): string | undefined {
  if (!isSampled(traceparent)) return undefined;
  return acceptTraceparent(traceparent)?.slice(3, 35);
}

/** @param traceparent an accepted one */
export function spanContextOf(traceparent: string): SpanContext {
  return {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    traceFlags: Number.parseInt(traceparent.slice(flagsAt, flagsAt + 2), 16),
    isRemote: true,
  };
}

export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}
