import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

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
