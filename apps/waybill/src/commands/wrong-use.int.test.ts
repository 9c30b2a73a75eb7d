/** Exit code 1 says that something is broken, and people are woken by it: a slip of the keyboard must not. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runCommand } from "./testing/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-wrong-"));
after(() => {
  rmSync(folder, { recursive: true });
});
const file = join(folder, "file");
writeFileSync(file, "");
const missing = join(folder, "missing");
const order = ["order", "ord_01m8frsn5tkttce167gwcr3120"];
const address = ["--url", "http://127.0.0.1:1"];

const wrong: readonly (readonly [
  given: readonly string[],
  env: Readonly<Record<string, string>>,
  says: RegExp,
])[] = [
  [["verify", "--setle", "5"], {}, /unknown option '--setle'/],
  [["verify", "--settle", "abc"], {}, /'abc' is invalid/],
  [["verify", "further"], {}, /too many arguments/],
  [["keys"], {}, /Usage: waybill keys/],
  [["process", "ls", "--limit", "abc"], {}, /'abc' is invalid/],
  [["keys", "create", "--name", ""], {}, /1 to 100 characters/],
  [["keys", "create", "--name", "x", "--customer", "me"], {}, /an e-mail address/],
  [["verify"], { WAYBILL_DATA: missing }, /no Waybill in .*missing.*\[no-installation\]/],
  [["keys", "ls"], { WAYBILL_DATA: missing }, /\[no-installation\]/],
  [["groups", "ls"], { WAYBILL_DATA: missing }, /\[no-installation\]/],
  [["up"], { WAYBILL_DATA: file }, /cannot use .*file as the data directory.*\[data-directory-/],
  [["up", "--with", "./nothing.ts"], { WAYBILL_DATA: missing }, /nothing\.ts \[guest-invalid\]/],
  [[...order, "--url", "nonsense"], {}, /nonsense is no address .*\[target-invalid\]/],
  [[...order, ...address, "--key", "wb_1\n"], {}, /the API key has .*\[target-invalid\]/],
  [
    ["load", "--rate", "1", "--seconds", "1", ...address, "--key", "wb_1", "--record", folder],
    {},
    /cannot write .*\[record-unwritable\]/,
  ],
];

for (const [given, env, says] of wrong) {
  test(`${["waybill", ...given].join(" ").trim()} with ${Object.keys(env).join() || "no setting"} was not tried, and says why`, async () => {
    const { code, out, error } = await runCommand(given, env);
    assert.deepEqual([code, out], [2, ""], error);
    assert.match(error, says);
    assert.doesNotMatch(error, /\bat .*\.[tj]s:\d/, "no stack for a person's mistake");
    assert.ok(!existsSync(missing), "a directory was made for a name with a slip in it");
  });
}

test("help and version are no failure", async () => {
  assert.equal((await runCommand(["verify", "--help"])).code, 0);
  assert.match((await runCommand(["--version"])).out, /^\d+\.\d+\.\d+/);
});
