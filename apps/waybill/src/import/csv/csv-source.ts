import type { ImportEntry, ImportProduct, ImportSource } from "../import-source.ts";
import { goodsValue, mergedLines } from "../order-lines.ts";
import { Spill, SpillDirectory } from "../spill.ts";
import { BadCell, readTable } from "../table.ts";
import { CsvRow, type Item, type OrderFacts } from "./csv-row.ts";
import type { Mapping } from "./mapping.ts";

type Spilled =
  | { readonly line: number; readonly facts: OrderFacts; readonly item?: Item }
  | { readonly bad: string };

/**
 * Reads an orders file with a row for each item, as the mapping says. Rows of one order may lie
 * anywhere in the file.
 * @throws Terminal when the file cannot be read or lacks a column that the mapping names
 */
export async function openCsv(path: string, mapping: Mapping): Promise<ImportSource> {
  const spills = new SpillDirectory();
  try {
    const orders = new Spill<Spilled>(spills, "orders");
    const products = new Map<string, ImportProduct>();
    const columns = Object.values(mapping.columns);
    const table = { columns, delimiter: mapping.delimiter ?? "," };
    let rows = 0;
    for await (const row of readTable(path, table)) {
      const read = new CsvRow(row, mapping);
      const spilled = spilledOf(read);
      orders.add(read.order, spilled);
      rows += 1;
      if ("item" in spilled && spilled.item !== undefined) {
        const { sku, name, category, unitPrice } = spilled.item;
        const { currency } = spilled.facts;
        products.set(sku, { sku, name, category, price: unitPrice, currency });
      }
    }
    return {
      name: mapping.name,
      orderCount: await countGroups(orders, rows),
      products: [...products.values()],
      notes: [],
      entries: () => entries(orders),
      close: () => {
        spills.remove();
      },
    };
  } catch (error) {
    spills.remove();
    throw error;
  }
}

function spilledOf(row: CsvRow): Spilled {
  try {
    const facts = row.facts();
    return { line: row.line, facts, ...(row.hasItem ? { item: row.item() } : {}) };
  } catch (error) {
    if (!(error instanceof BadCell)) throw error;
    return { bad: error.message };
  }
}

async function countGroups(orders: Spill<Spilled>, rows: number): Promise<number> {
  if (rows === 0) return 0;
  let count = 0;
  for await (const _ of orders.groups()) count += 1;
  return count;
}

async function* entries(orders: Spill<Spilled>): AsyncGenerator<ImportEntry> {
  for await (const [reference, rows] of orders.groups()) yield entryOf(reference, rows);
}

function entryOf(reference: string, rows: readonly Spilled[]): ImportEntry {
  const refused = (reason: string, detail: string): ImportEntry => ({
    kind: "refused",
    reference,
    reason,
    detail,
  });
  const items: Item[] = [];
  let first: Exclude<Spilled, { bad: string }> | undefined;
  for (const row of rows) {
    if ("bad" in row) return refused("bad-value", row.bad);
    first ??= row;
    if (JSON.stringify(row.facts) !== JSON.stringify(first.facts)) {
      return refused("contradiction", contradiction(first, row));
    }
    if (row.item !== undefined) items.push(row.item);
  }
  if (first === undefined || items.length === 0) return refused("no-items", "it has no items");
  const { facts } = first;
  const lines = mergedLines(
    items.map(({ sku, name, quantity, unitPrice }) => ({ sku, name, quantity, unitPrice })),
  );
  return {
    kind: "order",
    reference,
    lines,
    ...facts,
    total: goodsValue(lines) + facts.shipping,
  };
}

function contradiction(
  first: { readonly line: number; readonly facts: OrderFacts },
  other: { readonly line: number; readonly facts: OrderFacts },
): string {
  const values = new Map<string, unknown>(Object.entries(first.facts));
  const field = Object.entries(other.facts).find(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(values.get(name)),
  );
  const [name = "something", value] = field ?? [];
  return `line ${other.line} gives ${name} as ${JSON.stringify(value)}, and line ${first.line} of the same order as ${JSON.stringify(values.get(name))}`;
}
