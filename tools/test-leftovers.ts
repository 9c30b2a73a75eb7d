import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const mark = `WAYBILL_TEST_RUN=${process.pid}-${Date.now()}`;
/** What is still ending may have to wait for a busy disk; what was forgotten does not end at all. */
const graceMs = 20_000;
const pollMs = 50;

/** The environment for test files: what they start inherits the mark, so that it can be found. */
export function markedEnvironment(): NodeJS.ProcessEnv {
  const [name = "", value] = mark.split("=");
  return { ...process.env, [name]: value };
}

/**
 * Waits a moment for processes that the tests started and that are still ending; ends those that
 * stay, and names them. Works where there is a /proc; elsewhere it finds nothing.
 */
export async function endLeftovers(): Promise<readonly string[]> {
  const until = performance.now() + graceMs;
  let left = marked();
  while (left.length > 0 && performance.now() < until) {
    await delay(pollMs);
    left = marked();
  }
  for (const { pid } of left) endProcess(pid);
  return left.map(({ pid, command }) => `${pid} ${command}`);
}

function marked(): readonly { readonly pid: number; readonly command: string }[] {
  const pids = readText(() => readdirSync("/proc").join("\n"))
    .split("\n")
    .filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    if (!readProc(pid, "environ").includes(mark)) return [];
    return [{ pid: Number(pid), command: readProc(pid, "cmdline").join(" ").trim().slice(0, 120) }];
  });
}

function readProc(pid: string, name: string): readonly string[] {
  return readText(() => readFileSync(`/proc/${pid}/${name}`, "utf8")).split("\0");
}

/** A process may end, or belong to someone else, between listing and reading it. */
function readText(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}
