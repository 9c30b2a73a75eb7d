export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
}

/** A line of titles and one for each row, with the columns aligned; without rows, nothing. */
export function textTable<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  if (rows.length === 0) return "";
  const cells = columns.map(({ title, cell }) => [title, ...rows.map(cell)]);
  const widths = cells.map((column) => Math.max(...column.map(({ length }) => length)));
  const lines = Array.from({ length: rows.length + 1 }, (_, line) =>
    columns
      .map(({ right = false }, index) => {
        const text = cells[index]?.[line] ?? "";
        const width = widths[index] ?? 0;
        return right ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

export function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
