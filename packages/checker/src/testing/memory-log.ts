import {
  categoryOf,
  keyOf,
  partitionCount,
  partitionOf,
  sourceOf,
  topicChannel,
  type Row,
  type Service,
} from "@waybill/kit";
import { subscriptionsOf } from "../reading/subscriptions.ts";
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
} from "../sources.ts";

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Where tests put an event. */
export interface Entry {
  readonly stream: string;
  readonly type: string;
  readonly data: object;
  readonly touches?: readonly string[];
  readonly time?: number;
  readonly cause?: string;
}

const pageSize = 3;

/** A log in memory with everything beside it, open to be tampered with. Batches are tiny so that tests cross their borders. */
export class MemoryLog implements ServiceLog {
  readonly service: Service;
  readonly log: Writable<LogEvent>[] = [];
  readonly streams = new Map<string, Writable<StoredState>>();
  /** Rows as text by table. */
  readonly tables = new Map<string, (string | null)[][]>();
  consumers: Writable<ConsumerPosition>[] = [];
  parkedMessages: ParkedEntry[] = [];
  editedMessages: EditedEntry[] = [];
  readonly #states = new Map<string, unknown>();

  constructor(service: Service) {
    this.service = service;
  }

  /** Writes an event with the states and rows that follow from it, as the runtime does. */
  append({ stream, type, data, touches = [], time = 1_000, cause = "" }: Entry): LogEvent {
    const tenant = "acme";
    for (const each of [stream, ...touches]) this.#evolve(each, { type, data, tenant, time });
    const event: LogEvent = {
      position: this.log.length + 1,
      partition: partitionOf(keyOf(stream)),
      stream,
      version: this.streams.get(stream)!.version,
      type,
      schemaVersion: 1,
      tenant,
      cause,
      time,
      touches,
      data,
    };
    this.log.push(event);
    return event;
  }

  #evolve(
    stream: string,
    event: { type: string; data: object; tenant: string; time: number },
  ): void {
    const decider = this.service.deciders.get(categoryOf(stream))!;
    const key = keyOf(stream);
    const before = this.#states.has(stream) ? this.#states.get(stream) : decider.initial(key);
    const state = decider.evolve(before, { type: event.type, data: event.data }, { key, ...event });
    this.#states.set(stream, state);
    const version = (this.streams.get(stream)?.version ?? 0) + 1;
    this.streams.set(stream, {
      stream,
      version,
      state: JSON.stringify(state),
      due: decider.due(state),
    });
    for (const view of this.service.views) {
      if (view.kind !== "state" || view.of.category !== decider.category) continue;
      const row = view.row(state, { key, tenant: event.tenant });
      if (row !== undefined && row !== "delete")
        this.write(view.table, view.key, textRow(viewColumns(view), row));
    }
  }

  write(table: string, key: readonly string[], row: (string | null)[]): void {
    const rows = (this.tables.get(table) ?? []).filter((each) =>
      key.some((_, index) => each[index] !== row[index]),
    );
    this.tables.set(table, [...rows, row]);
  }

  /** Every declared consumer has read everything. */
  catchUp(heads: ReadonlyMap<string, number>): void {
    this.consumers = [...subscriptionsOf(this.service)].flatMap(([consumer, contracts]) =>
      [...new Set(contracts.map(({ source }) => source))].flatMap((source) =>
        Array.from({ length: partitionCount }, (_, partition) => ({
          consumer,
          channel: source,
          partition,
          position: heads.get(source) ?? 0,
          current: true,
        })),
      ),
    );
  }

  /** The same on a broker: each topic to its last event, and what read the logs as a whole is left over. */
  readByTopic(logs: ReadonlyMap<string, MemoryLog>): void {
    const whole = this.consumers.map((each) => ({ ...each, current: false }));
    const topics = [...subscriptionsOf(this.service)].flatMap(([consumer, contracts]) =>
      [...Map.groupBy(contracts, topicChannel)].flatMap(([channel, ofTopic]) =>
        Array.from({ length: partitionCount }, (_, partition) => {
          const last = logs
            .get(sourceOf(channel))
            ?.log.findLast(
              (event) =>
                event.partition === partition && ofTopic.some(({ type }) => type === event.type),
            );
          return { consumer, channel, partition, position: last?.position ?? 0, current: true };
        }),
      ),
    );
    this.consumers = [...whole, ...topics];
  }

  events({ category, keys }: Part) {
    const found = this.log.filter(({ stream }) => isPart(stream, category, keys));
    return pages(
      found.toSorted((a, b) =>
        a.stream === b.stream ? a.version - b.version : a.stream < b.stream ? -1 : 1,
      ),
    );
  }

  states({ category, keys }: Part) {
    const found = [...this.streams.values()].filter(({ stream }) => isPart(stream, category, keys));
    return pages(found.toSorted((a, b) => (a.stream < b.stream ? -1 : 1)));
  }

  touchedCategories(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(this.log.flatMap(({ touches }) => touches.map(categoryOf))));
  }

  touching(categories: ReadonlySet<string>) {
    return pages(
      this.log.filter(
        ({ stream, touches }) => touches.length > 0 || categories.has(categoryOf(stream)),
      ),
    );
  }

  rows({ view, by, keys }: RowsWanted): AsyncIterable<readonly TextRow[]> {
    const rows = this.tables.get(view.table) ?? [];
    if (by === undefined) return pages(rows);
    const index = viewColumns(view).indexOf(by);
    const wanted =
      keys === undefined ? rows : rows.filter((row) => keys.includes(row[index] ?? ""));
    return pages(wanted.toSorted((a, b) => ((a[index] ?? "") < (b[index] ?? "") ? -1 : 1)));
  }

  positions(): Promise<readonly ConsumerPosition[]> {
    return Promise.resolve(this.consumers);
  }

  parked() {
    return pages(this.parkedMessages);
  }

  edited() {
    return pages(this.editedMessages);
  }

  head(): Promise<number> {
    return Promise.resolve(this.log.reduce((head, { position }) => Math.max(head, position), 0));
  }

  unread(spans: readonly Unread[]): Promise<number> {
    const counts = spans.map(
      ({ partition, type, after }) =>
        this.log.filter(
          (event) => event.partition === partition && event.type === type && event.position > after,
        ).length,
    );
    return Promise.resolve(counts.reduce((sum, each) => sum + each, 0));
  }
}

export async function* pages<T>(records: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < records.length; start += pageSize) {
    yield await Promise.resolve(records.slice(start, start + pageSize));
  }
}

function textRow(columns: readonly string[], row: Row): (string | null)[] {
  return columns.map((column) => {
    const value = row[column];
    return typeof value === "string" || typeof value === "number" ? String(value) : null;
  });
}

function isPart(stream: string, category: string, keys: readonly string[] | undefined): boolean {
  return categoryOf(stream) === category && (keys === undefined || keys.includes(keyOf(stream)));
}
