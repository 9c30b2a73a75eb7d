import type { IncomingMessage, ServerResponse } from "node:http";
import type { Route } from "./route.ts";

/** A call on its way to the process that serves it. */
export interface ForwardedCall {
  readonly route: Route;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** All of it: the call may have to be sent a second time. Empty when there is none. */
  readonly body: Buffer;
  readonly correlationId: string;
  readonly traceparent: string;
  /** Aborted when the client is gone, and for streams also when the host begins to close. */
  readonly signal: AbortSignal;
}

/** An answer whose head has been passed on to the client. */
export interface ForwardedAnswer {
  readonly status: number;
  /** Resolves when the rest has been, too, or cannot be any more. */
  readonly done: Promise<void>;
}

export interface Forwarding {
  readonly routes: readonly Route[];
  /**
   * Hands a call on and its answer back.
   * @throws while nothing has been answered; the host answers then
   */
  send(call: ForwardedCall): Promise<ForwardedAnswer>;
}

/** @throws what Fastify throws for a body that is too long, or a client that is gone */
export async function readWhole(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** As Fastify says it, so that it becomes the same answer. */
function tooLarge(): Error {
  return Object.assign(new Error("The body is too large."), {
    code: "FST_ERR_CTP_BODY_TOO_LARGE",
    statusCode: 413,
  });
}
