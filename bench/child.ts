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

/** Runs a program to its end. Never leaves it running. */
export function runChild(
  command: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<Finished> {
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
    const over = (): void => {
      clearTimeout(timer);
      process.off("exit", kill);
    };
    child.once("error", (error) => {
      over();
      reject(error);
    });
    child.once("close", (code) => {
      over();
      resolve({ code: code ?? -1, stdout, stderr });
    });
  });
}
