import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until a process has ended, also one that is told to by an abort.
 * @throws {Error} when it could not be started, and the reason of the abort
 */
export async function ended(child: ChildProcess): Promise<void> {
  try {
    await once(child, "exit");
  } catch (error) {
    if (child.pid !== undefined && isRunning(child)) await once(child, "exit");
    throw error;
  }
}

export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** A server that has not stopped by then would hold the run for ever. */
const stopMs = 30_000;

/** Ends a process, and does not wait for it for ever. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const gone = once(child, "exit");
  child.kill(signal);
  const impatience = setTimeout(() => child.kill("SIGKILL"), stopMs);
  await gone;
  clearTimeout(impatience);
}

/** The first line that it prints. @throws {Error} when it ends or takes too long before */
export async function firstLine(child: ChildProcess, withinMs: number): Promise<string> {
  if (child.stdout === null) throw new Error("its output is not read");
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    return await Promise.race([
      once(createInterface({ input: child.stdout }), "line", { signal }).then(([line]) =>
        String(line),
      ),
      once(child, "exit", { signal }).then(([code]) => {
        throw new Error(`it ended with ${String(code)}`);
      }),
      delay(withinMs, undefined, { signal }).then(() => {
        throw new Error(`it was not ready after ${withinMs} ms`);
      }),
    ]);
  } finally {
    waiting.abort();
  }
}

/** Without a database, a mail server or a broker that happens to be set: nothing of anybody's is touched, nobody is mailed. */
export function ownEnvironment(
  dataDir: string,
  others: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _database,
    WAYBILL_SMTP_URL: _smtp,
    WAYBILL_BUS: _bus,
    ...rest
  } = process.env;
  return {
    ...rest,
    WAYBILL_PORT: "0",
    WAYBILL_HOST: "127.0.0.1",
    WAYBILL_DATA: dataDir,
    ...others,
  };
}
