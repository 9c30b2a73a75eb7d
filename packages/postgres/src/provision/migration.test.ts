import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { WaybillError } from "@waybill/kit";
import { readMigrations } from "./migration.ts";

function directory(t: { after(run: () => void): void }, names: readonly string[]): URL {
  const path = mkdtempSync(join(tmpdir(), "waybill-migrations-"));
  t.after(() => rmSync(path, { recursive: true }));
  for (const name of names) writeFileSync(join(path, name), `-- ${name}`);
  return pathToFileURL(path);
}

test("migrations are read in the order of their numbers, with their scope", (t) => {
  const url = directory(t, ["0002-b.sql", "0010-c.sql", "0001-a.sql"]);
  const ids = readMigrations(url, "store").map(({ id }) => id);
  assert.deepEqual(ids, ["store/0001-a", "store/0002-b", "store/0010-c"]);
  assert.deepEqual(readMigrations(url)[0], { id: "0001-a", sql: "-- 0001-a.sql" });
});

test("a file that is named otherwise, and a number used twice, are refused", (t) => {
  for (const names of [["1-a.sql"], ["0001-a.txt"], ["0001-a.sql", "0001-b.sql"]]) {
    assert.throws(
      () => readMigrations(directory(t, names)),
      (error: unknown) => error instanceof WaybillError && error.code === "migration-invalid",
    );
  }
});
