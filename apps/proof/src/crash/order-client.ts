import { Agent, request } from "undici";
import { answerOf, type Reply, type SentOrder } from "./sent-order.ts";

export interface Target {
  readonly url: string;
  readonly apiKey: string;
}

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FullReply extends Reply {
  readonly body: unknown;
}

const answerMs = 20_000;
const connections = 128;

/** Talks to whichever server serves at the moment. */
export class OrderClient {
  readonly #target: () => Target;
  readonly #agent = new Agent({ connections, pipelining: 1, connect: { timeout: 3_000 } });

  constructor(target: () => Target) {
    this.#target = target;
  }

  /** Sends the order once more, under its own key, and notes what came of it. */
  async send(order: SentOrder): Promise<void> {
    const startedAt = performance.now();
    const { body, ...reply } = await this.call({
      method: "POST",
      path: "/v1/orders",
      body: order.body,
      headers: { "idempotency-key": order.key },
    });
    const { id } = (body ?? {}) as { id?: string };
    const answer = answerOf(reply);
    if (answer === "ok" && id !== undefined) order.ids.add(id);
    order.attempts.push({ startedAt, endedAt: performance.now(), answer, ...reply });
  }

  /** Never throws: without an answer the status is 0 and the code says why. */
  async call({ method, path, body, headers }: Call): Promise<FullReply> {
    const { url, apiKey } = this.#target();
    try {
      const answer = await request(new URL(path, url), {
        dispatcher: this.#agent,
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? null : textOf(body),
        signal: AbortSignal.timeout(answerMs),
      });
      const text = await answer.body.text();
      const document: unknown = text === "" ? undefined : JSON.parse(text);
      const { code = "" } = (document ?? {}) as { code?: string };
      return { status: answer.statusCode, code, body: document };
    } catch (error) {
      const { code, name } = error as { code?: unknown; name?: string };
      return {
        status: 0,
        code: typeof code === "string" ? code : (name ?? "error"),
        body: undefined,
      };
    }
  }

  /** @throws {Error} when the answer is another one than expected */
  async expect(call: Call, status: number): Promise<unknown> {
    const reply = await this.call(call);
    if (reply.status === status) return reply.body;
    throw new Error(`${call.method} ${call.path}: ${reply.status} ${reply.code}, not ${status}`);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}
