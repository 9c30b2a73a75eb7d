import { type Attributes, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { orderOf } from "./log-line.ts";

/** A span that is over, without what the SDK keeps beside it. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly tenant: string | undefined;
  readonly orderId: string | undefined;
  /** Milliseconds since 1970, with fractions. */
  readonly start: number;
  readonly durationMs: number;
  readonly error: string | undefined;
  readonly attributes: Attributes;
}

export function recordOf(span: ReadableSpan): SpanRecord {
  const { attributes, parentSpanContext, status } = span;
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    parentId: parentSpanContext?.spanId,
    name: span.name,
    kind: (SpanKind[span.kind] ?? "INTERNAL").toLowerCase(),
    service: textOf(attributes["waybill.service"]) ?? span.instrumentationScope.name,
    tenant: textOf(attributes["waybill.tenant"]),
    orderId: orderIn(attributes),
    start: millisecondsOf(span.startTime),
    durationMs: millisecondsOf(span.duration),
    error:
      status.code === SpanStatusCode.ERROR
        ? (textOf(attributes["error.type"]) ?? "error")
        : undefined,
    attributes: shown(attributes),
  };
}

function orderIn(attributes: Attributes): string | undefined {
  const stream = attributes["waybill.stream"];
  return typeof stream === "string" ? orderOf(stream) : undefined;
}

/** Those that have a field of their own are left out. */
function shown(attributes: Attributes): Attributes {
  const {
    "waybill.service": _service,
    "waybill.tenant": _tenant,
    "error.type": _error,
    ...rest
  } = attributes;
  return rest;
}

function millisecondsOf([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1_000 + nanoseconds / 1_000_000;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
