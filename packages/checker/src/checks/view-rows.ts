import type { Row, View } from "@waybill/kit";
import type { Emit } from "../findings.ts";
import { SortedCursor } from "../reading/cursor.ts";
import type { ServiceLog, TextRow } from "../sources.ts";
import { RowForm, type RowText } from "./row-values.ts";

export interface ViewRowsOptions {
  readonly log: ServiceLog;
  readonly view: View;
  readonly emit: Emit;
  /** Rows are expected in the order of their streams' keys. */
  readonly sorted: boolean;
  /** Only these keys are expected and read. */
  readonly keys?: readonly string[] | undefined;
}

/**
 * O for a view: the rows that the events make against those in its table. Where a key column is
 * the stream's key (the order id) both sides are read side by side; the others are few (SKUs,
 * products) and are compared in memory.
 */
export class ViewRows {
  readonly #options: ViewRowsOptions;
  readonly #form: RowForm;
  readonly #inMemory = new Map<string, RowText>();
  #by: string | undefined;
  /** Keys passed before the first row has told which column they stand in. */
  readonly #passed = new Set<string>();
  #table: SortedCursor<TextRow> | undefined;

  constructor(options: ViewRowsOptions) {
    this.#options = options;
    this.#form = new RowForm(options.view);
  }

  /** Says which rows a key has by its events. Called for every key, also for those without rows. */
  async expect(key: string, rows: readonly Row[]): Promise<void> {
    const [first] = rows;
    if (this.#table === undefined && first !== undefined && this.#options.sorted)
      this.#open(key, first);
    const computed = rows.map((row) => this.#form.computed(row));
    if (this.#table === undefined) {
      for (const row of computed) this.#inMemory.set(this.#form.key(row), row);
      return;
    }
    await this.#skipTo(this.#table, key);
    this.#compare(computed, await this.#table.take(key));
  }

  /** Leaves out a key of whose rows nothing can be said. */
  async pass(key: string): Promise<void> {
    if (this.#table === undefined) {
      this.#passed.add(key);
      return;
    }
    await this.#skipTo(this.#table, key);
    await this.#table.take(key);
  }

  /** Compares what is left when everything has been expected. */
  async finish(): Promise<void> {
    const { log, view, keys } = this.#options;
    if (this.#table !== undefined) {
      await this.#skipTo(this.#table, undefined);
      return;
    }
    if (keys !== undefined) return;
    for await (const batch of log.rows({ view })) {
      for (const row of batch) {
        const stored = this.#form.stored(row);
        const key = this.#form.key(stored);
        const computed = this.#inMemory.get(key);
        this.#inMemory.delete(key);
        this.#compareRow(key, computed, stored);
      }
    }
    for (const [key, computed] of this.#inMemory) this.#compareRow(key, computed, undefined);
  }

  #open(key: string, row: Row): void {
    const { log, view, keys } = this.#options;
    const by = view.key.find((column) => row[column] === key);
    if (by === undefined) return;
    this.#by = by;
    const index = this.#form.columns.indexOf(by);
    this.#table = new SortedCursor(log.rows({ view, by, keys }), (stored) => stored[index] ?? "");
  }

  /** Rows before the key are of streams that the log does not know. */
  async #skipTo(table: SortedCursor<TextRow>, key: string | undefined): Promise<void> {
    for (;;) {
      const at = await table.key();
      if (at === undefined || (key !== undefined && at >= key)) return;
      this.#compare([], await table.take(at));
    }
  }

  #compare(computed: readonly RowText[], stored: readonly TextRow[]): void {
    const byKey = new Map(
      stored.map((row) => this.#form.stored(row)).map((row) => [this.#form.key(row), row]),
    );
    for (const row of computed) {
      const key = this.#form.key(row);
      this.#compareRow(key, row, byKey.get(key));
      byKey.delete(key);
    }
    for (const [key, row] of byKey) this.#compareRow(key, undefined, row);
  }

  #compareRow(key: string, computed: RowText | undefined, stored: RowText | undefined): void {
    if (this.#isPassed(computed ?? stored)) return;
    const problem = this.#problem(computed, stored);
    if (problem === undefined) return;
    const { log, view, emit } = this.#options;
    const row = computed ?? stored;
    const tenant = row?.[this.#form.columns.indexOf("tenant")];
    const subject =
      this.#by === undefined ? undefined : row?.[this.#form.columns.indexOf(this.#by)];
    emit({
      check: "O",
      problem: problem[0],
      service: log.service.name,
      ...(typeof tenant === "string" ? { tenant } : {}),
      ...(typeof subject === "string" && subject.startsWith("ord_") ? { order: subject } : {}),
      message: `the row (${key}) of ${view.table} ${problem[1]}`,
    });
  }

  #isPassed(row: RowText | undefined): boolean {
    if (this.#passed.size === 0 || row === undefined) return false;
    const columns = this.#options.view.key.map((column) => this.#form.columns.indexOf(column));
    return columns.some((index) => this.#passed.has(row[index] as string));
  }

  #problem(
    computed: RowText | undefined,
    stored: RowText | undefined,
  ): readonly [problem: string, message: string] | undefined {
    if (stored === undefined) return ["row-missing", "is missing"];
    if (computed === undefined) return ["row-unexpected", "is of nothing in the log"];
    const columns = this.#form.differing(computed, stored);
    return columns.length === 0
      ? undefined
      : ["row-differs", `differs from the log in ${columns.join(", ")}`];
  }
}
