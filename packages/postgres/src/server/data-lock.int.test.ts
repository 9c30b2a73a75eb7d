import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { emptyDirectory } from "./testing/empty-directory.ts";
import { lockDataDirectory } from "./data-lock.ts";

const inUse = { code: "data-directory-in-use" };

/** What a process of its own gets. */
function takenByAnother(dataDir: string): string {
  const source = `
    import { lockDataDirectory } from ${JSON.stringify(new URL("data-lock.ts", import.meta.url))};
    try { lockDataDirectory(${JSON.stringify(dataDir)}, "tool"); console.log("taken"); }
    catch (error) { console.log(error.code); }`;
  const program = ["--input-type=module", "--eval", source];
  return execFileSync(process.execPath, program, { encoding: "utf8" }).trim();
}

test("a data directory is held until it is let go, also when its holder asks for it again", (context) => {
  const dataDir = emptyDirectory();
  context.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const lock = lockDataDirectory(dataDir, "server");
  assert.equal(takenByAnother(dataDir), inUse.code);
  assert.throws(() => lockDataDirectory(dataDir, "tool"), inUse);
  assert.equal(takenByAnother(dataDir), inUse.code);
  lock.release();
  lock.release();
  assert.equal(takenByAnother(dataDir), "taken");
  lockDataDirectory(dataDir, "tool").release();
});
