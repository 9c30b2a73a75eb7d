/**
 * All checks that need no running server, one after another; prints what failed and how long each
 * took. `npm run verify` runs this and then the tests; so does CI. Names as arguments pick checks.
 */
import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./source-files.ts";

const checks: Readonly<Record<string, string>> = {
  format: "oxfmt --check",
  lint: "oxlint",
  types: "tsc --noEmit && tsc --noEmit -p apps/console",
  imports: "node tools/check-imports.ts",
  "dead code": "knip --no-progress",
  files: "node tools/check-files.ts",
  docs: "node tools/check-docs.ts",
  schemas: "node tools/check-schemas.ts",
};

const picked = process.argv.slice(2);
const unknown = picked.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`no check "${unknown.join('", "')}"; there are: ${Object.keys(checks).join(", ")}`);
  process.exit(2);
}

const env = {
  ...process.env,
  PATH: `${root}/node_modules/.bin${delimiter}${process.env["PATH"] ?? ""}`,
  ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }),
};
const failed = Object.entries(checks)
  .filter(([name]) => picked.length === 0 || picked.includes(name))
  .filter(([name, command]) => !passes(name, command))
  .map(([name]) => name);

if (failed.length > 0) {
  console.error(`checks failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}

function passes(name: string, command: string): boolean {
  const started = performance.now();
  const { status, signal, error, stdout, stderr } = spawnSync(command, {
    cwd: root,
    env,
    shell: true,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const passed = status === 0;
  const took = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${passed ? "ok    " : "FAILED"} ${name} (${took} s)`);
  const output = `${stdout}${stderr}${error?.message ?? signal ?? ""}`.trimEnd();
  // Not every tool knows NO_COLOR.
  if (!passed) console.log(process.stdout.isTTY ? output : stripVTControlCharacters(output));
  else if (stderr.trim() !== "") console.log(stderr.trimEnd());
  return passed;
}
