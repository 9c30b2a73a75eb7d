import { readFileSync, readdirSync } from "node:fs";

/** In MiB. */
export interface Memory {
  /** Resident set of the server process. */
  readonly server: number;
  /** Of all of PostgreSQL's processes, shared pages counted once (PSS); resident sets where the kernel does not tell. */
  readonly postgres: number;
}

const kibibytesPerMebibyte = 1024;

/** What the processes hold now; zeros on a system without /proc. */
export function memoryNow(serverPid: number, postmasterPid: number | undefined): Memory {
  const server = field(`/proc/${serverPid}/status`, "VmRSS") ?? 0;
  let postgres = 0;
  if (postmasterPid !== undefined) {
    for (const pid of [postmasterPid, ...childrenOf(postmasterPid)]) {
      postgres +=
        field(`/proc/${pid}/smaps_rollup`, "Pss") ?? field(`/proc/${pid}/status`, "VmRSS") ?? 0;
    }
  }
  return { server: inMebibytes(server), postgres: inMebibytes(postgres) };
}

/** MiB that each child of a process holds, by the last word of its command line and its id. */
export function childrenMemory(parent: number): ReadonlyMap<string, number> {
  const held = childrenOf(parent).map((pid): [string, number] => [
    `${lastWordOf(pid)} ${pid}`,
    inMebibytes(field(`/proc/${pid}/status`, "VmRSS") ?? 0),
  ]);
  return new Map(held);
}

export function larger(a: Memory, b: Memory): Memory {
  return { server: Math.max(a.server, b.server), postgres: Math.max(a.postgres, b.postgres) };
}

/** Resident MiB of the children that run a service or the gateway, by service and process id. */
export function splitProcesses(supervisor: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const pid of childrenOf(supervisor)) {
    const service = /\/split\/main\.ts (\S+)/.exec(commandOf(pid))?.[1];
    const resident = field(`/proc/${pid}/status`, "VmRSS");
    if (service !== undefined && resident !== undefined)
      found.set(`${service} ${pid}`, inMebibytes(resident));
  }
  return found;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

export function childrenOf(parent: number): readonly number[] {
  return processIds().filter((pid) => field(`/proc/${pid}/status`, "PPid") === parent);
}

function processIds(): readonly number[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

function lastWordOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").findLast(Boolean) ?? "";
  } catch {
    return "";
  }
}

/** The number of a line such as `VmRSS:   1234 kB`; undefined when the process is gone or hidden. */
function field(path: string, name: string): number | undefined {
  try {
    const found = new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(readFileSync(path, "utf8"));
    return found === null ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
}

function inMebibytes(kibibytes: number): number {
  return Math.round(kibibytes / kibibytesPerMebibyte);
}
