import assert from "node:assert/strict";
import { test } from "node:test";
import { textTable } from "./text-table.ts";

test("columns are as wide as their widest cell, and numbers stand at the right", () => {
  const rows = [
    { name: "orders.created", count: 4 },
    { name: "products", count: 12_000 },
  ];
  const table = textTable(
    [
      { title: "topic", cell: ({ name }) => name },
      { title: "records", cell: ({ count }) => String(count), right: true },
    ],
    rows,
  );
  assert.equal(
    table,
    ["topic           records", "orders.created        4", "products          12000", ""].join(
      "\n",
    ),
  );
});

test("no rows are no table", () => {
  assert.equal(textTable([{ title: "topic", cell: String }], []), "");
});
