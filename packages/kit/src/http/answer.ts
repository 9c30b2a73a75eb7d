import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { WaybillError } from "../errors.ts";
import type { Call, Exchange } from "./exchange.ts";
import type { HttpMetrics } from "./http-metrics.ts";
import type { PreparedProblem } from "./prepared-problem.ts";
import {
  HttpError,
  PROBLEM_CONTENT_TYPE,
  problemHeaders,
  problemOf,
  problemStatus,
} from "./problem.ts";
import type { Reply, StreamEvent } from "./route.ts";
import { SSE_HEADERS, type StreamTiming, writeEvents } from "./sse.ts";
import { traceIdOf } from "../telemetry/traceparent.ts";
import { endServerSpan } from "./trace-context.ts";

export const JSON_CONTENT_TYPE = "application/json; charset=utf-8";

/** How much of a refused body is read and thrown away, so that a client still sending gets to read the refusal. */
const DISCARD_LIMIT_BYTES = 4 * 1_024 * 1_024;

/**
 * A document that others had a hand in: it can run nothing, load nothing, submit nothing and see nothing of
 * the page around it, whatever it says. Only our own pages may frame it.
 */
const DOCUMENT_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
  "referrer-policy": "no-referrer",
};

/** No sniffing, no storing (answers hold personal data), no framing; what an API can do about browsers. */
export const SAFE_HEADERS = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

type Headers = Record<string, string | number>;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly payload: string | undefined;
}

interface RawExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Writes answers. Everything that leaves the host passes here once, so that each answer carries the
 * same headers and is counted, traced and logged once. Writes to Node's response itself, headers and
 * body in one go.
 */
export class Answerer {
  /** While the host closes, each answer asks its client to let go of the connection. */
  draining = false;
  readonly #log: Logger;
  readonly #metrics: HttpMetrics;
  readonly #timing: StreamTiming;

  constructor(parts: { log: Logger; metrics: HttpMetrics; timing: StreamTiming }) {
    this.#log = parts.log;
    this.#metrics = parts.metrics;
    this.#timing = parts.timing;
  }

  begin(): void {
    this.#metrics.begin();
  }

  /** Sends what a handler returned. A reply that cannot be sent becomes a 500. */
  reply(exchange: Exchange, reply: Reply): void {
    try {
      if (reply.stream !== undefined) {
        this.#stream(exchange, reply, reply.stream);
        return;
      }
      if (reply.document !== undefined) {
        this.text(exchange, reply.document, DOCUMENT_HEADERS);
        return;
      }
      const empty = reply.body === undefined || reply.status === 204 || reply.status === 304;
      const payload = empty ? undefined : JSON.stringify(reply.body);
      const headers = baseHeaders(exchange);
      if (payload !== undefined) {
        headers["content-type"] = reply.status < 400 ? JSON_CONTENT_TYPE : PROBLEM_CONTENT_TYPE;
      }
      if (reply.headers !== undefined) addHeaders(headers, reply.headers);
      this.#write(exchange, { status: reply.status, headers, payload });
    } catch (error) {
      this.problem(exchange, error);
    }
  }

  /** Sends text as it is: documents, pages, metrics. */
  text(exchange: Exchange, text: string, headers: Readonly<Record<string, string>>): void {
    this.#write(exchange, {
      status: 200,
      headers: { ...baseHeaders(exchange), ...headers },
      payload: text,
    });
  }

  /** Sends the problem document of anything thrown; logs it when it is ours to mend. */
  problem(exchange: Exchange, error: unknown): void {
    if (exchange.ended) return;
    this.#logFailure(exchange, error);
    discardRest(exchange.request.raw);
    const payload = JSON.stringify(
      problemOf(error, { instance: exchange.path, correlationId: exchange.correlationId }),
    );
    const headers = baseHeaders(exchange);
    headers["content-type"] = PROBLEM_CONTENT_TYPE;
    addHeaders(headers, problemHeaders(error));
    this.#write(exchange, { status: problemStatus(error), headers, payload });
  }

  /**
   * Sends a refusal to a call that went no further than its head. Node throws a body away that comes after the
   * answer, and closes the connection of a client that waits for leave to send one (`Expect: 100-continue`).
   */
  turnAway(call: Call, { request, response }: RawExchange, problem: PreparedProblem): void {
    if (!isSmall(request)) discardRest(request);
    response.writeHead(problem.status, problem.headers(call.correlationId));
    response.end(problem.body(call.correlationId));
    this.#observe(call, problem.status);
  }

  /** Another process has begun to answer in our place: it is counted like an answer of our own. */
  handedOn(exchange: Exchange, answer: { status: number; done: Promise<void> }): void {
    this.#observe(exchange, answer.status);
    void answer.done.finally(() => {
      this.#end(exchange);
    });
  }

  #write(exchange: Exchange, answer: Answer): void {
    const { status, headers, payload } = answer;
    const response = exchange.reply.raw;
    if (payload !== undefined) headers["content-length"] = Buffer.byteLength(payload);
    else if (status !== 204 && status !== 304) headers["content-length"] = 0;
    if (this.draining) headers["connection"] = "close";
    exchange.reply.hijack();
    if (!response.headersSent && !response.destroyed) {
      response.writeHead(status, headers);
      response.end(payload);
    }
    this.#observe(exchange, status);
    this.#end(exchange);
  }

  #stream(exchange: Exchange, reply: Reply, events: AsyncIterable<StreamEvent>): void {
    const response = exchange.reply.raw;
    const { signal } = exchange;
    const headers = Object.assign(baseHeaders(exchange), SSE_HEADERS, reply.headers);
    exchange.reply.hijack();
    response.writeHead(reply.status, headers);
    response.flushHeaders();
    this.#observe(exchange, reply.status);
    const source = exchange.method === "HEAD" ? nothing() : events;
    writeEvents(response, source, { signal, timing: this.#timing })
      .catch((error: unknown) => this.#logFailure(exchange, error))
      .finally(() => this.#end(exchange));
  }

  #observe(call: Call, status: number): void {
    call.decided?.(status);
    const durationMs = performance.now() - call.startedMs;
    this.#metrics.observe({ route: call.routeLabel, method: call.method, status }, durationMs);
    if (call.span !== undefined) {
      endServerSpan(call.span, { status, tenant: call.principal.tenant });
    }
    if (this.#log.isLevelEnabled("debug")) {
      this.#log.debug({ ...placeOf(call), status, durationMs }, "request answered");
    }
  }

  #end(exchange: Exchange): void {
    exchange.ended = true;
    this.#metrics.end();
  }

  /** Refusals are the client's affair. A defect is an error, a service that is unable to answer a warning. */
  #logFailure(exchange: Exchange, error: unknown): void {
    const status = problemStatus(error);
    if (status < 500 || error instanceof HttpError) return;
    const failure = { ...placeOf(exchange), status, error: describe(error) };
    if (status === 500) this.#log.error(failure, "request failed");
    else this.#log.warn(failure, "request could not be served");
  }
}

function placeOf(call: Call): Record<string, unknown> {
  return {
    tenant: call.principal.tenant || undefined,
    correlationId: call.correlationId,
    traceId: traceIdOf(call.traceparent),
    method: call.method,
    route: call.routeLabel,
  };
}

/** Named members only: drivers put the values of a row, which may be personal data, into members of their own. */
function describe(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = error instanceof WaybillError ? error.code : (error as { code?: unknown }).code;
  const cause =
    error.cause === undefined || depth >= 3 ? {} : { cause: describe(error.cause, depth + 1) };
  return { name: error.name, code, message: error.message, stack: error.stack, ...cause };
}

function baseHeaders(exchange: Exchange): Headers {
  return { "x-correlation-id": exchange.correlationId, ...SAFE_HEADERS };
}

/** Names in lower case, so that a handler's `Cache-Control` replaces ours and is not sent beside it. */
function addHeaders(headers: Headers, more: Readonly<Record<string, string>>): void {
  for (const name in more) {
    const value = more[name];
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
}

/** Whether the head says so: what comes in pieces can have any length. */
function isSmall({ headers }: IncomingMessage): boolean {
  if (headers["transfer-encoding"] !== undefined) return false;
  return Number(headers["content-length"] ?? 0) <= DISCARD_LIMIT_BYTES;
}

/** Closing at once would reset the connection, and the client, still sending, would never see why. */
function discardRest(raw: IncomingMessage): void {
  const hasBody =
    raw.headers["content-length"] !== undefined || raw.headers["transfer-encoding"] !== undefined;
  if (!hasBody || raw.complete || raw.destroyed) return;
  let discardedBytes = 0;
  raw.on("error", () => undefined);
  raw.on("data", (chunk: Buffer) => {
    discardedBytes += chunk.length;
    if (discardedBytes > DISCARD_LIMIT_BYTES) raw.destroy();
  });
  raw.resume();
}

async function* nothing(): AsyncGenerator<StreamEvent> {}
