import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, statSync, truncateSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { BackgroundProcess } from "./background-process.ts";
import { host } from "./layout.ts";
import type { Layout } from "./layout.ts";

const run = promisify(execFile);
const stopGraceMs = 10_000;
const installMs = 300_000;
const pingMs = 1000;
const startMs = 60_000;
const pollMs = 20;

export class RedisServer {
  readonly port: number;
  readonly #directory: string;
  readonly #process: BackgroundProcess;
  readonly #settings: Readonly<Record<string, string>>;

  /** @param settings by the names of redis.conf, beside our own */
  constructor(
    layout: Pick<Layout, "directory" | "redisPort">,
    settings: Readonly<Record<string, string>> = {},
  ) {
    this.port = layout.redisPort;
    this.#settings = settings;
    this.#directory = join(layout.directory, "redis");
    this.#process = new BackgroundProcess(join(this.#directory, "process.json"));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get logFile(): string {
    return join(this.#directory, "redis.log");
  }

  /** Starts it on the data it had; a crash of the machine loses at most its last second. */
  async start(): Promise<void> {
    if (this.pid !== undefined) return;
    await install();
    mkdirSync(this.#directory, { recursive: true });
    const settings = {
      bind: host,
      port: this.port,
      dir: this.#directory,
      appendonly: "yes",
      appendfsync: "everysec",
      save: "",
      "maxmemory-policy": "noeviction",
      ...this.#settings,
    };
    await this.#process.start({
      command: "redis-server",
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
      logFile: this.logFile,
    });
  }

  async stop(): Promise<void> {
    await this.#process.stop(stopGraceMs);
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }

  pause(): void {
    this.#process.pause();
  }

  resume(): void {
    this.#process.resume();
  }

  /** How much of what was written the disk has; as long as nothing is written that is all. */
  get storedBytes(): number {
    return statSync(this.#appendOnlyFile).size;
  }

  /** While it is not running: all that was stored behind this is lost, as if it had never been flushed. */
  cut(bytes: number): void {
    truncateSync(this.#appendOnlyFile, bytes);
  }

  /** Resolves when it serves. Throws when it has ended, or is silent for a minute. */
  async serving(): Promise<void> {
    const deadline = performance.now() + startMs;
    while (!(await this.serves())) {
      if (this.pid === undefined || performance.now() > deadline)
        throw new Error(`redis does not serve; see ${this.logFile}`);
      await delay(pollMs);
    }
  }

  get #appendOnlyFile(): string {
    const folder = join(this.#directory, "appendonlydir");
    const name = readdirSync(folder).find((each) => each.endsWith(".incr.aof"));
    if (name === undefined) throw new Error(`no append-only file in ${folder}`);
    return join(folder, name);
  }

  /** Whether it answers PING, which it does only after its data is read. */
  async serves(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = createConnection({ host, port: this.port, timeout: pingMs });
      const end = (serves: boolean): void => {
        socket.destroy();
        resolve(serves);
      };
      socket.once("connect", () => socket.write("PING\r\n"));
      socket.once("data", (data) => end(data.toString().startsWith("+PONG")));
      socket.once("error", () => end(false));
      socket.once("timeout", () => end(false));
      socket.once("close", () => end(false));
    });
  }
}

async function install(): Promise<void> {
  if (await runs("redis-server", ["--version"])) return;
  const canInstall = process.getuid?.() === 0 && (await runs("apt-get", ["--version"]));
  if (!canInstall) {
    throw new Error(
      "there is no redis-server. Install it (apt-get install redis-server, brew install redis)",
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { env, timeout: installMs };
  await run("apt-get", ["update", "-qq"], options);
  await run(
    "apt-get",
    ["install", "-y", "-qq", "--no-install-recommends", "redis-server"],
    options,
  );
}

async function runs(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(command, args);
    return true;
  } catch {
    return false;
  }
}
