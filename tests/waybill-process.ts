import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { emptyDirectory } from "@waybill/postgres/testing";

const cli = new URL("../apps/waybill/bin/waybill.js", import.meta.url).pathname;
const startMs = 60_000;
/** Long enough for a busy machine with a slow disk: only what never comes is waited for so long. */
export const patienceMs = 40_000;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A test, or the test file: whatever says when it is over. */
export interface Lifetime {
  after(end: () => Promise<void>): void;
}

export interface StartOptions {
  readonly dataDir?: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** How long its start may take: a minute unless told. */
  readonly startMs?: number;
}

/** Starts `waybill up` as a process of its own, on a data directory of its own, and ends it with the test. */
export async function startWaybill(t: Lifetime, options: StartOptions = {}): Promise<Waybill> {
  const dataDir = options.dataDir ?? emptyDirectory();
  const waybill = new Waybill(dataDir, options);
  await waybill.start();
  t.after(async () => {
    await waybill.stop();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  });
  return waybill;
}

/** A running server, as its users see it. */
export class Waybill {
  readonly dataDir: string;
  url = "";
  apiKey = "";
  readonly #options: StartOptions;
  #process: ChildProcess | undefined;
  #log: string[] = [];

  constructor(dataDir: string, options: StartOptions) {
    this.dataDir = dataDir;
    this.#options = options;
  }

  /** @throws {Error} with the last lines of the log when it does not become ready */
  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      [cli, "up", "--json", ...(this.#options.arguments ?? [])],
      {
        env: {
          ...process.env,
          WAYBILL_PORT: "0",
          WAYBILL_DATA: this.dataDir,
          WAYBILL_LOG: "warn",
          ...this.#options.environment,
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.#process = child;
    child.stderr.on("data", (chunk: Buffer) => {
      this.#log = [...this.#log, ...chunk.toString().split("\n")].slice(-40);
    });
    const lines = createInterface({ input: child.stdout });
    const ready = once(lines, "line") as Promise<[string]>;
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(
        `waybill up ended with ${String(code)} before it was ready:\n${this.#log.join("\n")}`,
      );
    });
    ended.catch(() => undefined);
    const longestMs = this.#options.startMs ?? startMs;
    const late = delay(longestMs, undefined, { ref: false }).then(() => {
      throw new Error(`waybill up was not ready after ${longestMs} ms:\n${this.#log.join("\n")}`);
    });
    late.catch(() => undefined);
    const [line] = await Promise.race([ready, ended, late]);
    const { url, apiKey } = JSON.parse(line) as { url: string; apiKey: string };
    this.url = url;
    this.apiKey = apiKey;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Of the embedded PostgreSQL, or of that of a single service; undefined while it is not ready. */
  postgresPid(service?: string): number | undefined {
    const own = service === undefined ? [] : ["databases", service];
    try {
      const path = join(this.dataDir, ...own, "postgres", "postmaster.pid");
      const lines = readFileSync(path, "utf8").split("\n");
      return lines[7]?.trim() === "ready" ? Number(lines[0]) : undefined;
    } catch {
      return undefined;
    }
  }

  get log(): readonly string[] {
    return this.#log;
  }

  /** Ends it as an operator would, and waits until it is gone. @returns its exit code */
  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  /** kill -9. PostgreSQL goes on running, as it would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    }
    return child.exitCode;
  }

  /** Runs another command of the CLI on this server's data directory. */
  command(...parameters: readonly string[]): Promise<CommandResult> {
    return runWaybill(parameters, { ...this.#options.environment, WAYBILL_DATA: this.dataDir });
  }

  async call(
    method: string,
    path: string,
    options: {
      body?: unknown;
      headers?: Record<string, string>;
      key?: string | null;
      signal?: AbortSignal;
    } = {},
  ): Promise<Answer> {
    const key = options.key === undefined ? this.apiKey : options.key;
    const response = await fetch(new URL(path, this.url), {
      method,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) }),
    });
    const answer = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: answer === "" ? undefined : JSON.parse(answer),
    };
  }

  /** Places an order of Ana's; what is given replaces the defaults. */
  placeOrder(
    changes: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.call("POST", "/v1/orders", { body: { ...anasOrder, ...changes }, headers });
  }

  /** Waits until a condition holds. @throws {Error} when it does not within the time */
  async until(holds: () => Promise<boolean>, timeoutMs = patienceMs): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!(await holds())) {
      if (performance.now() > deadline) {
        throw new Error(
          `still not so after ${timeoutMs} ms; the server's log:\n${this.#log.join("\n")}`,
        );
      }
      await delay(50);
    }
  }
}

/** What is not set is not given. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Runs the CLI to its end. @param program that of another release */
export async function runWaybill(
  parameters: readonly string[],
  environment: Environment,
  program = cli,
): Promise<CommandResult> {
  const child = spawn(process.execPath, [program, ...parameters], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: startMs,
    // A server that hangs while it ends would not hear anything less.
    killSignal: "SIGKILL",
  });
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { code: child.exitCode, stdout, stderr };
}

export const anasOrder = {
  customer: { email: "ana@example.com", name: "Ana" },
  shippingAddress: {
    name: "Ana",
    line1: "1 Main St",
    city: "Porto",
    postalCode: "4000-001",
    country: "PT",
  },
  currency: "EUR",
  lines: [{ sku: "MUG-BLUE", quantity: 2 }],
  payment: { token: "tok_ok" },
};
