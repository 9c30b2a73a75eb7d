import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { end, ended, firstLine, ownEnvironment } from "../child-process.ts";
import { waybillProgram } from "./places.ts";

const startMs = 60_000;
const commandMs = 60_000;
const keptLogLines = 1_000;

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `waybill up` on an empty data directory of its own. */
export class Server {
  readonly url: string;
  readonly adminKey: string;
  readonly #process: ChildProcess;
  readonly #dataDir: string;
  readonly #log: readonly string[];

  private constructor(parts: {
    ready: { url: string; apiKey: string };
    child: ChildProcess;
    dataDir: string;
    log: readonly string[];
  }) {
    this.url = parts.ready.url;
    this.adminKey = parts.ready.apiKey;
    this.#process = parts.child;
    this.#dataDir = parts.dataDir;
    this.#log = parts.log;
  }

  /** @throws {Error} with the end of its log when it does not become ready */
  static async start(): Promise<Server> {
    const dataDir = emptyDirectory();
    const child = spawn(process.execPath, [waybillProgram, "up", "--json"], {
      env: environment(dataDir),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const log: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (log.push(line) > keptLogLines) log.shift();
    });
    try {
      const ready = JSON.parse(await firstLine(child, startMs)) as { url: string; apiKey: string };
      return new Server({ ready, child, dataDir, log });
    } catch (cause) {
      await end(child, "SIGTERM");
      rmSync(dataDir, { recursive: true, force: true });
      const last = log.slice(-20).join("\n");
      throw new Error(`waybill up did not become ready:\n${last}`, { cause });
    }
  }

  /** What it logged as an error, the newest lines of many. */
  get log(): readonly string[] {
    return this.#log;
  }

  /** A key for a role. @param parameters such as `--role customer --customer ana@example.com` */
  async createKey(...parameters: readonly string[]): Promise<string> {
    const command = ["keys", "create", "--name", "api-fuzz", "--json", ...parameters];
    const { code, stdout, stderr } = await this.command(...command);
    if (code !== 0) throw new Error(`waybill ${command.join(" ")} ended with ${code}: ${stderr}`);
    return (JSON.parse(stdout) as { key: string }).key;
  }

  /** Runs another command of the CLI on this server's data. */
  async command(...parameters: readonly string[]): Promise<CommandResult> {
    const child = spawn(process.execPath, [waybillProgram, ...parameters], {
      env: environment(this.#dataDir),
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

  /** As an administrator. @throws {Error} when it is refused */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        authorization: `Bearer ${this.adminKey}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`);
    return answer === "" ? undefined : JSON.parse(answer);
  }

  /** Ends it as an operator would, and removes its data. */
  async stop(): Promise<void> {
    await end(this.#process, "SIGTERM");
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

function environment(dataDir: string): NodeJS.ProcessEnv {
  return ownEnvironment(dataDir, { WAYBILL_LOG: "error", WAYBILL_PRIVATE_WEBHOOKS: "no" });
}

/** In memory where there is room, without symbolic links: what is fuzzed is the API and not the disk. */
function emptyDirectory(): string {
  const memory = "/dev/shm";
  const room = existsSync(memory) ? statfsSync(memory) : { bavail: 0, bsize: 0 };
  const base = room.bavail * room.bsize >= 2 * 1024 ** 3 ? memory : tmpdir();
  return realpathSync(mkdtempSync(join(base, "waybill-fuzz-")));
}
