import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { end, ended, firstLine, isRunning, ownEnvironment } from "../child-process.ts";

const program = fileURLToPath(new URL("../../../waybill/bin/waybill.js", import.meta.url));
/** Nine processes on a busy machine take two minutes. */
const startMs = 180_000;
const commandMs = 120_000;
const keptLogLines = 200;

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Of `waybill up`. */
  readonly parameters?: readonly string[];
}

/** A `waybill up` in a process of its own, which may be killed and started again. */
export class WaybillServer {
  readonly log: string[] = [];
  /** Ends that nobody of the drill asked for. */
  readonly unwanted: string[] = [];
  /** Sees each line of its log. */
  watch: (line: string) => void = () => undefined;
  url = "";
  apiKey = "";
  readonly dataDir: string;
  readonly #surroundings: Surroundings;
  #process: ChildProcess | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.dataDir = surroundings.dataDir;
  }

  /** @throws {Error} with the end of its log when it does not become ready */
  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      [program, "up", "--json", ...(this.#surroundings.parameters ?? [])],
      {
        env: environmentOf(this.#surroundings),
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.#process = child;
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (this.log.push(line) > keptLogLines) this.log.shift();
      this.watch(line);
    });
    try {
      const ready = JSON.parse(await firstLine(child, startMs)) as { url: string; apiKey: string };
      this.url = ready.url;
      this.apiKey = ready.apiKey;
    } catch (cause) {
      await this.#end("SIGKILL");
      throw new Error(`waybill up did not become ready:\n${this.log.slice(-10).join("\n")}`, {
        cause,
      });
    }
    child.once("exit", (code, signal) => {
      if (this.#process === child) this.unwanted.push(`ended with ${code ?? signal}`);
    });
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get isRunning(): boolean {
    return this.#process !== undefined && isRunning(this.#process);
  }

  /** kill -9. Its embedded PostgreSQL goes on running, as it would. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  /** Ends it as an operator would. */
  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** Stops (SIGSTOP) or resumes (SIGCONT) the process, or tells it something of the drill's. */
  signal(name: "SIGSTOP" | "SIGCONT" | "SIGUSR2"): void {
    this.#process?.kill(name);
  }

  /** Waits for an end that the drill has prepared. @returns false when the process goes on beyond the limit */
  async endsItself(limitMs: number): Promise<boolean> {
    const child = this.#process;
    if (child === undefined) return true;
    this.#process = undefined;
    const limit = new AbortController();
    await Promise.race([
      ended(child),
      delay(limitMs, undefined, { signal: limit.signal }).catch(() => undefined),
    ]);
    limit.abort();
    if (!isRunning(child)) return true;
    this.#process = child;
    return false;
  }

  /** Runs another command of the CLI on this server's data. */
  async command(...parameters: readonly string[]): Promise<CommandResult> {
    const child = spawn(process.execPath, [program, ...parameters], {
      env: environmentOf(this.#surroundings),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: commandMs,
      killSignal: "SIGKILL",
    });
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended(child),
    ]);
    return { code: child.exitCode, stdout, stderr };
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child !== undefined) await end(child, signal);
  }
}

function environmentOf({ dataDir, environment }: Surroundings): NodeJS.ProcessEnv {
  return ownEnvironment(dataDir, { WAYBILL_LOG: "warn", ...environment });
}
