import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { isThere } from "./postmaster.ts";
import { waitFor } from "./wait-for.ts";

/** Processes that work in a directory or name it in their command line. Linux only. */
function processesIn(directory: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && isIn(directory, pid));
}

/** kill -9 of all that runs there, until nothing does: a process may start another in its last moment. */
export async function killProcessesIn(directory: string): Promise<void> {
  await waitFor(`nothing runs in ${directory}`, () => {
    const pids = processesIn(directory);
    for (const pid of pids) if (isThere(pid)) process.kill(pid, "SIGKILL");
    return pids.length === 0;
  });
}

function isIn(directory: string, pid: number): boolean {
  const inside = `${directory}/`;
  try {
    // A process that has ended and waits for its parent has neither.
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return command.includes(inside) || `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(inside);
  } catch {
    return false;
  }
}
