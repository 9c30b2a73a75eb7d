import type { Database } from "@waybill/kit";

/** A log by position, or one stream of it by version: both are dense, from 1, which all looking rests on. */
export interface Track {
  readonly stream?: string | undefined;
}

export interface LoggedEvent {
  readonly position: number;
  readonly partition: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly correlationId: string;
  readonly causationId: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface LoggedEventWithData extends LoggedEvent {
  readonly traceparent: string;
  readonly touches: readonly string[];
  /** As it was written: JSON, as a rule. */
  readonly data: string;
}

export interface EventFilter {
  readonly tenant: string;
  readonly types?: readonly string[] | undefined;
  readonly partition?: number | undefined;
  readonly correlationId?: string | undefined;
  /** Only events from then on and before then, in milliseconds since 1970. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface Look {
  readonly order: "newest" | "oldest";
  /** Where the look before ended; undefined: at the end of the track, or at its start. */
  readonly at: number | undefined;
  readonly limit: number;
  /** At most so many places of the track are looked at. */
  readonly window: number;
}

export interface LogPart {
  readonly events: readonly LoggedEvent[];
  /** Places that were looked at: from `low` on, up to and without `high`. */
  readonly low: number;
  readonly high: number;
  /** Nothing lies beyond them in this direction. */
  readonly isEnd: boolean;
  /** Time of the last place that was looked at; undefined when none was. */
  readonly reached: number | undefined;
}

const columns = `position::float8 as position, partition, stream, version, type,
  schema_version as "schemaVersion", correlation_id as "correlationId", causation_id as "causationId",
  round(extract(epoch from recorded_at) * 1000)::float8 as time`;

interface Span {
  readonly first: number;
  readonly end: number;
}

/**
 * The log of one service for people who search in it. What is looked for may be rare, and the log is
 * long: each look goes over a bounded number of places, by the index that they are in, and says how far
 * it came. A time is found by halving, which needs no index of times.
 */
export class EventLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async look(track: Track, filter: EventFilter, look: Look): Promise<LogPart> {
    const span = await this.#span(track, filter);
    const { order, at, limit, window } = look;
    const newest = order === "newest";
    const high = newest
      ? Math.min(at ?? span.end, span.end)
      : Math.min(span.end, Math.max(at ?? 0, span.first) + window);
    const low = newest
      ? Math.max(span.first, high - window)
      : Math.max(at ?? span.first, span.first);
    if (low >= high) return { events: [], low, high: low, isEnd: true, reached: undefined };
    const rows = await this.#events(track, filter, { low, high, limit, newest });
    const last = newest ? low : high - 1;
    const isEnd = newest ? low <= span.first : high >= span.end;
    return { events: rows, low, high, isEnd, reached: await this.#timeAt(track, last) };
  }

  /** @returns undefined when it is not there, or another tenant's */
  async find(tenant: string, position: number): Promise<LoggedEventWithData | undefined> {
    const rows = await this.#database.query<LoggedEventWithData>(
      `select ${columns}, traceparent, coalesce(touches, '{}') as touches, data from events
       where position = $2 and tenant = $1`,
      [tenant, position],
    );
    return rows[0];
  }

  async findVersion(
    tenant: string,
    stream: string,
    version: number,
  ): Promise<LoggedEvent | undefined> {
    const rows = await this.#database.query<LoggedEvent>(
      `select ${columns} from events where stream = $2 and version = $3 and tenant = $1`,
      [tenant, stream, version],
    );
    return rows[0];
  }

  /** How far the log reaches; 0 when it is empty. */
  async head({ stream }: Track = {}): Promise<number> {
    const { place, where, values } = placeOf(stream);
    const [row] = await this.#database.query<{ readonly head: number }>(
      `select coalesce(max(${place}), 0)::float8 as head from events ${where}`,
      values,
    );
    return row?.head ?? 0;
  }

  /** The last position that was recorded before a time, in milliseconds since 1970; 0 when there is none. */
  async positionBefore(time: number): Promise<number> {
    return (await this.#firstFrom({}, time)) - 1;
  }

  async #span(track: Track, { from, to }: EventFilter): Promise<Span> {
    const [first, end] = await Promise.all([
      from === undefined ? 1 : this.#firstFrom(track, from),
      to === undefined ? this.head(track).then((head) => head + 1) : this.#firstFrom(track, to),
    ]);
    return { first, end };
  }

  /**
   * The first place that was recorded at a time or later; the one after the last when there is none.
   * Where clocks of several processes are apart, it may be off by as much.
   */
  async #firstFrom({ stream }: Track, time: number): Promise<number> {
    const { place, where, values } = placeOf(stream);
    const same = stream === undefined ? "" : "and stream = $1";
    const at = `$${values.length + 1}`;
    const [row] = await this.#database.query<{ readonly place: number }>(
      `with recursive search (low, high) as (
         select 1::bigint, coalesce(max(${place}), 0)::bigint + 1 from events ${where}
         union all
         select case when middle.earlier then middle.place + 1 else low end,
           case when middle.earlier then high else middle.place end
         from search cross join lateral (
           select ${place}::bigint as place, recorded_at < to_timestamp(${at}::float8 / 1000) as earlier
           from events where ${place} = (low + high) / 2 ${same}
         ) as middle
         where low < high
       )
       select low::float8 as place from search where low >= high`,
      [...values, time],
    );
    return row?.place ?? 1;
  }

  async #timeAt({ stream }: Track, at: number): Promise<number | undefined> {
    const { place, values } = placeOf(stream);
    const same = stream === undefined ? "" : "and stream = $1";
    const [row] = await this.#database.query<{ readonly time: number }>(
      `select round(extract(epoch from recorded_at) * 1000)::float8 as time
       from events where ${place} = $${values.length + 1} ${same}`,
      [...values, at],
    );
    return row?.time;
  }

  #events(
    { stream }: Track,
    filter: EventFilter,
    where: Pick<LogPart, "low" | "high"> & Pick<Look, "limit"> & { readonly newest: boolean },
  ): Promise<readonly LoggedEvent[]> {
    const place = stream === undefined ? "position" : "version";
    const { tenant, types, partition, correlationId, from, to } = filter;
    return this.#database.query<LoggedEvent>(
      `select ${columns} from events
       where ${place} >= $1 and ${place} < $2 and tenant = $3
         and ${stream === undefined ? "$5::text is null" : "stream = $5"}
         and ($6::text[] is null or type = any($6))
         and ($7::smallint is null or partition = $7)
         and ($8::text is null or correlation_id = $8)
         and ($9::float8 is null or recorded_at >= to_timestamp($9::float8 / 1000))
         and ($10::float8 is null or recorded_at < to_timestamp($10::float8 / 1000))
       order by ${place} ${where.newest ? "desc" : "asc"} limit $4`,
      [
        where.low,
        where.high,
        tenant,
        where.limit,
        stream ?? null,
        types ?? null,
        partition ?? null,
        correlationId ?? null,
        from ?? null,
        to ?? null,
      ],
    );
  }
}

function placeOf(stream: string | undefined) {
  if (stream === undefined) return { place: "position", where: "", values: [] } as const;
  return { place: "version", where: "where stream = $1", values: [stream] } as const;
}
