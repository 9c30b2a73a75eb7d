import type { Row, View } from "@waybill/kit";
import { viewColumns, type TextRow } from "../sources.ts";

/** One text for each column, the same for what replay computes and for what the table holds. */
export type RowText = readonly (string | null)[];

type Normal = (value: unknown) => string;

const numeric: Normal = (value) => String(Number(value));
const json: Normal = (value) =>
  JSON.stringify(sorted(typeof value === "string" ? JSON.parse(value) : value));
/** PostgreSQL writes a boolean as `t` or `f`. */
const truth: Normal = (value) => (String(value).startsWith("t") ? "true" : "false");
const time: Normal = (value) => {
  const number = Number(value);
  return String(Math.round(Number.isNaN(number) ? Date.parse(String(value)) : number));
};

const byType: Readonly<Record<string, Normal>> = {
  bigint: numeric,
  integer: numeric,
  int: numeric,
  smallint: numeric,
  numeric,
  real: numeric,
  "double precision": numeric,
  boolean: truth,
  json,
  jsonb: json,
  timestamptz: time,
};

/** Brings the rows of a view to a form in which equal rows are equal texts. */
export class RowForm {
  readonly columns: readonly string[];
  readonly #normals: readonly Normal[];
  readonly #keys: readonly number[];

  constructor(view: View) {
    this.columns = viewColumns(view);
    this.#normals = this.columns.map((column) => byType[view.columns[column] ?? "text"] ?? String);
    this.#keys = view.key.map((column) => this.columns.indexOf(column));
  }

  computed(row: Row): RowText {
    return this.columns.map((column, index) => this.#cell(index, row[column]));
  }

  /** A row as the store gives it: every column as text, times as milliseconds since 1970. */
  stored(row: TextRow): RowText {
    return row.map((value, index) => this.#cell(index, value));
  }

  /** Identifies a row within its table. */
  key(row: RowText): string {
    return this.#keys.map((index) => row[index] ?? "").join(" ");
  }

  /** Columns in which two rows differ. */
  differing(a: RowText, b: RowText): readonly string[] {
    return this.columns.filter((_, index) => a[index] !== b[index]);
  }

  #cell(index: number, value: unknown): string | null {
    if (value === undefined || value === null) return null;
    const normal = this.#normals[index] ?? String;
    return normal === String && typeof value === "object" ? json(value) : normal(value);
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}
