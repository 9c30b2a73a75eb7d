import { aftermath } from "./aftermath.ts";
import { operationIdsOf, type OperationIds } from "./calls.ts";
import { callerOf } from "./callers.ts";
import { findingsOf } from "./findings.ts";
import { readOptions, usage, type Options } from "./options.ts";
import { PythonMissing, pythonWithSchemathesis } from "./python-tools.ts";
import { checkRoleRules, type Caller } from "./role-rules.ts";
import { runSchemathesis } from "./schemathesis.ts";
import { Server } from "./server.ts";

/**
 * A run that takes longer is stopped, and that is a failure. Four times what it takes on one busy core, so
 * that only what hangs is stopped on a slow machine.
 */
const deadlineMs = ({ ids, examples }: Pick<Run, "ids" | "examples">): number =>
  ids.size * (8_000 + examples * 300);
const secondsSince = (startedMs: number): number =>
  Math.round((performance.now() - startedMs) / 100) / 10;

/** @returns whether nothing failed */
async function fuzz(options: Options, signal: AbortSignal): Promise<boolean> {
  const python = await pythonWithSchemathesis(signal);
  console.error(`api-fuzz: seed ${options.seed}, ${options.examples} examples`);
  const server = await Server.start();
  try {
    const ids = operationIdsOf(await server.call("GET", "/openapi.json"));
    checkRoleRules(new Set(ids.values()));
    const callers: Caller[] = [];
    for (const role of options.roles) callers.push(await callerOf(server, role));
    const run = { ...options, python, url: server.url, ids, signal };
    // All at once: each takes a core for itself, and they get in each other's way as callers do.
    const ends = await Promise.allSettled(callers.map((caller) => fuzzAs(caller, run)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    const left = await lookAround(server);
    return left && ends.every((end) => end.status === "fulfilled" && end.value);
  } finally {
    await server.stop();
  }
}

interface Run {
  readonly python: string;
  readonly url: string;
  readonly ids: OperationIds;
  readonly seed: number;
  readonly examples: number;
  readonly signal: AbortSignal;
}

async function fuzzAs(caller: Caller, { ids, ...run }: Run): Promise<boolean> {
  const started = performance.now();
  const report = await runSchemathesis({
    ...run,
    caller,
    deadlineMs: deadlineMs({ ids, examples: run.examples }),
  });
  const found = await findingsOf(report.callsFile, ids, caller);
  const stopped = [...report.errors];
  if (found.missed.length > 0) stopped.push(`not called: ${found.missed.join(", ")}`);
  const failures = [...stopped.map((message) => ({ check: "run", message })), ...found.failures];
  const { cases } = report;
  print({
    role: caller.role,
    cases,
    failures,
    seconds: secondsSince(started),
    seed: run.seed,
    statuses: found.statuses,
    tolerated: found.tolerated,
  });
  return failures.length === 0;
}

async function lookAround(server: Server): Promise<boolean> {
  const started = performance.now();
  const failures = await aftermath(server);
  print({ role: "(aftermath)", failures, seconds: secondsSince(started) });
  return failures.length === 0;
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Without Python nothing is checked: a developer may go on, CI may not. */
function notChecked(error: PythonMissing): number {
  const isCi = process.env["CI"] === "true";
  const consequence = isCi ? "In CI that is a failure." : "It would be a failure in CI.";
  console.error(
    `\napi-fuzz: THE API WAS NOT FUZZED, since it takes Python 3.11 or newer with venv and pip. ${consequence}\n${error.message}\n`,
  );
  return isCi ? 1 : 0;
}

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
}
try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(`${usage}\n`);
  else process.exitCode = (await fuzz(options, stopping.signal)) ? 0 : 1;
} catch (error) {
  if (error instanceof PythonMissing) {
    process.exitCode = notChecked(error);
  } else {
    const cause: unknown = stopping.signal.aborted ? stopping.signal.reason : error;
    console.error(`api-fuzz: ${cause instanceof Error ? cause.message : String(cause)}`);
    process.exitCode = 1;
  }
}
