import { readFileSync } from "node:fs";
import { childrenOf } from "./process-memory.ts";

/** Seconds of processor time, user and system. */
export interface ProcessorTime {
  readonly server: number;
  /** All of PostgreSQL's processes, those that have ended included. */
  readonly postgres: number;
}

/** What Linux counts processor time in, whatever its clock. */
const ticksPerSecond = 100;

/** What the processes have used since they began; zeros on a system without /proc. */
export function processorTimeNow(
  serverPid: number,
  postmasterPid: number | undefined,
): ProcessorTime {
  const server = ticksOf(serverPid).own / ticksPerSecond;
  if (postmasterPid === undefined) return { server, postgres: 0 };
  const postmaster = ticksOf(postmasterPid);
  const children = childrenOf(postmasterPid).map((pid) => ticksOf(pid).own);
  const ticks = children.reduce((sum, own) => sum + own, postmaster.own + postmaster.ended);
  return { server, postgres: ticks / ticksPerSecond };
}

/** Of a process itself, and of its children that have ended. */
function ticksOf(pid: number): { readonly own: number; readonly ended: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Behind the name, which may hold blanks, proc(5)'s fields 14 to 17 are the 12th to the 15th.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
    return { own: user + system, ended: endedUser + endedSystem };
  } catch {
    return { own: 0, ended: 0 };
  }
}
