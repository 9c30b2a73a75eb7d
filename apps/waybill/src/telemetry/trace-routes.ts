import {
  HttpError,
  page,
  pageQuery,
  pageSchema,
  route,
  type Cursors,
  type Route,
} from "@waybill/kit";
import Type, { type Static } from "typebox";
import { ids } from "./shown-ids.ts";
import type { HeldTrace, RecentTraces } from "./span-buffer.ts";
import type { SpanRecord } from "./span-record.ts";

const text = Type.String();
const time = Type.String({ format: "date-time" });
const maybe = Type.Union([text, Type.Null()]);

const summaryFields = {
  traceId: text,
  process: Type.String({ description: "Which process holds it." }),
  name: Type.String({ description: "Of the first span." }),
  partial: Type.Boolean({ description: "Its first span is not held: not yet, or no longer." }),
  startedAt: time,
  durationMs: Type.Number({ description: "From the start of the first to the end of the last." }),
  spanCount: Type.Integer(),
  errors: Type.Integer({ description: "Spans that ended with an error." }),
  services: Type.Array(text),
  orderId: maybe,
};
const TraceSummary = Type.Object(summaryFields, { title: "TraceSummary" });

const SpanSchema = Type.Object(
  {
    spanId: text,
    parentId: maybe,
    name: text,
    kind: text,
    service: text,
    startMs: Type.Number({ description: "Since the start of the trace." }),
    durationMs: Type.Number(),
    error: Type.Union([text, Type.Null()], { description: "Its code, when it ended with one." }),
    attributes: Type.Record(Type.String(), Type.Unknown(), {
      description: "By the semantic conventions of OpenTelemetry.",
    }),
  },
  { title: "TraceSpan" },
);
const Trace = Type.Object(
  { ...summaryFields, spans: Type.Array(SpanSchema, { description: "In order of their start." }) },
  { title: "Trace" },
);

const listPath = "/v1/ops/traces";
const operator = { tag: "Operations", roles: ["operator"] } as const;

/** The recent traces of this process, for operators: spans of their tenant, and those of none beside them. */
export function traceRoutes(
  traces: RecentTraces,
  { cursors, process }: { readonly cursors: Cursors; readonly process: string },
): readonly Route[] {
  return [
    route({
      ...operator,
      method: "GET",
      path: listPath,
      operationId: "listTraces",
      summary: "Recent traces, newest first",
      description:
        "Held in memory: the last 8,000 spans. So many traces a second are begun as WAYBILL_TRACES_PER_SECOND says; reads begin none.",
      query: Type.Object(
        {
          ...pageQuery,
          orderId: Type.Optional(ids.order),
          failed: Type.Optional(
            Type.Boolean({ description: "Only those in which something failed." }),
          ),
        },
        { additionalProperties: false },
      ),
      responses: { 200: pageSchema(TraceSummary) },
      handle({ query: { limit, cursor, ...filter }, context: { principal } }) {
        const { tenant } = principal;
        const scope = { tenant, route: listPath, filter };
        const before =
          cursor === undefined ? {} : { before: cursors.decodeCursor(cursor, scope) as number };
        const found = traces.list({ ...filter, tenant }, { ...before, limit: limit + 1 });
        const { items, nextCursor } = page(found, limit, ({ seq }) =>
          cursors.encodeCursor(seq, scope),
        );
        const body = { items: items.map((each) => summaryOf(each, process)), nextCursor };
        return { status: 200, body };
      },
    }),
    route({
      ...operator,
      method: "GET",
      path: `${listPath}/:traceId`,
      operationId: "getTrace",
      summary: "A trace with all its spans",
      params: Type.Object({ traceId: ids.trace }),
      responses: { 200: Trace },
      handle({ params: { traceId }, context: { principal } }) {
        const found = traces.find(traceId, principal.tenant);
        if (found === undefined) {
          throw new HttpError(
            "not-found",
            `Trace ${traceId} is not held: it was not recorded, or has made way for newer ones.`,
            { status: 404 },
          );
        }
        return { status: 200, body: documentOf(found, process) };
      },
    }),
  ];
}

function summaryOf({ traceId, spans }: HeldTrace, process: string): Static<typeof TraceSummary> {
  const held = new Set(spans.map((span) => span.spanId));
  const ordered = spans.toSorted((one, other) => one.start - other.start);
  const root = ordered.find(({ parentId }) => parentId === undefined || !held.has(parentId));
  const start = ordered[0]?.start ?? 0;
  const end = Math.max(start, ...spans.map((span) => span.start + span.durationMs));
  return {
    traceId,
    process,
    name: root?.name ?? "",
    partial: root?.kind !== "server" && root?.parentId !== undefined,
    startedAt: new Date(start).toISOString(),
    durationMs: rounded(end - start),
    spanCount: spans.length,
    errors: spans.filter((span) => span.error !== undefined).length,
    services: [...new Set(ordered.map((span) => span.service))],
    orderId: ordered.find((span) => span.orderId !== undefined)?.orderId ?? null,
  };
}

function documentOf(found: HeldTrace, process: string): Static<typeof Trace> {
  const start = Math.min(...found.spans.map((span) => span.start));
  const ordered = found.spans.toSorted((one, other) => one.start - other.start);
  return { ...summaryOf(found, process), spans: ordered.map((span) => spanOf(span, start)) };
}

function spanOf(span: SpanRecord, traceStart: number): Static<typeof SpanSchema> {
  const { spanId, parentId, name, kind, service, start, durationMs, error, attributes } = span;
  return {
    spanId,
    parentId: parentId ?? null,
    name,
    kind,
    service,
    startMs: rounded(start - traceStart),
    durationMs: rounded(durationMs),
    error: error ?? null,
    attributes,
  };
}

/** To microseconds: the clock has no more, and the fractions of a float are no more either. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
