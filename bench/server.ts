import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runChild } from "./child.ts";
import { writeHistoricOrders } from "./historic-orders.ts";
import { memoryNow, splitProcesses, type Memory } from "./process-memory.ts";
import { processorTimeNow, type ProcessorTime } from "./processor-time.ts";

interface ImportReport {
  readonly ok: boolean;
  readonly orders: number;
  readonly ordersPerSecond: number;
}

interface OrderPage {
  readonly items: readonly unknown[];
}

const program = fileURLToPath(new URL("../apps/waybill/bin/waybill.js", import.meta.url));
const startTimeoutMs = 300_000;
const stopTimeoutMs = 60_000;
const verifyTimeoutMs = 300_000;
const settlingLookMs = 500;

/** A data directory for one run. PostgreSQL may run as another user, who has to get through. */
export function makeDataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "waybill-bench-"));
  chmodSync(directory, 0o755);
  return directory;
}

export function removeDataDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

/** What the first line of the program asks of Node, as a shell would read it. */
async function limits(): Promise<readonly string[]> {
  const [first = ""] = (await readFile(program, "utf8")).split("\n");
  return first.split(" ").filter((word) => word.startsWith("--"));
}

export interface ServerOptions {
  /** Of `waybill up`. */
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Loads take only the processor time that the server and its PostgreSQL leave, as customers elsewhere would. */
  readonly loadsYield?: boolean;
}

/** How far loads yield that do: as the shell's `nice` counts, where 19 is the most. */
const niceness = 15;

/** `waybill up` as a process of its own, with the settings that everybody gets. */
export class BenchServer {
  readonly url: string;
  readonly apiKey: string;
  readonly dataDir: string;
  /** From the start of the process to the line that says it is ready. */
  readonly readyMs: number;
  readonly #child: ChildProcess;
  readonly #startedAt: number;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #loadsYield: boolean;
  readonly #killOnExit: () => void;

  private constructor(
    child: ChildProcess,
    ready: { readonly url: string; readonly apiKey: string; readonly dataDir: string },
    {
      startedAt,
      environment,
      loadsYield,
    }: Required<Omit<ServerOptions, "flags">> & { readonly startedAt: number },
  ) {
    this.#child = child;
    this.#startedAt = startedAt;
    this.#environment = environment;
    this.#loadsYield = loadsYield;
    this.url = ready.url;
    this.apiKey = ready.apiKey;
    this.dataDir = ready.dataDir;
    this.readyMs = performance.now() - startedAt;
    this.#killOnExit = () => {
      child.kill("SIGTERM");
    };
    process.once("exit", this.#killOnExit);
  }

  /** @throws Error with the end of the server's log when it does not become ready */
  static async start(
    dataDir: string,
    { flags = [], environment = {}, loadsYield = false }: ServerOptions = {},
  ): Promise<BenchServer> {
    const startedAt = performance.now();
    const settings = { WAYBILL_DATA: dataDir, WAYBILL_PORT: "0", WAYBILL_LOG: "error" };
    const up = [...(await limits()), program, "up", "--json", ...flags];
    const child = spawn(process.execPath, up, {
      env: { ...process.env, ...settings, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let log = "";
    child.stderr.on("data", (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-4_000);
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), startTimeoutMs);
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        if (!line.includes('"ready"')) continue;
        // What it prints from now on is not kept, and must not fill the pipe.
        child.stdout.resume();
        const ready = JSON.parse(line) as BenchServer;
        return new BenchServer(child, ready, { startedAt, environment, loadsYield });
      }
    } finally {
      clearTimeout(timer);
    }
    throw new Error(`waybill up did not become ready:\n${log}`);
  }

  /** Places one order. @returns milliseconds from the start of the process to its acceptance */
  async firstOrderMs(): Promise<number> {
    const response = await this.#order({});
    if (response.status !== 202) {
      throw new Error(`the first order: ${response.status} ${await response.text()}`);
    }
    await response.arrayBuffer();
    return performance.now() - this.#startedAt;
  }

  /** Places an order. @returns false when it was refused, to be sent again later */
  async accepts(): Promise<boolean> {
    const response = await this.#order({});
    await response.arrayBuffer();
    if (response.ok || response.status === 503 || response.status === 429) return response.ok;
    throw new Error(`an order: ${response.status}`);
  }

  /** Places an order and waits for its end. @returns how it stands after two seconds; `undefined` when it was refused */
  async orderStatus(): Promise<string | undefined> {
    const response = await this.#order({ prefer: "wait=2" });
    const body = (await response.json()) as { readonly status?: string };
    return response.ok ? body.status : undefined;
  }

  #order(headers: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(`${this.url}/v1/orders`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify({
        customer: { email: "bench@example.com", name: "Bench" },
        shippingAddress: {
          name: "Bench",
          line1: "1 Main St",
          city: "Porto",
          postalCode: "4000-001",
          country: "PT",
        },
        currency: "EUR",
        lines: [{ sku: "MUG-BLUE", quantity: 1 }],
        payment: { token: "tok_ok" },
      }),
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Runs `waybill verify` on its databases. @returns whether every check holds */
  async verifies(): Promise<boolean> {
    // With the settings of the server: which consumers there are depends on them.
    const env = { ...this.#environment, WAYBILL_DATA: this.dataDir };
    const options = { env, timeoutMs: verifyTimeoutMs };
    const verify = [program, "verify", "--json"];
    const { code, stdout, stderr } = await runChild(process.execPath, verify, options);
    if (code !== 0) process.stderr.write(`${stdout}${stderr}`);
    return code === 0;
  }

  /** Draws what an autoscaler has recorded. */
  async chart(traces: readonly string[], file: string): Promise<void> {
    const args = [program, "scale", "chart", ...traces, "--chart", file];
    const { code, stderr } = await runChild(process.execPath, args, { timeoutMs: stopTimeoutMs });
    if (code !== 0) throw new Error(`the chart cannot be drawn: ${stderr}`);
  }

  memory(): Memory {
    return memoryNow(this.#child.pid ?? 0, this.#postmasterPid());
  }

  processorTime(): ProcessorTime {
    return processorTimeNow(this.#child.pid ?? 0, this.#postmasterPid());
  }

  /** Resident MiB of each process of a service or of the gateway, where they are processes of their own. */
  processes(): ReadonlyMap<string, number> {
    return splitProcesses(this.#child.pid ?? 0);
  }

  /** Has a consumer take nothing, or go on. */
  async consumer(name: string, action: "pause" | "resume"): Promise<void> {
    const response = await fetch(`${this.url}/v1/ops/consumers/${name}/${action}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.apiKey}`, "x-reason": "benchmark" },
    });
    if (!response.ok)
      throw new Error(`${action} ${name}: ${response.status} ${await response.text()}`);
  }

  /** A call of the API that has to succeed. */
  async read<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      headers: { authorization: `Bearer ${this.apiKey}` },
    });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** @throws Error when orders are still open after that time */
  async untilSettled(timeoutSeconds: number): Promise<void> {
    const deadline = performance.now() + timeoutSeconds * 1_000;
    for (const status of ["pending", "confirmed"]) {
      const path = `/v1/orders?limit=1&status=${status}`;
      while ((await this.read<OrderPage>(path)).items.length > 0) {
        if (performance.now() > deadline) throw new Error(`orders are still ${status}`);
        await delay(settlingLookMs);
      }
    }
  }

  /** Runs `waybill load` against it, in a process of its own. */
  async load(args: readonly string[], timeoutSeconds: number): Promise<unknown> {
    return this.#command(["load", "--json", ...args], timeoutSeconds);
  }

  /** Runs `waybill import csv` of so many orders against it. @returns orders a second, from the first placed to the last ended */
  async importOrders(orders: number): Promise<number> {
    const directory = mkdtempSync(join(tmpdir(), "waybill-bench-import-"));
    try {
      const { csv, mapping } = writeHistoricOrders(directory, orders);
      const rejects = ["--rejects", join(directory, "rejects.jsonl")];
      const args = ["import", "csv", csv, "--map", mapping, "--json", ...rejects];
      const report = (await this.#command(args, 60 + orders / 20)) as ImportReport;
      if (!report.ok) throw new Error(`the import differs from its source: ${report.orders}`);
      return report.ordersPerSecond;
    } finally {
      removeDataDirectory(directory);
    }
  }

  async #command(args: readonly string[], timeoutSeconds: number): Promise<unknown> {
    const env = { WAYBILL_URL: this.url, WAYBILL_KEY: this.apiKey };
    const timeoutMs = timeoutSeconds * 1_000;
    const options = { env, timeoutMs };
    const yields = this.#loadsYield ? ["nice", "-n", String(niceness)] : [];
    const [first, ...rest] = [...yields, process.execPath, ...(await limits()), program, ...args];
    const { code, stdout, stderr } = await runChild(first ?? "", rest, options);
    const line = stdout.trim().split("\n").at(-1) ?? "";
    if (!line.startsWith("{")) {
      throw new Error(`waybill ${args.join(" ")} ended with ${code}:\n${stderr.slice(-2_000)}`);
    }
    return JSON.parse(line);
  }

  async stop(): Promise<void> {
    process.off("exit", this.#killOnExit);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }

  #postmasterPid(): number | undefined {
    try {
      const file = readFileSync(join(this.dataDir, "postgres", "postmaster.pid"), "utf8");
      return Number(file.split("\n")[0]);
    } catch {
      return undefined;
    }
  }
}
