import { page, pageQuery, pageSchema, route, type Cursors, type Route } from "@waybill/kit";
import type { StreamEvent } from "@waybill/kit";
import Type, { type Static } from "typebox";
import type { LogFilter, RecentLogs } from "./log-buffer.ts";
import { logLevels, type LogEntry } from "./log-line.ts";
import { ids } from "./shown-ids.ts";

const text = Type.String();
const Level = Type.Enum([...logLevels]);
const maybe = (description: string) => Type.Union([text, Type.Null()], { description });

const LogLine = Type.Object(
  {
    id: Type.String({ description: "Unique over all processes." }),
    process: Type.String({ description: "Which process wrote it." }),
    at: Type.String({ format: "date-time" }),
    level: Level,
    service: text,
    message: text,
    correlationId: maybe("Of the request or import that it is part of."),
    traceId: maybe("When its trace is recorded."),
    orderId: maybe("When it is about an order."),
    details: Type.Record(Type.String(), Type.Unknown(), { description: "What else it says." }),
  },
  { title: "LogLine" },
);

const filters = {
  service: Type.Optional(Type.String({ pattern: "^[a-z-]{1,40}$" })),
  level: Type.Optional(Type.Enum([...logLevels], { description: "This one and graver ones." })),
  orderId: Type.Optional(ids.order),
  correlationId: Type.Optional(Type.String({ pattern: "^[\\w.:/-]{1,128}$" })),
  traceId: Type.Optional(ids.trace),
  text: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: "Somewhere in the line, in any case.",
    }),
  ),
};
const Filters = Type.Object(filters, { additionalProperties: false });

const listPath = "/v1/ops/logs";
const operator = { tag: "Operations", roles: ["operator"] } as const;

/** The recent log, as this process holds it, for operators: lines of their tenant, and those of none. */
export function logRoutes(
  logs: RecentLogs,
  { cursors, process }: { readonly cursors: Cursors; readonly process: string },
): readonly Route[] {
  const shown = (entry: LogEntry): Static<typeof LogLine> => lineOf(entry, process);
  return [
    route({
      ...operator,
      method: "GET",
      path: listPath,
      operationId: "listLogs",
      summary: "Recent lines of the log, newest first",
      description:
        "Held in memory: the last 5,000 lines, up to 4 MiB, since the process started. A line of more than 32 KiB is in the file only.",
      query: Type.Object({ ...pageQuery, ...filters }, { additionalProperties: false }),
      responses: { 200: pageSchema(LogLine) },
      handle({ query: { limit, cursor, ...filter }, context: { principal } }) {
        const { tenant } = principal;
        const scope = { tenant, route: listPath, filter };
        const before =
          cursor === undefined ? {} : { before: cursors.decodeCursor(cursor, scope) as number };
        const found = logs.list({ ...filter, tenant }, { ...before, limit: limit + 1 });
        const { items, nextCursor } = page(found, limit, ({ seq }) =>
          cursors.encodeCursor(seq, scope),
        );
        return { status: 200, body: { items: items.map(shown), nextCursor } };
      },
    }),
    route({
      ...operator,
      method: "GET",
      path: `${listPath}/live`,
      operationId: "followLogs",
      summary: "New lines as they are written, as server-sent events named `log`",
      description: "With Last-Event-ID it goes on after that line, as far as it is still held.",
      query: Filters,
      responses: { 200: LogLine },
      streams: true,
      handle({ query, headers, context: { principal, signal } }) {
        const last = headers["last-event-id"];
        const from = placeOf(typeof last === "string" ? last : "", process) ?? logs.newest;
        const filter = { ...query, tenant: principal.tenant };
        return { status: 200, stream: follow(logs, { from, filter, shown, signal }) };
      },
    }),
  ];
}

interface Following {
  readonly from: number;
  readonly filter: LogFilter;
  readonly shown: (entry: LogEntry) => Static<typeof LogLine>;
  readonly signal: AbortSignal;
}

async function* follow(
  logs: RecentLogs,
  { from, filter, shown, signal }: Following,
): AsyncGenerator<StreamEvent> {
  let seen = from;
  while (!signal.aborted) {
    const newest = logs.newest;
    for (const entry of logs.after(seen, filter)) {
      const data = shown(entry);
      yield { event: "log", id: data.id, data };
    }
    seen = newest;
    if (logs.newest === seen) await logs.next(signal);
  }
}

function lineOf(entry: LogEntry, process: string): Static<typeof LogLine> {
  const { seq, at, level, service, message, correlationId, traceId, orderId, details } = entry;
  return {
    id: `${process}.${seq}`,
    process: entry.process ?? process,
    at: new Date(at).toISOString(),
    level,
    service,
    message,
    correlationId: correlationId ?? null,
    traceId: traceId ?? null,
    orderId: orderId ?? null,
    details,
  };
}

/** The place that an id stands for, if it is of this process. */
function placeOf(id: string, process: string): number | undefined {
  const seq = id.startsWith(`${process}.`) ? id.slice(process.length + 1) : "";
  return /^\d{1,15}$/.test(seq) ? Number(seq) : undefined;
}
