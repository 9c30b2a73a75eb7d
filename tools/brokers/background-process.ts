import { spawn } from "node:child_process";
import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startOf } from "./process-start.ts";

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Its output goes to the end of this file. */
  readonly logFile: string;
}

interface Mark {
  readonly pid: number;
  readonly start: string;
}

const pollMs = 50;
const longestLogBytes = 10 * 1024 * 1024;

/**
 * A process that outlives the one that started it, known by a file with its pid and its time of start.
 * A file whose process is gone, or whose pid is another program's by now, counts as none.
 */
export class BackgroundProcess {
  readonly #markFile: string;

  constructor(markFile: string) {
    this.#markFile = markFile;
  }

  /** Of the running process; undefined when there is none. */
  get pid(): number | undefined {
    const mark = this.#mark();
    return mark !== undefined && startOf(mark.pid) === mark.start ? mark.pid : undefined;
  }

  /** Starts it unless it runs. Throws when it cannot be started or ends at once. */
  async start(program: Program): Promise<void> {
    if (this.pid !== undefined) return;
    keepShort(program.logFile);
    const log = openSync(program.logFile, "a");
    try {
      const child = spawn(program.command, program.args, {
        cwd: dirname(program.logFile),
        detached: true,
        stdio: ["ignore", log, log],
        env: plainEnvironment(),
      });
      await new Promise<void>((resolve, reject) => {
        child.once("spawn", resolve);
        child.once("error", reject);
      });
      child.unref();
      const start = child.pid === undefined ? undefined : startOf(child.pid);
      if (child.pid === undefined || start === undefined)
        throw new Error(`${program.command} ended at once; see ${program.logFile}`);
      writeFileSync(this.#markFile, JSON.stringify({ pid: child.pid, start } satisfies Mark));
    } finally {
      closeSync(log);
    }
  }

  /** Asks it to end, and kills it after `graceMs`. True when it ended by itself, or there was none. */
  async stop(graceMs: number): Promise<boolean> {
    this.#signal("SIGTERM");
    // What stands still would not hear of it.
    this.resume();
    const orderly = await this.#isGoneWithin(graceMs);
    if (!orderly) await this.kill();
    rmSync(this.#markFile, { force: true });
    return orderly;
  }

  /** kill -9; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    if (!(await this.#isGoneWithin(10_000)))
      throw new Error(`process ${this.pid} outlives kill -9; see what it waits for`);
  }

  /** It stands still, with its connections open, until `resume`. */
  pause(): void {
    this.#signal("SIGSTOP");
  }

  resume(): void {
    this.#signal("SIGCONT");
  }

  #signal(name: NodeJS.Signals): void {
    const { pid } = this;
    if (pid === undefined) return;
    try {
      process.kill(pid, name);
    } catch (error) {
      // It may have ended meanwhile.
      if (this.pid !== undefined) throw error;
    }
  }

  async #isGoneWithin(ms: number): Promise<boolean> {
    const deadline = performance.now() + ms;
    while (this.pid !== undefined) {
      if (performance.now() > deadline) return false;
      await delay(pollMs);
    }
    return true;
  }

  #mark(): Mark | undefined {
    try {
      const { pid, start } = JSON.parse(readFileSync(this.#markFile, "utf8")) as Partial<Mark>;
      return pid === undefined || start === undefined ? undefined : { pid, start };
    } catch {
      return undefined;
    }
  }
}

/** What a test runner marks its children with must not reach a process that is meant to stay. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const names = ["PATH", "HOME", "JAVA_HOME", "LANG", "TMPDIR", "TZ"];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

/** One old log is kept. */
function keepShort(logFile: string): void {
  const bytes = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > longestLogBytes) renameSync(logFile, `${logFile}.1`);
}
