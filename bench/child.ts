import { spawn } from "node:child_process";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** It is killed then, and counts as failed. */
  readonly timeoutMs: number;
}

/** Ends what is running, so that every server is stopped and every directory removed on the way out. */
export const interruption = new AbortController();

/** Runs a program to its end. Never leaves it running. @throws Error when the benchmark is interrupted */
export function runChild(
  command: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<Finished> {
  interruption.signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const kill = (): void => {
      child.kill("SIGKILL");
    };
    const timer = setTimeout(kill, options.timeoutMs);
    process.once("exit", kill);
    interruption.signal.addEventListener("abort", kill, { once: true });
    const over = (): void => {
      clearTimeout(timer);
      interruption.signal.removeEventListener("abort", kill);
      process.off("exit", kill);
    };
    child.once("error", (error) => {
      over();
      reject(error);
    });
    child.once("close", (code) => {
      over();
      if (interruption.signal.aborted) reject(interruption.signal.reason as Error);
      else resolve({ code: code ?? -1, stdout, stderr });
    });
  });
}
