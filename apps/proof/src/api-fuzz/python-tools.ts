import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ended } from "../child-process.ts";
import { requirementsFile, workDirectory } from "./places.ts";

const venv = join(workDirectory, "venv");
const stampFile = join(venv, "installed");
const python = process.platform === "win32" ? join("Scripts", "python.exe") : join("bin", "python");
const installMs = 300_000;

/** Python, pip or a package cannot be had here: not a fault of the API, but then nothing was checked. */
export class PythonMissing extends Error {}

/**
 * The Python of a virtual environment that has schemathesis in it: made when it is missing or was
 * made for other versions.
 * @throws {PythonMissing}
 */
export async function pythonWithSchemathesis(signal: AbortSignal): Promise<string> {
  const program = join(venv, python);
  const stamp = createHash("sha256").update(readFileSync(requirementsFile)).digest("hex");
  if (stampOf() === stamp && (await answers(program, signal))) return program;
  console.error(`api-fuzz: installing schemathesis into ${venv}`);
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(workDirectory, { recursive: true });
  await run("python3", ["-m", "venv", venv], signal);
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  await run(program, [...install, "--requirement", requirementsFile], signal);
  writeFileSync(stampFile, stamp);
  return program;
}

function stampOf(): string | undefined {
  try {
    return readFileSync(stampFile, "utf8");
  } catch {
    return undefined;
  }
}

/** An environment dies with the Python it was made from. */
async function answers(program: string, signal: AbortSignal): Promise<boolean> {
  try {
    await run(program, ["-c", "import schemathesis"], signal);
    return true;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}

/** @throws {PythonMissing} with what it said */
async function run(program: string, parameters: readonly string[], signal: AbortSignal) {
  const command = [program, ...parameters].join(" ");
  try {
    const child = spawn(program, parameters, {
      stdio: ["ignore", "ignore", "pipe"],
      // Not spawn's own timeout: for a program that is not there, it holds this one open until then.
      signal: AbortSignal.any([signal, AbortSignal.timeout(installMs)]),
    });
    const [complaint] = await Promise.all([text(child.stderr), ended(child)]);
    if (child.exitCode === 0) return;
    throw new Error(`ended with ${child.exitCode ?? child.signalCode}:\n${complaint.trim()}`);
  } catch (cause) {
    if (signal.aborted) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PythonMissing(`${command}: ${reason}`, { cause });
  }
}
