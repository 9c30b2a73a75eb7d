import { execFile } from "node:child_process";

const cli = new URL("../../../bin/waybill.js", import.meta.url).pathname;
const deadlineMs = 120_000;

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs `waybill` as a process of its own. @param env beside what this process has */
export function runCommand(
  given: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const options = { timeout: deadlineMs, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...given], options, (failure, out, error) => {
      resolve({ code: Number(failure?.code ?? 0), out, error });
    });
  });
}
