import type { Dispatcher } from "undici";

export type Answer = "ok" | "refused" | "unknown";

/** What came back for an order that was sent once. */
export interface Shot {
  readonly answer: Answer;
  /** 0 without an answer. */
  readonly status: number;
  /** The problem's code of a refusal; the error's of an unknown outcome. */
  readonly code: string;
  readonly orderId: string | undefined;
  /** 0: at once. */
  readonly retryAfterMs: number;
}

type Done = (shot: Shot) => void;

const notSent = new Set(["ECONNREFUSED", "ENOENT", "UND_ERR_CONNECT_TIMEOUT"]);
const idLength = 30;

/**
 * Takes the answer to one order. Of an acceptance it reads the id and nothing else: parsing every
 * order document would cost the generator more than sending the order.
 */
export class ShotHandler implements Dispatcher.DispatchHandler {
  readonly #done: Done;
  #status = 0;
  #retryAfterMs = 0;
  #body: Buffer | undefined;

  constructor(done: Done) {
    this.#done = done;
  }

  onRequestStart(): void {
    // Undici asks for it; there is nothing to do in it.
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    const retryAfter = headers["retry-after"];
    if (retryAfter !== undefined) this.#retryAfterMs = Math.max(0, Number(retryAfter)) * 1_000;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body === undefined) this.#body = chunk;
    else if (this.#status >= 400) this.#body = Buffer.concat([this.#body, chunk]);
  }

  onResponseEnd(): void {
    const status = this.#status;
    if (status < 300) {
      const orderId = orderIdIn(this.#body);
      this.#done({ answer: "ok", status, code: "", orderId, retryAfterMs: 0 });
      return;
    }
    const code = codeIn(this.#body) ?? `status-${status}`;
    // A 5xx other than "not now" says nothing about what was written, nor does a database that went away.
    const notNow = status === 503 && code !== "store-unavailable";
    const answer = status >= 500 && !notNow ? "unknown" : "refused";
    const retryAfterMs = this.#retryAfterMs;
    this.#done({ answer, status, code, orderId: undefined, retryAfterMs });
  }

  onResponseError(_controller: unknown, error: Error): void {
    const code = (error as { readonly code?: string }).code ?? error.name;
    const answer = notSent.has(code) ? "refused" : "unknown";
    this.#done({ answer, status: 0, code, orderId: undefined, retryAfterMs: 0 });
  }
}

function orderIdIn(body: Buffer | undefined): string | undefined {
  const at = body?.indexOf('"ord_') ?? -1;
  return at === -1 ? undefined : body?.toString("latin1", at + 1, at + 1 + idLength);
}

function codeIn(body: Buffer | undefined): string | undefined {
  try {
    return (JSON.parse(body?.toString() ?? "") as { readonly code?: string }).code;
  } catch {
    return undefined;
  }
}
