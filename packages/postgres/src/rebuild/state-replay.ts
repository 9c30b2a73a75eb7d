import {
  RowBatch,
  categoryOf,
  keyOf,
  upcast,
  type Recorded,
  type Row,
  type Service,
  type StateView,
} from "@waybill/kit";
import type { LogReader } from "../bus/log-reader.ts";
import { eventsAtOnce, type Replay } from "./replay.ts";
import type { Shadow } from "./shadow.ts";

interface Moved {
  readonly known: boolean;
  readonly before: unknown;
  state: unknown;
  tenant: string;
}

/**
 * Folds a service's own log from its first event, in its order, as the service itself did. States between
 * two parts are in the shadow and not in memory: there may be millions.
 */
export class StateReplay implements Replay {
  readonly #service: Service;
  readonly #view: StateView;
  readonly #reader: LogReader;
  readonly #shadow: Shadow;
  readonly #types: readonly string[];
  #after = 0;
  #head = 0;
  #unreadable = 0;

  constructor(of: {
    readonly service: Service;
    readonly view: StateView;
    readonly reader: LogReader;
    readonly shadow: Shadow;
  }) {
    this.#service = of.service;
    this.#view = of.view;
    this.#reader = of.reader;
    this.#shadow = of.shadow;
    this.#types = of.view.of.events
      .filter(({ source }) => source === of.service.name)
      .map(({ type }) => type);
  }

  async round(between: () => Promise<void>): Promise<number> {
    const from = this.#after;
    const head = await this.#reader.head();
    this.#head = Math.max(this.#head, head);
    while (this.#after < head) {
      const part = await this.#reader.read(this.#types, this.#after, eventsAtOnce);
      await this.#take(part.events);
      this.#after = part.scannedTo;
      this.#head = Math.max(this.#head, part.head);
      await between();
    }
    return this.#after - from;
  }

  get reached(): Replay["reached"] {
    return { done: this.#after, of: this.#head };
  }

  get unreadable(): number {
    return this.#unreadable;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #take(events: readonly Recorded[]): Promise<void> {
    const moved = await this.#load(events);
    for (const event of events)
      for (const stream of this.#movedBy(event)) this.#evolve(stream, moved.get(stream), event);
    const rows = new RowBatch();
    for (const [stream, each] of moved) this.#project(rows, keyOf(stream), each);
    await this.#shadow.write(rows.writes());
    await this.#shadow.keep(new Map([...moved].map(([stream, { state }]) => [stream, state])));
  }

  async #load(events: readonly Recorded[]): Promise<ReadonlyMap<string, Moved>> {
    const { of: decider } = this.#view;
    const moved = new Map<string, Moved>();
    const older = new Set<string>();
    for (const event of events) {
      for (const stream of this.#movedBy(event)) {
        if (moved.has(stream) || older.has(stream)) continue;
        const isFirst = event.version === 1 && !decider.touched;
        if (isFirst) moved.set(stream, this.#fresh(stream));
        else older.add(stream);
      }
    }
    const states = await this.#shadow.states([...older]);
    for (const stream of older) {
      const before = states.get(stream);
      moved.set(
        stream,
        states.has(stream)
          ? { known: true, before, state: before, tenant: "" }
          : this.#fresh(stream),
      );
    }
    return moved;
  }

  #fresh(stream: string): Moved {
    const state = this.#view.of.initial(keyOf(stream));
    return { known: false, before: undefined, state, tenant: "" };
  }

  #movedBy({ stream, touches }: Recorded): readonly string[] {
    return [stream, ...touches].filter((each) => categoryOf(each) === this.#view.of.category);
  }

  /** An event that cannot be read leaves the state as it was: no other can be in its place. */
  #evolve(stream: string, moved: Moved | undefined, event: Recorded): void {
    if (moved === undefined) return;
    const { type, schemaVersion, meta, time } = event;
    moved.tenant = meta.tenant;
    try {
      const contract = this.#service.events.get(type);
      const data =
        contract === undefined ? event.data : upcast(contract, schemaVersion, event.data);
      const change = { key: keyOf(stream), tenant: meta.tenant, time };
      moved.state = this.#view.of.evolve(moved.state, { type, data }, change);
    } catch {
      this.#unreadable += 1;
    }
  }

  #project(rows: RowBatch, key: string, { known, before, state, tenant }: Moved): void {
    const change = { key, tenant };
    const row = this.#view.row(state, change);
    if (isRow(row)) {
      rows.add(this.#shadow.view, row);
      return;
    }
    const old = known ? this.#view.row(before, change) : undefined;
    if (isRow(old)) rows.remove(this.#shadow.view, old);
  }
}

function isRow(row: Row | "delete" | undefined): row is Row {
  return row !== undefined && row !== "delete";
}
