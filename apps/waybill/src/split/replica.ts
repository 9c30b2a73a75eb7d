import { errorMessage } from "@waybill/kit";
import { Pool, type Dispatcher } from "undici";
import { reportPath, type ProcessReport } from "./process-report.ts";

const askEveryMs = 1_000;
/** One that does not answer is asked more often, so that a restart is noticed soon. */
const askAwayEveryMs = 200;
const reportMs = 2_000;
/** One that was heard of within this may only be slow: better than nobody. */
const slowMs = 10_000;
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
  #slowUntil = 0;
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

  /** It has not answered in time, and was ready a moment ago. */
  get isSlow(): boolean {
    return !this.#ready && performance.now() < this.#slowUntil;
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
    this.#slowUntil = 0;
    if (!this.#ready) return;
    this.#ready = false;
    this.#trouble = errorMessage(error);
    this.#askIn(askAwayEveryMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#ready = false;
    clearTimeout(this.#timer);
    await this.#pool.destroy().catch(() => undefined);
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
        await body.dump();
        this.#silent(`it answers ${statusCode}`);
      }
    } catch (error) {
      if (!isLate(error)) this.#slowUntil = 0;
      this.#silent(errorMessage(error));
    }
    this.#askIn(this.#ready ? askEveryMs : askAwayEveryMs);
  }

  #heard(report: ProcessReport): void {
    if (this.#closed) return;
    this.#report = report;
    this.#lines = report.lines.newest;
    this.#spans = report.spans.newest;
    this.#ready = report.ready.ok;
    this.#slowUntil = this.#ready ? performance.now() + slowMs : 0;
    this.#trouble = Object.entries(report.ready.checks)
      .filter(([, { ok }]) => !ok)
      .map(([name, { detail }]) => `${name}: ${detail ?? "not ready"}`)
      .join("; ");
    this.#options.told(report);
  }

  #silent(trouble: string): void {
    this.#ready = false;
    this.#trouble = trouble;
  }
}

function isLate(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
