import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Exchange } from "./exchange.ts";
import { HttpError } from "./problem.ts";
import type { Route } from "./route.ts";
import { parseJsonBody } from "./text-safety.ts";

declare module "fastify" {
  interface FastifyRequest {
    exchange: Exchange | null;
    servedRoute: Route | null;
  }
}

type Done = (error: Error | null, body?: unknown) => void;

/**
 * JSON is the only type that is read; a route with `rawBody` gets the bytes of any type.
 * `application/merge-patch+json` (RFC 7396) counts as JSON, for PATCH.
 */
export function installBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ["application/json", "application/merge-patch+json"],
    { parseAs: "buffer" },
    (request: FastifyRequest, bytes: Buffer, done: Done) =>
      settle(done, () => read(request, bytes)),
  );
  app.addContentTypeParser(
    "*",
    { parseAs: "buffer" },
    (request: FastifyRequest, bytes: Buffer, done: Done) =>
      settle(done, () => readOther(request, bytes)),
  );
}

/** Not thrown: Fastify would take an error thrown here for its own. */
function settle(done: Done, parse: () => unknown): void {
  let body: unknown;
  try {
    body = parse();
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, body);
}

function read(request: FastifyRequest, bytes: Buffer): unknown {
  const route = request.servedRoute;
  if (keepRaw(request, bytes) && route?.body === undefined) return undefined;
  // Nobody looks at the body of an unknown path; a 404 for the path says more than a 400 for the body.
  if (route === null) return undefined;
  const { "content-encoding": encoding, "content-type": type } = request.headers;
  if (encoding !== undefined && encoding !== "identity") {
    throw unsupported(`The body is encoded as ${encoding}: send it without Content-Encoding.`);
  }
  const charset = type === undefined ? null : /charset\s*=\s*"?([^\s;"]+)/i.exec(type);
  if (charset !== null && !/^(utf-?8|us-ascii)$/i.test(charset[1] ?? "")) {
    throw unsupported(`The charset is ${charset[1]}: send the body as UTF-8.`);
  }
  return parseJsonBody(bytes);
}

function readOther(request: FastifyRequest, bytes: Buffer): undefined {
  if (request.servedRoute === null || keepRaw(request, bytes) || bytes.length === 0) return;
  throw unsupported(
    `The Content-Type is ${request.headers["content-type"] ?? "absent"}: send application/json.`,
  );
}

function keepRaw(request: FastifyRequest, bytes: Buffer): boolean {
  if (request.servedRoute?.rawBody !== true || request.exchange === null) return false;
  request.exchange.rawBody = bytes;
  return true;
}

export function unsupported(message: string): HttpError {
  return new HttpError("unsupported-media-type", message, {
    status: 415,
    headers: { accept: "application/json" },
  });
}
