import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface HeldServer {
  readonly child: ChildProcess;
  /** Next line that it prints. */
  next(): Promise<Record<string, unknown>>;
  /** Sends a signal to its whole process group, as a terminal does, and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `hold-server.ts` on a data directory, in a process group of its own. */
export function holdServer(dataDir: string): HeldServer {
  const script = join(import.meta.dirname, "hold-server.ts");
  const child = spawn(process.execPath, [script, dataDir], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, "exit");
  return {
    child,
    next: async () => JSON.parse(String((await lines.next()).value)) as Record<string, unknown>,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) {
        process.kill(-Number(child.pid), signal);
      }
      await exited;
    },
  };
}
