import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * When a live process was started, as a text that is only good for comparing: a pid alone may belong
 * to another program by now. Undefined when there is no such process or it is a zombie.
 */
export function startOf(pid: number): string | undefined {
  try {
    return process.platform === "linux" ? startOnLinux(pid) : startByPs(pid);
  } catch {
    return undefined;
  }
}

/** Ticks since the machine's boot: field 22 of /proc/<pid>/stat; the name in field 2 may hold blanks. */
function startOnLinux(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? undefined : fields[19];
}

function startByPs(pid: number): string | undefined {
  const line = execFileSync("ps", ["-p", String(pid), "-o", "stat=,lstart="], { encoding: "utf8" });
  const [, state, start] = /^\s*(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
  return state === undefined || state.startsWith("Z") ? undefined : start;
}
