import type { Row, View } from "../concepts/view.ts";
import type { ViewWrite } from "../ports/store.ts";

interface Pending {
  readonly upserts: Map<string, Row>;
  readonly deletes: Map<string, Row>;
}

/** Rows of a batch, one write a row however many events changed it. */
export class RowBatch {
  readonly #views = new Map<View, Pending>();

  add(view: View, row: Row): void {
    const pending = this.#pending(view);
    const key = rowKey(view, row);
    pending.deletes.delete(key);
    const before = pending.upserts.get(key);
    pending.upserts.set(key, before === undefined ? row : merge(view, before, row));
  }

  remove(view: View, row: Row): void {
    const pending = this.#pending(view);
    const key = rowKey(view, row);
    pending.upserts.delete(key);
    pending.deletes.set(key, row);
  }

  writes(): ViewWrite[] {
    return [...this.#views].map(([view, pending]) => ({
      view,
      upserts: [...pending.upserts.values()],
      deletes: [...pending.deletes.values()],
    }));
  }

  #pending(view: View): Pending {
    const known = this.#views.get(view);
    if (known !== undefined) return known;
    const made: Pending = { upserts: new Map(), deletes: new Map() };
    this.#views.set(view, made);
    return made;
  }
}

function rowKey(view: View, row: Row): string {
  return view.key.map((column) => textOf(row[column])).join("\u0000");
}

function textOf(value: Row[string]): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function merge(view: View, before: Row, after: Row): Row {
  const merged: Record<string, Row[string]> = { ...before };
  for (const [column, value] of Object.entries(after)) {
    if (value === undefined || value === null) continue;
    const earlier = merged[column];
    const grows =
      view.greatest?.includes(column) === true && earlier !== undefined && earlier !== null;
    merged[column] = grows && earlier > value ? earlier : value;
  }
  return merged;
}
