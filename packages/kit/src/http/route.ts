import type { IncomingHttpHeaders } from "node:http";
import type { Static, TSchema } from "typebox";
import type { Principal, Role } from "./auth.ts";

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One call, as a handler sees it. */
export interface RequestContext {
  /** Who calls. On a public route an anonymous principal whose tenant is the empty string, which owns nothing. */
  readonly principal: Principal;
  readonly correlationId: string;
  /** W3C trace context to put on everything that follows from this call. */
  readonly traceparent: string;
  /** Present when the route is idempotent and the client sent a key. Equal requests have equal fingerprints (SHA-256, hex). */
  readonly idempotency?: IdempotencyRequest;
  /** Seconds the client is ready to wait (`Prefer: wait=N`, 0–30), on routes with `preferWait`. */
  readonly waitSeconds?: number;
  /** Aborted when the client is gone, and for waiting and streaming answers also when the host begins to close. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

export interface IdempotencyRequest {
  readonly key: string;
  readonly fingerprint: string;
}

export interface RouteRequest<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly headers: IncomingHttpHeaders;
  /** The bytes of the body exactly as they came, on routes with `rawBody`. */
  readonly rawBody?: Buffer;
  readonly context: RequestContext;
}

/** `data` is sent as JSON. `id` comes back in `Last-Event-ID` when the client reconnects. */
export interface StreamEvent {
  readonly event?: string;
  readonly id?: string;
  readonly data: unknown;
}

export interface Reply {
  readonly status: number;
  /** Sent as JSON; left out for 204 and 304. A problem status is sent as application/problem+json. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** An HTML document instead of a body, on routes with `document`: sent with status 200, in a sandbox. */
  readonly document?: string;
  /** Server-sent events instead of a body. Watch `context.signal`: it tells when to stop producing. */
  readonly stream?: AsyncIterable<StreamEvent>;
}

export interface HeaderDoc {
  readonly description: string;
  readonly schema?: TSchema;
}

/**
 * One operation of the API. The schemas validate, type the handler and make the OpenAPI document.
 * Objects of `query` and `body` should say `additionalProperties: false`; the query is held to its
 * fields in any case.
 */
export interface RouteDefinition<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
> {
  readonly method: HttpMethod;
  /** Such as `/v1/orders/:id`. */
  readonly path: string;
  /** Unique in the API. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** The lowest of these roles may call, and every role above it. */
  readonly roles: readonly Role[] | "public";
  /** A violation is 400 `malformed-id`. */
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** By status; null when the answer has no body. Problem answers are added by themselves. */
  readonly responses: Readonly<Record<number, TSchema | null>>;
  /** Headers of the success answers, by name, for the document. */
  readonly successHeaders?: Readonly<Record<string, HeaderDoc>>;
  /** Examples of the body, by name, for the document. */
  readonly examples?: Readonly<Record<string, unknown>>;
  /** Accepts Idempotency-Key; "required" refuses a call without one (400 `idempotency-key-required`). */
  readonly idempotent?: boolean | "required";
  readonly preferWait?: boolean;
  /** For signed webhooks: gives the exact bytes, of any content type; they are parsed only when there is a `body` schema and the type is JSON. */
  readonly rawBody?: boolean;
  /** A question that is too long for a query, and so asked by POST: it is not in the audit. */
  readonly changesNothing?: boolean;
  /** The success answer is an HTML document. */
  readonly document?: boolean;
  /** The success answer is a stream of server-sent events. */
  readonly streams?: boolean;
  /** Pattern of Last-Event-ID on a stream that refuses any other; for the document only. */
  readonly lastEventId?: string;
  /** Refuses a change without a reason; for the document only, see `requiredReason`. */
  readonly reason?: "required";
  /** Accepts If-Match; for the document only, see `assertIfMatch`. */
  readonly ifMatch?: boolean;
  handle(request: RouteRequest<Static<P>, Static<Q>, Static<B>>): Promise<Reply> | Reply;
}

/** A route whose types have been checked at its definition. */
export type Route = RouteDefinition;

/** Defines a route; the handler's params, query and body get their types from the schemas. */
export function route<const P extends TSchema, const Q extends TSchema, const B extends TSchema>(
  definition: RouteDefinition<P, Q, B>,
): Route {
  return definition;
}
