/**
 * Runs the tests on Node's own runner, each file in a process of its own, and ends with the line
 * `N passed, N failed`. Without arguments it runs what takes nothing but Node: the kinds `unit`, `int` and
 * `system`. The name of a kind picks it; `browser` and `broker` need what is named in their tests, `split` takes minutes. Other
 * arguments are files to run.
 *
 * A file that leaves a handle open fails (`test-handles.ts`), and so does a run that a process
 * outlives (`test-leftovers.ts`).
 */
import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { stripVTControlCharacters } from "node:util";
import { root, sourceFiles } from "./source-files.ts";
import { endLeftovers, markedEnvironment } from "./test-leftovers.ts";

interface Kind {
  readonly name: string;
  readonly has: (path: string) => boolean;
  /** Files at a time. */
  readonly concurrency: number;
  /** For each file, and for each test in it. */
  readonly deadlineMs: number;
  /** It needs more than Node, or much time, so it runs only when it is asked for. */
  readonly asked?: boolean;
}

const isSplit = (path: string): boolean => path.startsWith("tests/split/");
const isBrowser = (path: string): boolean => path.startsWith("tests/console/");
const brokerFolders =
  /^(packages\/bus-|tests\/brokers\/|tools\/brokers\/|apps\/waybill\/src\/(topics|perf)\/)/;
const isBroker = (path: string): boolean =>
  path.endsWith(".int.test.ts") && brokerFolders.test(path);
const isSystem = (path: string): boolean =>
  path.startsWith("tests/") && ![isSplit, isBrowser, isBroker].some((is) => is(path));
const isInt = (path: string): boolean =>
  path.endsWith(".int.test.ts") && !path.startsWith("tests/") && !isBroker(path);
const kinds: readonly Kind[] = [
  {
    name: "unit",
    has: (path) => !path.startsWith("tests/") && !path.endsWith(".int.test.ts"),
    concurrency: availableParallelism(),
    deadlineMs: 60_000,
  },
  // Each of these has a PostgreSQL of its own. They wait more than they compute: with one file less at a time of each
  // kind, two cores were busy for three fifths of the whole run.
  { name: "int", has: isInt, concurrency: 3, deadlineMs: 120_000 },
  { name: "system", has: isSystem, concurrency: 2, deadlineMs: 180_000 },
  // Ten processes and more, which take a while to start.
  { name: "split", has: isSplit, concurrency: 1, deadlineMs: 480_000, asked: true },
  { name: "browser", has: isBrowser, concurrency: 1, deadlineMs: 300_000, asked: true },
  { name: "broker", has: isBroker, concurrency: 1, deadlineMs: 300_000, asked: true },
];
/** For everything: what takes longer is a fault of the tests. */
const wholeRunMs = 1_200_000;

const counts = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const wanted = process.argv.slice(2);
const started = performance.now();
const stop = new AbortController();
const deadline = setTimeout(() => stop.abort(), wholeRunMs);
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());

const tests = sourceFiles().filter((path) => path.endsWith(".test.ts"));
for (const kind of kinds) {
  const files = tests.filter((path) => kind.has(path) && isWanted(kind, path));
  if (files.length > 0 && !stop.signal.aborted) await runKind(kind, files);
}
clearTimeout(deadline);
for (const leftover of await endLeftovers()) fail(`a process outlived the tests: ${leftover}`);
if (stop.signal.aborted) fail(`the run was ended early, after ${seconds()} s`);
finish();

function isWanted(kind: Kind, path: string): boolean {
  if (wanted.length === 0) return kind.asked !== true;
  return wanted.includes(kind.name) || wanted.includes(path);
}

async function runKind(kind: Kind, files: readonly string[]): Promise<void> {
  console.log(`\n${kind.name}: ${files.length} file(s), ${kind.concurrency} at a time`);
  const stream = run({
    files: files.map((path) => `${root}/${path}`),
    concurrency: kind.concurrency,
    timeout: kind.deadlineMs,
    signal: stop.signal,
    cwd: root,
    env: markedEnvironment(),
    execArgv: ["--import", new URL("test-handles.ts", import.meta.url).href],
  });
  stream.on("test:fail", ({ name, file, details }) => {
    if (details.type !== "suite")
      failures.push(
        `${file === undefined ? "" : relative(root, file)}: ${name}: ${oneLine(details.error)}`,
      );
  });
  stream.on("test:summary", ({ file, counts: ran }) => {
    if (file !== undefined) return;
    counts.passed += ran.passed;
    counts.failed += ran.tests - ran.passed - ran.skipped - ran.todo;
    counts.skipped += ran.skipped + ran.todo;
  });
  for await (const chunk of stream.compose(spec)) process.stdout.write(String(chunk));
}

/** What a test says of its failure: that of the runner has it as its cause. */
function oneLine(error: Error): string {
  const { message } = error.cause instanceof Error ? error.cause : error;
  return stripVTControlCharacters(message).replaceAll(/\s+/g, " ").slice(0, 500);
}

function fail(what: string): void {
  counts.failed += 1;
  failures.push(what);
}

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

function finish(): void {
  const { passed, failed, skipped } = counts;
  if (passed + failed === 0) {
    console.error(`no test ran${wanted.length > 0 ? ` for ${wanted.join(" ")}` : ""}`);
    process.exitCode = 1;
    return;
  }
  console.log(`\n${seconds()} s${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
