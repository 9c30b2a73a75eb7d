import createClient, { type Middleware } from "openapi-fetch";
import { reachability } from "../live/reachability.ts";
import { sessionStore } from "../session/session-store.ts";
import type { components, paths } from "./generated/schema.ts";
import { ProblemError, UnreachableError, problemOf } from "./problem.ts";

export type Schemas = components["schemas"];

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Adds what the session asks for, and hears from every answer whether the server is there. */
const session: Middleware = {
  onRequest({ request }) {
    const { csrfToken } = sessionStore.get() ?? {};
    if (csrfToken !== undefined && !safeMethods.has(request.method)) {
      request.headers.set("X-CSRF-Token", csrfToken);
    }
    return request;
  },
  onResponse({ request, response }) {
    if (isFromProxy(response)) {
      reachability.lost();
      throw new UnreachableError({ wasRead: safeMethods.has(request.method) });
    }
    reachability.answered();
    if (response.status === 401) sessionStore.set(null);
  },
  onError({ request, error }) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    reachability.lost();
    return new UnreachableError({ wasRead: safeMethods.has(request.method), cause: error });
  },
};

/** A proxy in front of the server answers for it when it is gone, and not with a problem document. */
function isFromProxy(response: Response): boolean {
  const type = response.headers.get("content-type") ?? "";
  return [502, 503, 504].includes(response.status) && !type.includes("json");
}

/** The typed API. Wrap each call into `answerOf`, which gives its body or throws. */
export const api = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin" });
api.use(session);

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The body of an answer.
 * @throws {ProblemError} when the server refused
 * @throws {UnreachableError} when nobody answered
 */
export async function answerOf<T>(call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ProblemError(problemOf(response, error));
  return data as T;
}
