import type { Database } from "@waybill/kit";

/** Events of one type in one partition, behind a position and up to another. */
export interface LogSpan {
  readonly partition: number;
  readonly type: string;
  readonly after: number;
  readonly upTo: number;
}

export interface SpanCount {
  readonly events: number;
  /** When the first was recorded, in milliseconds since 1970; undefined when there is none. */
  readonly oldest: number | undefined;
}

/** Positions: some tenths of a second, where a statement has ten. */
const countedAtOnce = 200_000;

/**
 * Events of each span of a service's log, and when the oldest of them was recorded, in the order of the spans.
 * The log is gone over once, part by part, from the earliest span on.
 */
export async function countLog(
  database: Database,
  spans: readonly LogSpan[],
): Promise<readonly SpanCount[]> {
  const counts = spans.map((): { events: number; oldest: number | undefined } => ({
    events: 0,
    oldest: undefined,
  }));
  const wanted = spans.filter(({ after, upTo }) => after < upTo);
  const end = Math.max(0, ...wanted.map(({ upTo }) => upTo));
  let at = Math.min(end, ...wanted.map(({ after }) => after));
  while (at < end) {
    const upTo = Math.min(end, at + countedAtOnce);
    for (const { span, events, oldest } of await countPart(database, spans, { after: at, upTo })) {
      const count = counts[span - 1];
      if (count === undefined) continue;
      count.events += events;
      count.oldest ??= oldest;
    }
    at = upTo;
  }
  return counts;
}

function countPart(
  database: Database,
  spans: readonly LogSpan[],
  part: Pick<LogSpan, "after" | "upTo">,
): Promise<readonly { span: number; events: number; oldest: number }[]> {
  return database.query(
    `select span.ordinal::int as span, count(*)::float8 as events,
       round(extract(epoch from min(recorded_at)) * 1000)::float8 as oldest
     from unnest($1::smallint[], $2::text[], $3::bigint[], $4::bigint[]) with ordinality
       as span (partition, type, after, up_to, ordinal)
     join events on events.partition = span.partition and events.type = span.type
       and events.position > span.after and events.position <= span.up_to
     where events.position > $5 and events.position <= $6
     group by span.ordinal`,
    [
      spans.map(({ partition }) => partition),
      spans.map(({ type }) => type),
      spans.map(({ after }) => after),
      spans.map(({ upTo }) => upTo),
      part.after,
      part.upTo,
    ],
  );
}
