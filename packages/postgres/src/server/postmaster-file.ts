import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commandOf } from "./process-table.ts";

/** What a running server says of itself in `postmaster.pid` (PostgreSQL's `miscadmin.h`). */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly socketDir: string;
  /** `starting` (also: recovering), `ready`, `stopping`; empty before it knows. */
  readonly status: string;
}

/** Undefined when there is none, or a crash left it empty. */
export function readPostmasterFile(clusterDir: string): PostmasterFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(postmasterFilePath(clusterDir), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return {
    pid,
    port: Number(lines[3] ?? 0),
    socketDir: lines[4] ?? "",
    status: (lines[7] ?? "").trim(),
  };
}

export function postmasterFilePath(clusterDir: string): string {
  return join(clusterDir, "postmaster.pid");
}

/**
 * Whether `pid` is a PostgreSQL server of this directory, and not another program that got the pid
 * of one that died. The command line is asked because anyone may read it; the working directory of
 * another user's process may be hidden even from root in a container.
 */
export function isPostmasterOf(pid: number, clusterDir: string): boolean {
  const command = commandOf(pid);
  return command !== undefined && `${command} `.includes(`postgres -D ${clusterDir} `);
}
