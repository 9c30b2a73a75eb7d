import { spawn } from "node:child_process";
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ended } from "../child-process.ts";
import { listAt, numberAt, objectAt, textAt } from "./json.ts";
import { configFile, hooksFile, reportDirectory } from "./places.ts";
import { isLeftOut, type Caller } from "./role-rules.ts";

export interface RunOptions {
  readonly python: string;
  readonly url: string;
  readonly caller: Caller;
  readonly seed: number;
  readonly examples: number;
  /** Then it is told to stop, and what it did so far is reported. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export interface RunReport {
  readonly cases: number;
  /** What kept it from testing all that it should have, apart from what it found. */
  readonly errors: readonly string[];
  /** Every request and answer, a scenario a line. */
  readonly callsFile: string;
}

/** Lets schemathesis loose on the server in the name of a caller. @throws {Error} when it leaves no report */
export async function runSchemathesis(options: RunOptions): Promise<RunReport> {
  const { role, key } = options.caller;
  mkdirSync(reportDirectory, { recursive: true });
  const file = (extension: string): string => join(reportDirectory, `${role}.${extension}`);
  const output = openSync(file("log"), "w");
  const child = spawn(
    options.python,
    [
      "-m",
      "schemathesis.cli",
      `--config-file=${configFor(options.caller, file("toml"))}`,
      "--no-color",
      "run",
      new URL("/openapi.json", options.url).href,
      `--seed=${options.seed}`,
      `--max-examples=${options.examples}`,
      // With more, their requests would come in another order each time.
      "--workers=1",
      "--continue-on-failure",
      "--no-shrink",
      "--report=json,ndjson",
      `--report-json-path=${file("json")}`,
      `--report-ndjson-path=${file("ndjson")}`,
      ...(key === undefined ? [] : [`--header=Authorization: Bearer ${key}`]),
    ],
    {
      cwd: reportDirectory,
      env: environment(),
      stdio: ["ignore", output, output],
      timeout: options.deadlineMs,
      // As by Ctrl-C: it writes its reports and ends.
      killSignal: "SIGINT",
      signal: options.signal,
    },
  );
  try {
    await ended(child);
  } finally {
    closeSync(output);
  }
  return readReport(file("json"), file("ndjson"), file("log"));
}

function environment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    SCHEMATHESIS_HOOKS: hooksFile,
    // Else the order of Python's sets, and with it what is generated, differs from run to run.
    PYTHONHASHSEED: "0",
    // The sources are not its place to keep compiled files.
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/** The configuration with what only a run knows; its dictionaries read no environment variables. */
function configFor(caller: Caller, file: string): string {
  const text = readFileSync(configFile, "utf8")
    .replaceAll("{{customer}}", caller.customer)
    .replaceAll("{{foreign-order}}", caller.foreignOrder)
    .replaceAll(/"\{\{calls (\w+)\}\}"/g, (_, id: string) => String(!isLeftOut(id, caller)));
  writeFileSync(file, text);
  return file;
}

async function readReport(
  jsonFile: string,
  callsFile: string,
  logFile: string,
): Promise<RunReport> {
  const report = JSON.parse(textOf(jsonFile, logFile)) as unknown;
  const { stop_reason: stopped } = objectAt(report);
  const errors = await errorsOf(callsFile);
  // The report counts errors and the calls' file has their texts; neither may be passed over.
  if (errors.length === 0) {
    errors.push(...listAt(report, "errors").map((error) => textAt(error, "title")));
  }
  if (stopped !== "completed") errors.push(`it stopped before its end: ${String(stopped)}`);
  return { cases: numberAt(objectAt(report, "test_cases"), "generated"), errors, callsFile };
}

/** Each once, with the first operation that it came up at. */
async function errorsOf(callsFile: string): Promise<string[]> {
  const errors = new Map<string, string>();
  for await (const line of createInterface({ input: createReadStream(callsFile) })) {
    if (!/^\{"(Non)?FatalError"/.test(line)) continue;
    const event = objectAt(JSON.parse(line));
    const error = objectAt(event["NonFatalError"] ?? event["FatalError"]);
    const cause = objectAt(error["value"] ?? error["exception"]);
    const message = `${textAt(cause, "type")}: ${textAt(cause, "message")}`;
    if (!errors.has(message)) errors.set(message, `${textAt(error, "label")}: ${message}`);
  }
  return [...errors.values()];
}

function textOf(jsonFile: string, logFile: string): string {
  try {
    return readFileSync(jsonFile, "utf8");
  } catch (cause) {
    throw new Error(`schemathesis left no report; it said:\n${readFileSync(logFile, "utf8")}`, {
      cause,
    });
  }
}
