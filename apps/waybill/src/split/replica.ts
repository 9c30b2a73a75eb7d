import { errorMessage, type Readiness } from "@waybill/kit";
import { Pool, type Dispatcher } from "undici";
import { reportPath, type ProcessReport } from "./process-report.ts";

const askEveryMs = 1_000;
/** One that does not answer is asked more often, so that a restart is noticed soon. */
const askAwayEveryMs = 200;
const reportMs = 2_000;
const connectMs = 2_000;
/** Longer than any call may wait: `Prefer: wait=30`, and what the service needs beside that. */
const answerMs = 45_000;
const connections = 128;

export interface ReplicaOptions {
  readonly service: string;
  readonly url: string;
  readonly key: string;
  /** Told of each report. */
  readonly told: (report: ProcessReport) => void;
}

/** One process that runs a service, as the gateway knows it from its last report. */
export class Replica {
  readonly url: string;
  readonly #options: ReplicaOptions;
  readonly #pool: Pool;
  #report: ProcessReport | undefined;
  #ready = false;
  /** It was ready, and is late with its report since. */
  #late = false;
  #trouble = "it has not answered yet";
  #lines = 0;
  #spans = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ReplicaOptions) {
    this.url = options.url;
    this.#options = options;
    this.#pool = new Pool(options.url, {
      connections,
      connect: { timeout: connectMs },
      headersTimeout: answerMs,
      // Streams are quiet for as long as nothing happens.
      bodyTimeout: 0,
    });
    void this.#ask();
  }

  get isReady(): boolean {
    return this.#ready;
  }

  /** Too busy to report in time: calls may still get through, only later. */
  get isLate(): boolean {
    return this.#late;
  }

  /** The last one; undefined while it does not answer. */
  get report(): ProcessReport | undefined {
    return this.#ready ? this.#report : undefined;
  }

  /** Why it is not ready. */
  get trouble(): string {
    return this.#trouble;
  }

  send(call: Omit<Dispatcher.RequestOptions, "origin">): Promise<Dispatcher.ResponseData> {
    return this.#pool.request(call);
  }

  /** Somebody could not reach it: nothing more is sent there until it has answered again. */
  away(error: unknown): void {
    if (!this.#ready && !this.#late) return;
    this.#silent(errorMessage(error));
    this.#askIn(askAwayEveryMs);
  }

  /** It takes no more calls. Resolves when those are over that it has, streams too, which end with it. */
  async retire(): Promise<void> {
    this.#end();
    await this.#pool.close().catch(() => undefined);
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    this.#end();
    await this.#pool.destroy().catch(() => undefined);
  }

  #end(): void {
    this.#closed = true;
    this.#ready = false;
    this.#late = false;
    clearTimeout(this.#timer);
  }

  #askIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    try {
      const { statusCode, body } = await this.#pool.request({
        method: "GET",
        path: `${reportPath}?lines=${this.#lines}&spans=${this.#spans}`,
        headers: { authorization: `Bearer ${this.#options.key}` },
        signal: AbortSignal.timeout(reportMs),
      });
      if (statusCode === 200) this.#heard((await body.json()) as ProcessReport);
      else {
        const said = troublesIn(await body.text());
        this.#silent(`it answers ${statusCode}${said === "" ? "" : `: ${said}`}`);
      }
    } catch (error) {
      const isLate = (this.#ready || this.#late) && isTimeout(error);
      this.#silent(errorMessage(error));
      this.#late = isLate;
    }
    this.#askIn(this.#ready ? askEveryMs : askAwayEveryMs);
  }

  #heard(report: ProcessReport): void {
    if (this.#closed) return;
    this.#report = report;
    this.#lines = report.lines.newest;
    this.#spans = report.spans.newest;
    this.#ready = report.ready.ok;
    this.#late = false;
    this.#trouble = troublesOf(report.ready);
    this.#options.told(report);
  }

  #silent(trouble: string): void {
    this.#ready = false;
    this.#late = false;
    this.#trouble = trouble;
  }
}

function troublesOf({ checks }: Pick<Readiness, "checks">): string {
  return Object.entries(checks)
    .filter(([, { ok }]) => !ok)
    .map(([name, { detail }]) => `${name}: ${detail ?? "not ready"}`)
    .join("; ");
}

/** One that waits for its database or its broker says so, and serves nothing else. */
function troublesIn(answer: string): string {
  try {
    const { checks } = JSON.parse(answer) as Partial<Readiness>;
    return checks === undefined ? "" : troublesOf({ checks });
  } catch {
    return "";
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}
