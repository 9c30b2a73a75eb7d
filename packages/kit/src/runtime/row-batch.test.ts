import assert from "node:assert/strict";
import { test } from "node:test";
import { messageView } from "../concepts/view.ts";
import { RowBatch } from "./row-batch.ts";

const view = messageView({
  table: "items",
  key: ["tenant", "id"],
  columns: { name: "text", seen: "bigint" },
  greatest: ["seen"],
  on: [],
});

function key(id: string): { tenant: string; id: string } {
  return { tenant: "acme", id };
}

test("rows of one key become one write: what a later one says counts, what it does not say stays", () => {
  const batch = new RowBatch();
  batch.add(view, { ...key("1"), name: "first", seen: 5 });
  batch.add(view, { ...key("1"), name: undefined, seen: 3 });
  batch.add(view, { ...key("1"), name: "last" });
  batch.add(view, { ...key("2"), seen: null });
  batch.add(view, { ...key("2"), seen: 1 });
  assert.deepEqual(batch.writes(), [
    {
      view,
      upserts: [
        { ...key("1"), name: "last", seen: 5 },
        { ...key("2"), seen: 1 },
      ],
      deletes: [],
    },
  ]);
});

test("the last of a row's coming and going counts", () => {
  const batch = new RowBatch();
  batch.add(view, { ...key("1"), name: "old", seen: 9 });
  batch.remove(view, key("1"));
  batch.add(view, { ...key("1"), name: "new" });
  batch.add(view, key("2"));
  batch.remove(view, key("2"));
  assert.deepEqual(batch.writes(), [
    { view, upserts: [{ ...key("1"), name: "new" }], deletes: [key("2")] },
  ]);
});

test("keys of several columns are not mistaken for each other", () => {
  const batch = new RowBatch();
  batch.add(view, { tenant: "a", id: "bc" });
  batch.add(view, { tenant: "ab", id: "c" });
  assert.equal(batch.writes()[0]?.upserts.length, 2);
});
