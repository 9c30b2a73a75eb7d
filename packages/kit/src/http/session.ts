import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { unauthorized, type Principal } from "./auth.ts";
import { HttpError } from "./problem.ts";

/** How browsers that have signed in are known: by a cookie, where programs send a key. */
export interface Sessions {
  /** Name of the cookie. */
  readonly cookie: string;
  /** Who has signed in; undefined when the session is over, forged, or its key was revoked. */
  principalOf(token: string): Principal | undefined | Promise<Principal | undefined>;
  /** What the session's own pages send with every change, and pages of others cannot know. */
  csrfTokenOf(token: string): string;
}

const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/**
 * Who calls, by the session's cookie.
 * @returns undefined when there is no such cookie
 * @throws HttpError 401 `unauthorized`, 403 `csrf-token-missing`
 */
export function sessionPrincipal(
  sessions: Sessions,
  { headers, method = "GET" }: IncomingMessage,
): Principal | Promise<Principal> | undefined {
  const token = sessionToken(sessions.cookie, headers.cookie);
  if (token === undefined) return undefined;
  if (!safeMethods.has(method)) {
    // Browsers add cookies to calls of other sites' pages, too; SameSite is not everywhere.
    assertSame(headers["x-csrf-token"], sessions.csrfTokenOf(token));
  }
  const found = sessions.principalOf(token);
  return found instanceof Promise ? found.then(known) : known(found);
}

/** The value of the session's cookie. */
export function sessionToken(name: string, cookies: string | undefined): string | undefined {
  for (const pair of cookies?.split(";") ?? []) {
    const [key = "", value = ""] = pair.split("=");
    if (key.trim() === name && value.trim() !== "") return value.trim();
  }
  return undefined;
}

function known(principal: Principal | undefined): Principal {
  if (principal === undefined) throw unauthorized("The session is over: sign in again.");
  return principal;
}

function assertSame(given: string | string[] | undefined, wanted: string): void {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(wanted)];
  if (a.length === b.length && timingSafeEqual(a, b)) return;
  throw new HttpError(
    "csrf-token-missing",
    "A change within a session needs the header X-CSRF-Token with the session's csrfToken: read it from GET /v1/session.",
    { status: 403 },
  );
}
