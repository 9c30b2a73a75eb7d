import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Process id of a cluster's server, when it says that it is ready. */
export function postmasterOf(clusterDir: string): number | undefined {
  const lines = read(join(clusterDir, "postmaster.pid")).split("\n");
  return lines[7]?.trim() === "ready" ? Number(lines[0]) : undefined;
}

/** Children of a postmaster that serve a session of Waybill. Linux only. */
export function backendsOf(postmaster: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/stat`).includes(`) S ${postmaster} `))
    .filter((pid) => / waybill_\w+ /.test(read(`/proc/${pid}/cmdline`)))
    .map(Number);
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
