import { spawn, type ChildProcess } from "node:child_process";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { VerifyProgress, VerifyReport } from "@waybill/checker";
import { errorMessage } from "@waybill/kit";
import type { Config } from "../config.ts";
import type { Ending } from "./verification-store.ts";

const program = fileURLToPath(new URL("../../bin/waybill.js", import.meta.url));
/** It remembers SKUs, products and a bit for each event; small young objects keep the rest low, too. */
const heapFlags = ["--max-old-space-size=384", "--max-semi-space-size=8"];
const timeoutMs = 30 * 60_000;
const settleSeconds = 10;
const maxReportBytes = 4 * 1_024 * 1_024;
const maxErrorBytes = 2_000;

/** The address of each database is in the environment, which the process inherits. */
export type VerifiedPlace = Pick<Config, "dataDir" | "databaseUrl" | "smtpUrl">;

/**
 * `waybill verify` as a process of its own, behind everything else: what it reads and remembers is
 * nothing to the server's memory, and it ends when the server does, however that ends.
 */
export class VerifyProcess {
  /** Settles when the process has ended; never rejects. */
  readonly ended: Promise<Ending>;
  progress: VerifyProgress | undefined;
  readonly #child: ChildProcess;
  #stop: "interrupted" | "late" | undefined;
  #report = "";
  #errors = "";

  constructor(place: VerifiedPlace) {
    const parameters = ["verify", "--json", "--background", "--settle", String(settleSeconds)];
    this.#child = spawn(process.execPath, [...heapFlags, program, ...parameters], {
      env: environmentOf(place),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    yieldTo(this.#child);
    this.#listen();
    this.ended = this.#end();
  }

  /** It only reads, so that it can be ended anywhere. */
  stop(): void {
    this.#stop ??= "interrupted";
    this.#child.kill("SIGKILL");
  }

  #listen(): void {
    const { stdout, stderr } = this.#child;
    stdout?.setEncoding("utf8").on("data", (part: string) => {
      this.#report += part;
      if (this.#report.length > maxReportBytes) this.#child.kill("SIGKILL");
    });
    stderr?.setEncoding("utf8").on("data", (part: string) => {
      this.#errors = (this.#errors + part).slice(-maxErrorBytes);
    });
    this.#child.on("message", (progress) => {
      this.progress = progress as VerifyProgress;
    });
  }

  async #end(): Promise<Ending> {
    const late = setTimeout(() => {
      this.#stop = "late";
      this.#child.kill("SIGKILL");
    }, timeoutMs);
    try {
      const [code, signal] = await closed(this.#child);
      if (this.#stop === "interrupted") return { state: "interrupted" };
      if (this.#stop === "late")
        return failed(`it was not through after ${timeoutMs / 60_000} minutes`);
      if (code === 0 || code === 1) return resultOf(JSON.parse(this.#report) as VerifyReport);
      // The command says what is wrong in its last line.
      const said = this.#errors.trim().split("\n").at(-1) ?? "";
      return failed(said === "" ? `it ended with ${signal ?? String(code)}` : said);
    } catch (error) {
      return failed(errorMessage(error));
    } finally {
      clearTimeout(late);
    }
  }
}

/** It does so by itself, too; until then it reads its own sources, which takes a second or more. */
function yieldTo({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
}

type Closed = readonly [code: number | null, signal: NodeJS.Signals | null];

function closed(child: ChildProcess): Promise<Closed> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve([code, signal]));
  });
}

function resultOf(report: VerifyReport): Ending {
  return { state: report.ok ? "passed" : "broken", report };
}

function failed(failure: string): Ending {
  return { state: "failed", failure };
}

function environmentOf({ dataDir, databaseUrl, smtpUrl }: VerifiedPlace): NodeJS.ProcessEnv {
  return {
    ...process.env,
    WAYBILL_DATA: dataDir,
    DATABASE_URL: databaseUrl ?? "",
    WAYBILL_SMTP_URL: smtpUrl ?? "",
  };
}
