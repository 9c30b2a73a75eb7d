import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Process id of a cluster's server, when it says that it is ready. */
export function postmasterOf(clusterDir: string): number | undefined {
  const lines = read(join(clusterDir, "postmaster.pid")).split("\n");
  return lines[7]?.trim() === "ready" ? Number(lines[0]) : undefined;
}

/** All processes of a server but itself. Linux only. */
export function childrenOf(postmaster: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === postmaster)
    .map(Number);
}

/** Those of them that serve a session of Waybill. */
export function backendsOf(postmaster: number): readonly number[] {
  return childrenOf(postmaster).filter((pid) => / waybill_\w+ /.test(read(`/proc/${pid}/cmdline`)));
}

/** The name of a process, in brackets, may hold anything. */
function parentOf(pid: string): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
