import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import {
  runWaybill,
  type CommandResult,
  type Environment,
  type Lifetime,
} from "../waybill-process.ts";

const cli = new URL("../../apps/waybill/bin/waybill.js", import.meta.url).pathname;

/** Process ids of a service, in the order in which they were started. */
export function pidsOf(supervisor: number | undefined, service: string): readonly number[] {
  const children = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, "utf8");
  return children
    .trim()
    .split(" ")
    .filter((pid) => commandOf(pid).endsWith(`/split/main.ts ${service}`))
    .map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    // It has ended meanwhile.
    return "";
  }
}

/** Children of a process, whatever they are. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}

interface RunSettings extends Environment {
  /** The command line of another release. */
  readonly program?: string | undefined;
}

/** `waybill run <service>`, as a container would start it. */
export class RunProcess {
  readonly #child: ReturnType<typeof spawn>;
  readonly #environment: Environment;
  stderr = "";

  constructor(t: Lifetime, service: string, { program = cli, ...environment }: RunSettings) {
    this.#environment = environment;
    this.#child = spawn(process.execPath, [program, "run", service], {
      env: { ...process.env, WAYBILL_PORT: "0", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    t.after(async () => {
      await this.stop();
    });
  }

  /** @returns its address, once it serves */
  async ready(): Promise<string> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error("the process has no output");
    const [line] = (await Promise.race([
      once(createInterface({ input: stdout }), "line"),
      once(this.#child, "exit").then(() => {
        throw new Error(`it ended before it was ready: ${this.stderr}`);
      }),
    ])) as [string];
    return (JSON.parse(line) as { url: string }).url;
  }

  /** Runs another command with the same settings, as one does in a container that is up. */
  beside(...parameters: readonly string[]): Promise<CommandResult> {
    return runWaybill(parameters, this.#environment);
  }

  /** Ends it as an operator would. @returns its exit code */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, "exit");
      this.#child.kill("SIGTERM");
      await gone;
    }
    return this.#child.exitCode;
  }
}
