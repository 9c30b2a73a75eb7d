import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { errorMessage } from "@waybill/kit";
import type { Logger } from "pino";
import type { Tells, Told } from "./parent-process.ts";

const firstPauseMs = 250;
const longestPauseMs = 10_000;
/** One that lived so long has not failed at its start: the pauses begin anew. */
const provenMs = 30_000;
/** What has not ended by then after SIGTERM is killed. */
const stopMs = 20_000;

/**
 * Little room for young objects, and a heap that grows by half before it is collected: 112 MiB resident at
 * rest and 120 to 150 under load, 50 of them shared. With Node's own limits it was 130 to 180; the
 * collector takes some hundredths more of the processor.
 */
const nodeOptions = ["--max-semi-space-size=4", "--heap-growing-percent=50"];
const program = fileURLToPath(new URL("./main.ts", import.meta.url));

export interface ChildOptions {
  /** What it runs: a service, or the gateway. */
  readonly service: string;
  readonly process: string;
  readonly environment: () => Readonly<Record<string, string>>;
  readonly log: Logger;
  readonly line: (line: string) => void;
  /** Each time it has begun to serve, and each time it has ended (`undefined`). */
  readonly at: (url: string | undefined) => void;
  /** What else it says. */
  readonly heard?: (told: Told) => void;
}

/** A process of the installation, started again whenever it ends. */
export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;
  #stopping = false;
  #pauseMs = firstPauseMs;
  #again: NodeJS.Timeout | undefined;
  #lastLine = "";
  #ends = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#start();
  }

  get name(): string {
    return this.#options.process;
  }

  get service(): string {
    return this.#options.service;
  }

  /** How often it has ended without being told to. */
  get ends(): number {
    return this.#ends;
  }

  /** The last that it said; for those who want to know why it ended. */
  get lastLine(): string {
    return this.#lastLine;
  }

  tell(what: Tells): void {
    // One that ends at this moment has nothing to be told any more.
    if (this.#process?.connected === true) this.#process.send(what, () => undefined);
  }

  /** It is not started again, whoever ends it: a signal may have gone to all processes at once. */
  retire(): void {
    this.#stopping = true;
    clearTimeout(this.#again);
  }

  /** Resolves when it is gone. */
  async stop(): Promise<void> {
    this.retire();
    const child = this.#process;
    const isGone = child === undefined || child.exitCode !== null || child.signalCode !== null;
    // Without an id it was never there.
    if (isGone || child.pid === undefined) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), stopMs);
    await gone;
    clearTimeout(kill);
  }

  #start(): void {
    const { at, heard } = this.#options;
    const started = performance.now();
    const child = this.#spawned();
    this.#process = child;
    if (child === undefined) {
      this.#ended(started, "it could not be started");
      return;
    }
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on("line", (line) => {
        this.#lastLine = line;
        this.#options.line(line);
      });
    }
    child.on("message", (told: Told) => {
      if ("listening" in told) at(told.listening);
      else heard?.(told);
    });
    child.on("error", (error) => {
      this.#notStarted(error);
      // Without an id it never was there, and does not exit.
      if (child.pid === undefined) this.#ended(started, "it could not be started");
    });
    child.once("exit", (code, signal) => {
      this.#ended(started, signal ?? `exit code ${code}`);
    });
  }

  /** @returns undefined when the system refuses at once; of most failures it tells by an event */
  #spawned(): ChildProcess | undefined {
    const { service, environment, process: name } = this.#options;
    try {
      return spawn(process.execPath, [...nodeOptions, program, service], {
        env: { ...process.env, ...environment(), WAYBILL_PROCESS: name },
        stdio: ["ignore", "ignore", "pipe", "ipc"],
      });
    } catch (error) {
      this.#notStarted(error);
      return undefined;
    }
  }

  #notStarted(error: unknown): void {
    const { log, process: name } = this.#options;
    this.#lastLine = errorMessage(error);
    log.error(`cannot start ${name}: ${this.#lastLine}`);
  }

  /** Starts it again after a pause, unless it was told to end. */
  #ended(startedAt: number, why: string): void {
    const { at, log, process: name } = this.#options;
    at(undefined);
    if (this.#stopping) return;
    this.#ends += 1;
    if (performance.now() - startedAt > provenMs) this.#pauseMs = firstPauseMs;
    const ended = { ended: name, why, againInMs: this.#pauseMs };
    log.warn(ended, "a process has ended; it is started again");
    this.#again = setTimeout(() => {
      this.#start();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }
}
