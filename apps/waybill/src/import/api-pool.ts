import { setTimeout as delay } from "node:timers/promises";
import { Terminal, errorMessage } from "@waybill/kit";
import { Pool } from "undici";
import type { Target } from "../client.ts";

export interface ApiCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly orderId?: string;
}

/** How long a call is tried again before the server counts as gone. */
const patienceMs = 60_000;
const longestPauseMs = 2_000;
/** Above the longest `Prefer: wait`. */
const answerTimeoutMs = 45_000;

interface PoolOptions {
  readonly connections: number;
  readonly signal?: AbortSignal;
}

/**
 * Calls of the API over kept-alive connections. A call without an answer, and one that is answered
 * 429 or 5xx, is sent again: so every call has to be one that is safe to repeat.
 */
export class ApiPool {
  readonly #url: string;
  readonly #pool: Pool;
  readonly #authorization: string;
  readonly #signal: AbortSignal | undefined;
  readonly #abandon = (): void => {
    void this.#pool.destroy();
  };

  constructor(target: Target, options: PoolOptions) {
    this.#url = target.url;
    this.#pool = new Pool(target.url, {
      connections: options.connections,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
      keepAliveTimeout: 30_000,
    });
    this.#authorization = `Bearer ${target.apiKey}`;
    this.#signal = options.signal;
    // Once for all calls: a listener for each of them costs more than the call.
    this.#signal?.addEventListener("abort", this.#abandon, { once: true });
  }

  /**
   * The answer, whatever it says, once the server is able to give one.
   * @throws Terminal `no-server` after a minute without; the signal's reason when that fires
   */
  async call(call: ApiCall): Promise<ApiAnswer> {
    const deadline = performance.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      this.#signal?.throwIfAborted();
      let failure: string;
      let pauseMs = Math.min(50 * 2 ** attempt, longestPauseMs);
      try {
        const answer = await this.#send(call);
        if (answer.status !== 429 && answer.status < 500) return answer;
        failure = `${answer.status} ${(answer.body as Problem | undefined)?.code ?? ""}`.trim();
        const retryAfter = Number(answer.headers["retry-after"]);
        if (retryAfter > 0) pauseMs = Math.min(retryAfter * 1_000, 10_000);
      } catch (error) {
        this.#signal?.throwIfAborted();
        failure = errorMessage(error);
      }
      if (performance.now() > deadline) throw this.#gone(call, failure);
      // Spread, so that those who were turned away together do not come back together.
      await delay(pauseMs * (0.5 + Math.random() / 2));
    }
  }

  /** @throws Terminal with the problem's code when the answer is none of the statuses */
  async expect(call: ApiCall, statuses: readonly number[]): Promise<ApiAnswer> {
    const answer = await this.call(call);
    if (statuses.includes(answer.status)) return answer;
    const { code = "unexpected", detail = "" } = (answer.body ?? {}) as Problem;
    const what = `${call.method} ${call.path}: ${answer.status} ${code}`;
    throw new Terminal(code, `${what}. ${detail}`.trim(), { status: answer.status });
  }

  /** A page that is not JSON, asked for once. @returns undefined when the answer is not 200 */
  async text(path: string): Promise<string | undefined> {
    const headers = { authorization: this.#authorization };
    const { statusCode, body } = await this.#pool.request({ method: "GET", path, headers });
    const text = await body.text();
    return statusCode === 200 ? text : undefined;
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#abandon);
    await this.#pool.destroy();
  }

  async #send({ method, path, body, headers }: ApiCall): Promise<ApiAnswer> {
    const answer = await this.#pool.request({
      method,
      path,
      headers: {
        authorization: this.#authorization,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
    };
  }

  #gone({ method, path }: ApiCall, failure: string): Terminal {
    return new Terminal(
      "no-server",
      `${this.#url} gave no answer to ${method} ${path} for ${patienceMs / 1_000} s (${failure}); start the server and run the same command again: it goes on where it stopped`,
      { status: 503 },
    );
  }
}
