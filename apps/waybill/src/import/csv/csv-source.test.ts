import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { ImportEntry } from "../import-source.ts";
import { openCsv } from "./csv-source.ts";
import { parseMapping, readMapping } from "./mapping.ts";

const examples = fileURLToPath(new URL("../examples/", import.meta.url));
const mapping = readMapping(join(examples, "orders.yaml"));
const header =
  "Order No;Date;State;Customer;E-mail;Street;ZIP;City;Country;Article;Description;Department;Qty;Price;Postage;Paid";
let directory: string;

before(() => {
  directory = mkdtempSync(join(tmpdir(), "waybill-csv-test-"));
});
after(() => {
  rmSync(directory, { recursive: true });
});

test("the documented example reads as its comments say", async () => {
  const source = await openCsv(join(examples, "orders.csv"), mapping);
  try {
    const entries = new Map<string, ImportEntry>();
    for await (const entry of source.entries()) entries.set(entry.reference, entry);
    assert.equal(source.orderCount, 7);
    assert.equal(entries.size, 7);
    const products = source.products.map(({ sku, category }) => `${sku} ${category}`);
    assert.deepEqual(products.toSorted(), [
      "CUP-STONE tableware",
      "POT-IRON tableware",
      "TEA-GREEN tea-coffee",
    ]);
    assert.deepEqual(entries.get("C-1005"), {
      kind: "order",
      reference: "C-1005",
      lines: [{ sku: "CUP-STONE", name: "Stoneware cup", quantity: 2, unitPrice: 1400 }],
      outcome: "completed",
      currency: "EUR",
      customer: { email: "eva@example.com", name: "Eva Lind" },
      shippingAddress: {
        name: "Eva Lind",
        line1: "Storgatan 2",
        city: "Stockholm",
        postalCode: "11455",
        country: "SE",
      },
      shipping: 890,
      paid: 3600,
      placedAt: "2025-11-05T08:30:00.000Z",
      total: 3690,
    });
    const outcomes = [...entries.values()].map((entry) =>
      entry.kind === "order"
        ? `${entry.reference} ${entry.outcome}`
        : `${entry.reference} ${entry.reason}`,
    );
    assert.deepEqual(outcomes.toSorted(), [
      "C-1001 completed",
      "C-1002 completed",
      "C-1003 cancelled",
      "C-1004 unavailable",
      "C-1005 completed",
      "C-1006 no-items",
      "C-1007 bad-value",
    ]);
    const bad = entries.get("C-1007");
    assert.ok(bad?.kind === "refused");
    assert.equal(
      bad.detail,
      'orders.csv, line 10, column Qty: "two" is no whole number of at least 1',
    );
  } finally {
    source.close();
  }
});

test("rows of one order that contradict each other are told with their lines", async () => {
  const row = "A;2025-11-03;sent;Ana;ana@example.com;Rua 1;4050;Porto;PT;S1;x;y;1;1,00;0,00;";
  const [entry] = await read([header, row, row.replace("ana@", "bea@")].join("\n"));
  assert.ok(entry?.kind === "refused");
  assert.equal(entry.reason, "contradiction");
  assert.match(entry.detail, /^line 3 gives customer as .*bea@.*, and line 2 of the same order/);
});

test("a column that the mapping names and the file lacks ends the import", async () => {
  await assert.rejects(read("Order No;Article\nA;S1\n"), {
    code: "import-column-missing",
    message: /orders\.csv has no column "Qty"; it has Order No, Article/,
  });
});

test("a file that is no CSV is told with its line", async () => {
  await assert.rejects(read(`${header}\nA;B\n`), {
    code: "import-file-malformed",
    message: /line 2/,
  });
  await assert.rejects(openCsv(join(directory, "none.csv"), mapping), {
    code: "import-file-unreadable",
  });
});

test("a mapping that does not fit is told with its place", () => {
  const wrong = (text: string, message: RegExp): void => {
    assert.throws(() => parseMapping(text, "map.yaml"), { code: "mapping-invalid", message });
  };
  wrong("name: x\ncolumns: {order: A, skew: B}", /map\.yaml: columns/);
  wrong("name: x\ncolumns: {order: A, sku: B}", /unitPrice has neither a column/);
  wrong("name: [", /map\.yaml: /);
  wrong("name: Über\ncolumns: {}", /map\.yaml: name/);
});

async function read(text: string): Promise<readonly ImportEntry[]> {
  const file = join(directory, "orders.csv");
  writeFileSync(file, text);
  const source = await openCsv(file, mapping);
  try {
    const entries: ImportEntry[] = [];
    for await (const entry of source.entries()) entries.push(entry);
    return entries;
  } finally {
    source.close();
  }
}
