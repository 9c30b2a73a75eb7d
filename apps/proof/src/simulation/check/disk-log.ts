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
  type TextRow,
  type Unread,
} from "@waybill/checker";
import { categoryOf, type Recorded, type Service } from "@waybill/kit";
import type { Cells, ServiceDisk } from "@waybill/simulator";

const pageSize = 1_000;

/** A simulated service's log as the checker reads it. */
export class DiskLog implements ServiceLog {
  readonly service: Service;
  readonly foreign: ReadonlySet<number>;
  readonly #disk: ServiceDisk;

  constructor(disk: ServiceDisk) {
    this.service = disk.service;
    this.foreign = disk.streams.foreign;
    this.#disk = disk;
  }

  events(part: Part): AsyncIterable<readonly LogEvent[]> {
    const { streams } = this.#disk;
    return pages(this.#streams(part).flatMap((stream) => streams.events(stream).map(logEvent)));
  }

  states(part: Part): AsyncIterable<readonly StoredState[]> {
    const { snapshots, timers } = this.#disk.streams;
    return pages(
      this.#streams(part).flatMap((stream): StoredState[] => {
        const snapshot = snapshots.get(stream);
        const due = timers.get(stream)?.due;
        if (snapshot === undefined && due === undefined) return [];
        return [{ stream, version: snapshot?.version ?? 0, state: snapshot?.state, due }];
      }),
    );
  }

  touchedCategories(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const { touches } of this.#disk.streams.own)
      for (const stream of touches) found.add(categoryOf(stream));
    return Promise.resolve(found);
  }

  touching(categories: ReadonlySet<string>): AsyncIterable<readonly LogEvent[]> {
    const found = this.#disk.streams.own.filter(
      ({ touches, stream }) => touches.length > 0 || categories.has(categoryOf(stream)),
    );
    return pages(found.map(logEvent).toArray());
  }

  rows({ view, by, keys }: RowsWanted): AsyncIterable<readonly TextRow[]> {
    const columns = viewColumns(view);
    const found = [...this.#disk.views.rows(view.table)].filter(
      (row) => by === undefined || keys === undefined || keys.includes(String(row[by])),
    );
    if (by !== undefined) found.sort((a, b) => (String(a[by]) < String(b[by]) ? -1 : 1));
    return pages(
      found.map((row) =>
        columns.map((column) => textOf(row[column], view.columns[column] ?? "text")),
      ),
    );
  }

  positions(): Promise<readonly ConsumerPosition[]> {
    return Promise.resolve(this.#disk.leases.positions);
  }

  parked(): AsyncIterable<readonly ParkedEntry[]> {
    return pages(this.#disk.parked.rows);
  }

  edited(): AsyncIterable<readonly EditedEntry[]> {
    return pages(this.#disk.parked.edits);
  }

  head(): Promise<number> {
    return Promise.resolve(this.#disk.streams.head);
  }

  /** What a stranger wrote may have anything for a type, and is not counted. */
  unread(spans: readonly Unread[]): Promise<number> {
    const bySlot = Map.groupBy(spans, ({ type, partition }) => `${type} ${partition}`);
    let unread = 0;
    for (const { type, partition, position } of this.#disk.streams.own) {
      const behind = bySlot.get(`${type} ${partition}`) ?? [];
      unread += behind.filter(({ after }) => after < position).length;
    }
    return Promise.resolve(unread);
  }

  #streams({ category, keys }: Part): readonly string[] {
    const found = this.#disk.streams.streamsOf(category);
    const wanted =
      keys === undefined ? undefined : new Set(keys.map((key) => `${category}-${key}`));
    return [...(wanted === undefined ? found : found.intersection(wanted))].sort();
  }
}

export async function* pages<T>(records: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < records.length; start += pageSize) {
    yield await Promise.resolve(records.slice(start, start + pageSize));
  }
}

function logEvent(event: Recorded): LogEvent {
  const { position, partition, stream, version, type, schemaVersion, time, touches, data } = event;
  const { tenant, causationId: cause } = event.meta;
  return {
    position,
    partition,
    stream,
    version,
    type,
    schemaVersion,
    tenant,
    cause,
    time,
    touches,
    data,
  };
}

/** As PostgreSQL writes a value as text. */
function textOf(value: Cells[string] | undefined, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? "t" : "f";
  return type === "timestamptz" ? String(Date.parse(String(value))) : String(value);
}
