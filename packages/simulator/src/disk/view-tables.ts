import type { Commit, Row, View } from "@waybill/kit";

type Cell = string | number | boolean | null;
export type Cells = Readonly<Record<string, Cell>>;

/** The rows of a service's views, merged as the upserts of a database would. */
export class ViewTables {
  readonly #tables = new Map<string, Map<string, Cells>>();

  rows(table: string): Iterable<Cells> {
    return this.#tables.get(table)?.values() ?? [];
  }

  /** A row by its primary key, whose values are given in the order of the view's `key`. */
  row(table: string, key: readonly string[]): Cells | undefined {
    return this.#tables.get(table)?.get(key.join("\0"));
  }

  apply(writes: Commit["rows"]): void {
    for (const { view, upserts, deletes } of writes) {
      const rows = this.#tables.get(view.table) ?? new Map<string, Cells>();
      this.#tables.set(view.table, rows);
      for (const row of upserts) {
        const key = keyOf(view, row);
        rows.set(key, merged(view, { row, old: rows.get(key) }));
      }
      for (const row of deletes) rows.delete(keyOf(view, row));
    }
  }
}

function keyOf(view: View, row: Row): string {
  return view.key.map((column) => String(cell(row[column]))).join("\0");
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
