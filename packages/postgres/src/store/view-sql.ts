import type { Row, View } from "@waybill/kit";
import type { Statement } from "../sql.ts";
import { textArray } from "../array-literal.ts";

/** Statements that write a view's rows, made once a view. */
export interface ViewStatements {
  readonly columns: readonly string[];
  readonly upsert: Statement;
  readonly delete: Statement;
}

const made = new Map<View, ViewStatements>();
/**
 * Parts of the statements' names. By table two views of one table would share a name, which the
 * driver refuses for that statement alone: the rest of the transaction would commit without it.
 */
let views = 0;

export function viewStatements(view: View): ViewStatements {
  const known = made.get(view);
  if (known !== undefined) return known;
  const statements = make(view);
  made.set(view, statements);
  return statements;
}

function make(view: View): ViewStatements {
  views += 1;
  const columns = [...new Set([...view.key, ...Object.keys(view.columns)])];
  const type = (column: string): string => view.columns[column] ?? "text";
  const names = columns.map(quoted).join(", ");
  const sources = columns.map((column, index) => `$${index + 1}::${type(column)}[]`).join(", ");
  const table = quoted(view.table);
  const sets = columns
    .filter((column) => !view.key.includes(column))
    .map((column) => `${quoted(column)} = ${merged(view, column)}`);
  const key = view.key.map(quoted);
  const keySources = view.key.map((column, index) => `$${index + 1}::${type(column)}[]`).join(", ");
  const matches = key.map((column) => `${table}.${column} = gone.${column}`).join(" and ");
  // Other processes may write the same rows of a message view: all lock them in one order.
  const order = view.kind === "message" ? ` order by ${key.join(", ")}` : "";
  const action = sets.length === 0 ? "do nothing" : `do update set ${sets.join(", ")}`;
  return {
    columns,
    upsert: {
      name: `upsert-view-${views}`,
      text: `insert into ${table} (${names}) select * from unnest(${sources}) as batch (${names})${order} on conflict (${key.join(", ")}) ${action}`,
    },
    delete: {
      name: `delete-view-${views}`,
      text: `delete from ${table} using unnest(${keySources}) as gone (${key.join(", ")}) where ${matches}`,
    },
  };
}

function merged(view: View, column: string): string {
  const fresh = `excluded.${quoted(column)}`;
  const old = `${quoted(view.table)}.${quoted(column)}`;
  if (view.greatest?.includes(column) === true) return `greatest(${fresh}, ${old})`;
  // A state view's row is whole; a message view's row says only what the message says.
  return view.kind === "state" ? fresh : `coalesce(${fresh}, ${old})`;
}

/** Values of the rows, column by column, as `unnest` takes them. */
export function columnArrays(columns: readonly string[], rows: readonly Row[]): string[] {
  return columns.map((column) => textArray(rows.map((row) => cell(row[column]))));
}

function cell(value: Row[string]): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
