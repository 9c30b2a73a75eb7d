import type { IncomingHttpHeaders } from "node:http";
import { finished } from "node:stream/promises";
import {
  HttpError,
  NOT_BEGUN_HEADER,
  errorMessage,
  type ForwardedAnswer,
  type ForwardedCall,
} from "@waybill/kit";
import type { Dispatcher } from "undici";
import type { Replica } from "./replica.ts";

/** Of one connection, and so not of the next (RFC 9110, 7.6.1); `expect` has been met by the time. */
const ofConnection = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "content-length",
]);
/** No byte of the call has left: as if it had never been made. */
const unsent = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_DESTROYED",
]);
/** Carried out twice they do what they do once (RFC 9110, 9.2.2). */
const repeatable = new Set(["GET", "HEAD", "PUT", "DELETE"]);

/**
 * Sends a call to the first of the replicas, and to the next one when that is sure to do no harm:
 * nothing was sent, or a process that stops says that it has not begun with it, or the call may be repeated
 * by its method or its Idempotency-Key.
 * @throws HttpError 503 `service-away`, 502 `answer-lost`
 */
export async function forward(
  service: string,
  replicas: readonly Replica[],
  call: ForwardedCall,
): Promise<ForwardedAnswer> {
  const request = requestOf(call);
  let failure: unknown;
  for (const [index, replica] of replicas.entries()) {
    try {
      const answer = await replica.send(request);
      if (!isStopping(answer) || index === replicas.length - 1) return handOn(answer, call);
      if (!isNotBegun(answer) && !mayRepeat(call)) return handOn(answer, call);
      await answer.body.dump();
      replica.away(new Error("it is stopping"));
    } catch (error) {
      if (call.signal.aborted) throw error;
      failure = error;
      replica.away(error);
      if (!unsent.has(codeOf(error)) && !mayRepeat(call)) throw lost(service, error);
    }
  }
  throw away(service, failure);
}

function requestOf(call: ForwardedCall): Omit<Dispatcher.RequestOptions, "origin"> {
  const { request, body, signal, correlationId, traceparent } = call;
  return {
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: {
      ...passedOn(request.headers),
      "x-correlation-id": correlationId,
      traceparent,
    },
    body: body.length === 0 ? null : body,
    signal,
  };
}

/** It takes no more calls. This one it may have carried out nevertheless, for instance when its database went away. */
function isStopping({ statusCode, headers }: Dispatcher.ResponseData): boolean {
  return statusCode === 503 && headers["connection"] === "close";
}

function isNotBegun({ headers }: Dispatcher.ResponseData): boolean {
  return headers[NOT_BEGUN_HEADER] !== undefined;
}

/** The head of the answer at once, the rest as it comes. */
function handOn(answer: Dispatcher.ResponseData, call: ForwardedCall): ForwardedAnswer {
  const { statusCode: status, headers, body } = answer;
  const { response, signal } = call;
  const length = headers["content-length"];
  const known = length === undefined ? {} : { "content-length": String(length) };
  response.writeHead(status, { ...passedOn(headers), ...known });
  if (length === undefined) response.flushHeaders();
  body.on("error", () => {
    // Half an answer must not look like a whole one; a stream that we end ourselves has no more to say.
    if (signal.aborted) response.end();
    else response.destroy();
  });
  response.once("close", () => {
    body.destroy();
  });
  body.pipe(response);
  return { status, done: finished(response).catch(() => undefined) };
}

function passedOn<Headers extends IncomingHttpHeaders>(headers: Headers): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.has(name)));
}

function mayRepeat({ request }: ForwardedCall): boolean {
  return repeatable.has(request.method ?? "") || request.headers["idempotency-key"] !== undefined;
}

function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown } | undefined)?.code);
}

function lost(service: string, cause: unknown): HttpError {
  return new HttpError(
    "answer-lost",
    `The ${service} service went away before it answered (${errorMessage(cause)}): the call may have been carried out. With an Idempotency-Key it could have been sent again.`,
    { status: 502, cause },
  );
}

function away(service: string, cause: unknown): HttpError {
  const why = cause === undefined ? "" : ` (${errorMessage(cause)})`;
  return new HttpError(
    "service-away",
    `No process of the ${service} service takes calls at present${why}: send this again in a moment.`,
    { status: 503, cause, details: { retryAfterSeconds: 1 } },
  );
}
