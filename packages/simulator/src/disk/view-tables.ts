import type { Commit, Row, View } from "@waybill/kit";

type Cell = string | number | boolean | null;
export type Cells = Readonly<Record<string, Cell>>;

/** Rows by primary key, all with the same first value in it. */
type Group = Map<string, Cells>;

/** The rows of a service's views, merged as the upserts of a database would. */
export class ViewTables {
  readonly #tables = new Map<string, Map<string, Group>>();

  *rows(table: string): Iterable<Cells> {
    for (const group of this.#tables.get(table)?.values() ?? []) yield* group.values();
  }

  /** The rows whose primary key begins with this value. */
  rowsUnder(table: string, first: string): IteratorObject<Cells> {
    return (this.#tables.get(table)?.get(first) ?? new Map<string, Cells>()).values();
  }

  /** A row by its primary key, whose values are given in the order of the view's `key`. */
  row(table: string, key: readonly string[]): Cells | undefined {
    return this.#tables
      .get(table)
      ?.get(key[0] ?? "")
      ?.get(key.join("\0"));
  }

  apply(writes: Commit["rows"]): void {
    for (const { view, upserts, deletes } of writes) {
      const groups = this.#tables.get(view.table) ?? new Map<string, Group>();
      this.#tables.set(view.table, groups);
      for (const row of upserts) {
        const [first, key] = keyOf(view, row);
        let group = groups.get(first);
        if (group === undefined) groups.set(first, (group = new Map()));
        group.set(key, merged(view, { row, old: group.get(key) }));
      }
      for (const row of deletes) {
        const [first, key] = keyOf(view, row);
        groups.get(first)?.delete(key);
      }
    }
  }
}

function keyOf(view: View, row: Row): readonly [first: string, key: string] {
  const values = view.key.map((column) => String(cell(row[column])));
  return [values[0] ?? "", values.join("\0")];
}

function merged(
  view: View,
  { row, old }: { readonly row: Row; readonly old: Cells | undefined },
): Cells {
  const cells: Record<string, Cell> = {};
  for (const column of view.key) cells[column] = cell(row[column]);
  for (const column of Object.keys(view.columns)) {
    const now = cell(row[column]);
    const before = old?.[column] ?? null;
    if (view.greatest?.includes(column) === true) cells[column] = greatest(now, before);
    // A state view's row is whole; a message view's row says only what the message says.
    else cells[column] = view.kind === "state" ? now : (now ?? before);
  }
  return cells;
}

function greatest(a: Cell, b: Cell): Cell {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function cell(value: Row[string]): Cell {
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : value;
}
