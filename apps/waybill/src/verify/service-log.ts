import {
  viewColumns,
  type ConsumerPosition,
  type EditedEntry,
  type LogEvent,
  type ParkedEntry,
  type Part,
  type RowsWanted,
  type ServiceLog,
  type StoredState,
  type Unread,
} from "@waybill/checker";
import type { Service, View } from "@waybill/kit";
import type { Query, Snapshot, TextRow } from "./snapshot.ts";

/** What a log says of this moment, which its snapshot does not. */
export interface LogNow {
  readonly head: () => Promise<number>;
  readonly unread: (spans: readonly Unread[]) => Promise<number>;
}

/** How the text columns of the runtime's tables are sorted by bytes. */
export type ByBytes = (column: string) => string;

/** A service's log and what is stored beside it, read from one snapshot of its database. */
export class PostgresServiceLog implements ServiceLog {
  readonly service: Service;
  readonly #snapshot: Snapshot;
  readonly #byBytes: ByBytes;
  readonly #now: LogNow;

  constructor(
    service: Service,
    from: {
      readonly snapshot: Snapshot;
      readonly byBytes: ByBytes;
      readonly now: LogNow;
    },
  ) {
    this.service = service;
    this.#snapshot = from.snapshot;
    this.#byBytes = from.byBytes;
    this.#now = from.now;
  }

  events(part: Part): AsyncIterable<readonly LogEvent[]> {
    const text = `select ${eventColumns} from events`;
    return this.#snapshot.stream(this.#sorted(text, part, ", version"), eventOf);
  }

  states(part: Part): AsyncIterable<readonly StoredState[]> {
    const columns = "stream, version, state, round(extract(epoch from due_at) * 1000, 3)";
    const text = `select ${columns} from snapshots full join timers using (stream)`;
    return this.#snapshot.stream(this.#sorted(text, part), stateOf);
  }

  async touchedCategories(): Promise<ReadonlySet<string>> {
    const rows = await this.#snapshot.rows({
      text: "select distinct split_part(touched, '-', 1) from events, unnest(touches) as touched where touches is not null",
    });
    return new Set(rows.map(([category]) => category ?? ""));
  }

  touching(categories: ReadonlySet<string>): AsyncIterable<readonly LogEvent[]> {
    return this.#snapshot.stream(
      {
        text: `select ${eventColumns} from events
               where touches is not null or split_part(stream, '-', 1) = any($1::text[]) order by position`,
        values: [[...categories]],
      },
      eventOf,
    );
  }

  rows({ view, by, keys }: RowsWanted): AsyncIterable<readonly TextRow[]> {
    const columns = viewColumns(view).map((column) => asTextOf(view, column));
    const others = view.key.filter((column) => column !== by).map(quoted);
    const where =
      by === undefined || keys === undefined ? "" : `where ${quoted(by)} = any($1::text[])`;
    // The table's own order when nothing is asked for; a sort by anything else costs nothing here.
    const order =
      by === undefined ? "" : `order by ${[`${quoted(by)} collate "C"`, ...others].join(", ")}`;
    const text = `select ${columns.join(", ")} from ${quoted(view.table)} ${where} ${order}`;
    return this.#snapshot.stream({ text, values: where === "" ? [] : [keys] }, (row) => row);
  }

  async positions(): Promise<readonly ConsumerPosition[]> {
    const rows = await this.#snapshot.rows({
      text: "select consumer, source, partition, position, current from positions",
    });
    return rows.map(([consumer, channel, partition, position, current]) => ({
      consumer: consumer ?? "",
      channel: channel ?? "",
      partition: Number(partition),
      position: Number(position),
      current: current === "t",
    }));
  }

  parked(): AsyncIterable<readonly ParkedEntry[]> {
    const text = `select id, consumer, source, position, key, status, attempts,
                         extract(epoch from next_at)::float8 * 1000 from parked order by id`;
    return this.#snapshot.stream({ text }, parkedOf);
  }

  edited(): AsyncIterable<readonly EditedEntry[]> {
    const text =
      "select consumer, source, position, schema_version, data from message_edits order by edit";
    return this.#snapshot.stream({ text }, ([consumer, source, position, version, data]) => ({
      consumer: consumer ?? "",
      source: source ?? "",
      position: Number(position),
      schemaVersion: Number(version),
      data: JSON.parse(data ?? "null") as unknown,
    }));
  }

  head(): Promise<number> {
    return this.#now.head();
  }

  unread(spans: readonly Unread[]): Promise<number> {
    return this.#now.unread(spans);
  }

  #sorted(select: string, { category, keys }: Part, within = ""): Query {
    const stream = this.#byBytes("stream");
    const order = `order by ${stream}${within}`;
    if (keys !== undefined) {
      const streams = keys.map((key) => `${category}-${key}`);
      return { text: `${select} where stream = any($1::text[]) ${order}`, values: [streams] };
    }
    // "." follows "-": a range of the index and not a pattern.
    const where = `${stream} >= '${category}-' and ${stream} < '${category}.'`;
    return { text: `${select} where ${where} ${order}` };
  }
}

const eventColumns = `position, partition, stream, version, type, schema_version, tenant,
  causation_id, (extract(epoch from recorded_at) * 1000)::bigint, array_to_string(touches, ' '), data`;

const noTouches: readonly string[] = [];

/** What is not JSON is handed on as that, so that all else is read. The text may be personal data and is not quoted. */
function parsed(text: string | null | undefined): Pick<LogEvent, "data" | "unreadable"> {
  try {
    return { data: JSON.parse(text ?? "null") as unknown };
  } catch {
    return { data: undefined, unreadable: "its data is not JSON" };
  }
}

function eventOf(row: TextRow): LogEvent {
  const [position, partition, stream, version, type, schemaVersion, tenant, ...rest] = row;
  const [cause, time, touches, data] = rest;
  return {
    position: Number(position),
    partition: Number(partition),
    stream: stream ?? "",
    version: Number(version),
    type: type ?? "",
    schemaVersion: Number(schemaVersion),
    tenant: tenant ?? "",
    cause: cause ?? "",
    time: Number(time),
    touches:
      touches === null || touches === undefined || touches === "" ? noTouches : touches.split(" "),
    ...parsed(data),
  };
}

function parkedOf([id, consumer, source, position, key, status, ...rest]: TextRow): ParkedEntry {
  const [attempts, next] = rest;
  return {
    id: Number(id),
    consumer: consumer ?? "",
    source: source ?? "",
    position: Number(position),
    key: key ?? "",
    status: status ?? "",
    attempts: Number(attempts),
    nextAt: next === null || next === undefined ? undefined : Number(next),
  };
}

function stateOf([stream, version, state, due]: TextRow): StoredState {
  return {
    stream: stream ?? "",
    version: Number(version ?? 0),
    state: state ?? undefined,
    due: due === null || due === undefined ? undefined : Number(due),
  };
}

function asTextOf(view: View, column: string): string {
  const name = quoted(column);
  return view.columns[column] === "timestamptz"
    ? `round(extract(epoch from ${name}) * 1000)`
    : name;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
