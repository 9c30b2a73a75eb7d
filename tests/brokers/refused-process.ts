import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { after } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "@waybill/brokers";
import { openServer } from "@waybill/postgres";
import { emptyDirectory } from "@waybill/postgres/testing";
import pino from "pino";
import { RunProcess } from "../split/split-processes.ts";
import type { Environment } from "../waybill-process.ts";

const patienceMs = 60_000;
/** No container shares a directory with another: who wants one fails. */
const noDirectory = "/dev/null/waybill";

interface Health {
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;
}

/** `waybill run inventory` beside a PostgreSQL of the file's own, as a container would start it. */
export class RefusedProcess {
  readonly #url: string;
  readonly #process: RunProcess;

  private constructor(port: number, environment: Environment) {
    this.#url = `http://127.0.0.1:${port}`;
    this.#process = new RunProcess({ after }, "inventory", {
      ...environment,
      WAYBILL_PORT: String(port),
    });
  }

  static async start(environment: Environment): Promise<RefusedProcess> {
    const dataDir = emptyDirectory();
    const postgres = await openServer({ dataDir, log: pino({ level: "silent" }) });
    const port = await freePort();
    const started = new RefusedProcess(port, {
      DATABASE_URL: postgres.superuserUrl,
      WAYBILL_SECRET: randomUUID(),
      WAYBILL_DATA: noDirectory,
      ...environment,
    });
    after(async () => {
      await started.#process.stop();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
    return started;
  }

  get log(): string {
    return this.#process.stderr;
  }

  /** It lives, is not ready, and says something like this of its broker. */
  async isHeldUpBy(reason: RegExp): Promise<void> {
    await this.#until(`to be held up by ${reason.source}`, async () => {
      const [live, ready] = await Promise.all([this.#ask("live"), this.#ask("ready")]);
      if (live?.ok !== true || ready?.status !== 503) return false;
      const { checks } = (await ready.json()) as Health;
      return reason.test(checks["broker"]?.detail ?? "");
    });
  }

  async isReady(): Promise<void> {
    await this.#until("to be ready", async () => (await this.#ask("ready"))?.ok === true);
    assert.equal(await this.#process.stop(), 0);
  }

  #ask(what: "live" | "ready"): Promise<Response | undefined> {
    return fetch(`${this.#url}/health/${what}`).catch(() => undefined);
  }

  async #until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!(await holds())) {
      assert.ok(performance.now() < deadline, `it was ${what}; its log:\n${this.log}`);
      await delay(100);
    }
  }
}
