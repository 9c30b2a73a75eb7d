import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream";
import { type Terminal, WaybillError, errorMessage } from "@waybill/kit";
import { parse } from "csv-parse";
import { parseAmount, type AmountFormat } from "./amount.ts";
import { Unusable } from "../failure.ts";

/** A cell that cannot be used. It spoils its order, not the import. */
export class BadCell extends WaybillError {
  constructor(row: TableRow, column: string, why: string) {
    const value = row.text(column);
    const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
    super("bad-value", `${row.file}, line ${row.line}, column ${column}: "${shown}" ${why}`, {
      status: 422,
    });
  }
}

/** A row of a table, read by the names of its columns. */
export class TableRow {
  readonly file: string;
  /** Of the file, counted from 1; the header is line 1. */
  readonly line: number;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #cells: readonly string[];

  constructor(
    place: { readonly file: string; readonly line: number },
    columns: ReadonlyMap<string, number>,
    cells: readonly string[],
  ) {
    this.file = place.file;
    this.line = place.line;
    this.#columns = columns;
    this.#cells = cells;
  }

  /** Without the space around it; empty when there is nothing. */
  text(column: string): string {
    return (this.#cells[this.#columns.get(column) ?? -1] ?? "").trim();
  }

  /** @throws BadCell when it is empty */
  filled(column: string): string {
    const text = this.text(column);
    if (text === "") throw new BadCell(this, column, "is empty, and there has to be a value");
    return text;
  }

  /** @throws BadCell when it is not an amount of the currency, in minor units */
  amount(column: string, format: AmountFormat): number {
    const amount = parseAmount(this.text(column), format);
    if (amount !== undefined) return amount;
    const example = `12${format.decimal ?? "."}90`;
    throw new BadCell(this, column, `is no amount of ${format.currency}; write it as ${example}`);
  }

  /** @throws BadCell when it is not a whole number of at least 1 */
  count(column: string): number {
    const text = this.text(column);
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new BadCell(this, column, "is no whole number of at least 1");
  }
}

export interface TableOptions {
  readonly columns: readonly string[];
  readonly delimiter?: string;
}

/**
 * Reads a CSV file with a header, UTF-8 with or without a mark, as a stream.
 * @throws Terminal `import-file-unreadable`, `import-column-missing`, or `import-file-malformed` with the line
 */
export async function* readTable(path: string, options: TableOptions): AsyncGenerator<TableRow> {
  const file = basename(path);
  const parser = parse({ bom: true, info: true, delimiter: options.delimiter ?? "," });
  let source: Error | undefined;
  const input = createReadStream(path).on("error", (error) => {
    source = error;
  });
  pipeline(input, parser, () => undefined);
  let columns: ReadonlyMap<string, number> | undefined;
  let line = 1;
  try {
    for await (const each of parser) {
      const { record, info } = each as { record: string[]; info: { lines: number } };
      if (columns === undefined) columns = header(file, record, options.columns);
      else yield new TableRow({ file, line }, columns, record);
      line = info.lines + 1;
    }
  } catch (error) {
    if (error instanceof WaybillError) throw error;
    throw source === undefined ? malformed(file, line, error) : unreadable(path, source);
  } finally {
    input.destroy();
  }
  if (columns === undefined) throw malformed(file, 1, new Error("there is no header"));
}

function header(
  file: string,
  names: readonly string[],
  wanted: readonly string[],
): ReadonlyMap<string, number> {
  const columns = new Map(names.map((name, index) => [name.trim(), index]));
  for (const name of wanted) {
    if (columns.has(name)) continue;
    throw new Unusable(
      "import-column-missing",
      `${file} has no column "${name}"; it has ${[...columns.keys()].join(", ")}`,
    );
  }
  return columns;
}

function unreadable(path: string, cause: Error): Terminal {
  return new Unusable("import-file-unreadable", `cannot read ${path}: ${cause.message}`, { cause });
}

function malformed(file: string, line: number, cause: unknown): Terminal {
  return new Unusable(
    "import-file-malformed",
    `${file}, near line ${line}: ${errorMessage(cause)}; check the delimiter and the quotes`,
    { cause },
  );
}
