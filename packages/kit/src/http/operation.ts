import type { FastifyRequest } from "fastify";
import { requiredRank } from "./auth.ts";
import type { Exchange } from "./exchange.ts";
import { idempotencyRequest, readIdempotencyKey } from "./idempotency-key.ts";
import { compileQuery, type ReadQuery } from "./query.ts";
import type { Route, RouteRequest } from "./route.ts";
import { checkText } from "./text-safety.ts";
import { type Check, compileCheck, validationFailed } from "./validation.ts";

const MAX_WAIT_SECONDS = 30;
/** RFC 7240: preferences are separated by commas, in one header or several; one that cannot be read is ignored. */
const WAIT = /(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:[,;]|$)/i;

/** A route made ready to serve: its schemas compiled, its rank worked out. */
export interface Operation {
  readonly route: Route;
  /** Undefined on public routes. */
  readonly rank: number | undefined;
  readonly checkParams: Check | undefined;
  readonly readQuery: ReadQuery;
  readonly checkBody: Check | undefined;
}

export function compileOperation(route: Route): Operation {
  return {
    route,
    rank: requiredRank(route.roles),
    checkParams: route.params === undefined ? undefined : compileCheck(route.params, "path"),
    readQuery: compileQuery(route.query),
    checkBody: route.body === undefined ? undefined : compileCheck(route.body, "body"),
  };
}

/**
 * Checks a call against its route and gives the handler's input. Header errors come before body errors.
 * @throws HttpError 400
 */
export function readRequest(
  operation: Operation,
  request: FastifyRequest,
  exchange: Exchange,
): RouteRequest<unknown, unknown, unknown> {
  const { route, checkParams, checkBody } = operation;
  const headers = request.raw.headers;
  const params = request.params as Record<string, string>;
  if (checkParams !== undefined) {
    for (const name in params) checkText(params[name] ?? "", `The path parameter ${name}`);
    checkParams(params);
  }
  const query = operation.readQuery(request.raw.url ?? "/");
  const key =
    route.idempotent === undefined || route.idempotent === false
      ? undefined
      : readIdempotencyKey(headers["idempotency-key"], route.idempotent === "required");
  if (checkBody !== undefined) checkBody(request.body);
  else refuseBody(request.body);
  if (key !== undefined) {
    const { method, path, principal } = exchange;
    const identity = { method, path, principal, body: request.body };
    exchange.idempotency = idempotencyRequest(key, identity);
  }
  const wait = route.preferWait === true ? waitSeconds(headers["prefer"]) : undefined;
  if (wait !== undefined) exchange.waitSeconds = wait;
  const input = { params, query, body: request.body, headers, context: exchange };
  return exchange.rawBody === undefined ? input : { ...input, rawBody: exchange.rawBody };
}

/** The `wait` of a Prefer header in whole seconds, at most 30. */
function waitSeconds(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = WAIT.exec(String(header))?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), MAX_WAIT_SECONDS);
}

/** An empty object is what many clients send when there is nothing to say. */
function refuseBody(body: unknown): void {
  if (body === undefined) return;
  const empty = typeof body === "object" && body !== null && Object.keys(body).length === 0;
  if (empty) return;
  throw validationFailed(
    [{ in: "body", pointer: "", code: "unexpected-body", message: "is not taken here: send none" }],
    "body",
  );
}
