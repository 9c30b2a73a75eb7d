import type { IncomingMessage } from "node:http";
import type { Span } from "@opentelemetry/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ANONYMOUS, type Principal } from "./auth.ts";
import type { IdempotencyRequest, RequestContext } from "./route.ts";
import { acceptCorrelationId, startServerSpan } from "./trace-context.ts";

const UNTRACED = { traceparent: "", span: undefined };

/** What is known of a call from its head alone. */
export class Call {
  /** The pattern, not the path: it is a metric label. */
  readonly routeLabel: string;
  readonly method: string;
  readonly path: string;
  readonly correlationId: string;
  readonly traceparent: string;
  readonly span: Span | undefined;
  readonly startedMs = performance.now();
  principal: Principal = ANONYMOUS;
  /** Hears the status as soon as it is decided, whether or not the client is still there. */
  declare decided?: (status: number) => void;

  /** @param startsTrace whether a call that brings no trace gets one */
  constructor(raw: IncomingMessage, routeLabel: string, { startsTrace }: { startsTrace: boolean }) {
    this.routeLabel = routeLabel;
    this.method = raw.method ?? "GET";
    this.path = pathOf(raw);
    this.correlationId = acceptCorrelationId(raw.headers["x-correlation-id"]);
    const caller = singleHeader(raw.headers["traceparent"]);
    const traced =
      caller === undefined && !startsTrace
        ? UNTRACED
        : startServerSpan(caller, {
            method: this.method,
            route: this.routeLabel,
            path: this.path,
          });
    this.traceparent = traced.traceparent;
    this.span = traced.span;
  }
}

/** What the host keeps of one call from its first byte to its last. */
export class Exchange extends Call implements RequestContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly receivedAt = Date.now();
  /** Whether a person calls, who has signed in. */
  isSession = false;
  declare idempotency?: IdempotencyRequest;
  declare waitSeconds?: number;
  declare rawBody?: Buffer;
  ended = false;
  readonly #lasting: LastingCalls | undefined;
  #abort: AbortController | undefined;

  constructor(request: FastifyRequest, reply: FastifyReply, kind: ExchangeKind) {
    super(request.raw, kind.routeLabel, { startsTrace: true });
    this.request = request;
    this.reply = reply;
    this.#lasting = kind.lasting;
  }

  /** Made on first use: most handlers never look at it. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = new AbortController();
      this.#abort = abort;
      const response = this.reply.raw;
      if (response.destroyed) abort.abort();
      else response.once("close", () => abort.abort());
      this.#lasting?.add(abort, response);
    }
    return this.#abort.signal;
  }
}

export interface ExchangeKind {
  readonly routeLabel: string;
  /** Given for calls that may outlast a shutdown: they are told when it begins. */
  readonly lasting: LastingCalls | undefined;
}

/** The waiting and streaming calls now open, so that closing the host can end them. */
export class LastingCalls {
  readonly #open = new Set<AbortController>();
  #ended = false;

  add(call: AbortController, response: FastifyReply["raw"]): void {
    if (this.#ended) {
      call.abort();
      return;
    }
    this.#open.add(call);
    response.once("close", () => this.#open.delete(call));
  }

  end(): void {
    this.#ended = true;
    for (const call of this.#open) call.abort();
  }
}

/** The path as it was sent, still encoded, without the query: queries carry e-mail addresses. */
export function pathOf(raw: IncomingMessage): string {
  const url = raw.url ?? "/";
  const end = url.indexOf("?");
  return end === -1 ? url : url.slice(0, end);
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
