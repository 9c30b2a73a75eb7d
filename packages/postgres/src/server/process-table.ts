import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * The command line of a live process, its arguments separated by spaces; undefined when there is
 * none or it is a zombie. A pid alone says nothing: after a crash it may belong to any program.
 */
export function commandOf(pid: number): string | undefined {
  if (process.platform === "linux") return readCommand(String(pid));
  return listProcesses(["-p", String(pid)]).find((entry) => entry.pid === pid)?.command;
}

/** Pids of the processes whose command line starts with `prefix`. */
export function pidsTitled(prefix: string): readonly number[] {
  return pidsWhere((command) => command.startsWith(prefix));
}

/** Pids of the processes that run `program` with this argument, whatever its path and the rest. */
export function pidsRunning(program: string, argument: string): readonly number[] {
  const words = `/${program} ${argument} `;
  return pidsWhere((command) => `${command} `.includes(words));
}

function pidsWhere(matches: (command: string) => boolean): readonly number[] {
  if (process.platform !== "linux") {
    return listProcesses(["-A"]).flatMap(({ pid, command }) => (matches(command) ? [pid] : []));
  }
  return readdirSync("/proc").flatMap((name) => {
    const command = /^\d+$/.test(name) ? readCommand(name) : undefined;
    return command !== undefined && matches(command) ? [Number(name)] : [];
  });
}

/** Sends a signal; false when there is no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function readCommand(pid: string): string | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return command === "" ? undefined : command;
  } catch {
    return undefined;
  }
}

function listProcesses(which: readonly string[]): { pid: number; command: string }[] {
  try {
    const text = execFileSync("ps", [...which, "-o", "pid=,stat=,command="], { encoding: "utf8" });
    return text.split("\n").flatMap((line) => {
      const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      if (pid === undefined || command === undefined || state?.startsWith("Z") === true) return [];
      return [{ pid: Number(pid), command }];
    });
  } catch {
    return [];
  }
}
