import { HttpError, route, sessionToken, type Principal, type Route } from "@waybill/kit";
import Type, { type Static } from "typebox";
import type { Authenticator } from "./authenticator.ts";
import type { KeySessions } from "./sessions.ts";

const SessionSchema = Type.Object(
  {
    role: Type.Enum(["operator", "admin"]),
    tenant: Type.String(),
    expiresAt: Type.String({ format: "date-time" }),
    csrfToken: Type.String({
      description:
        "To be sent as X-CSRF-Token with every call within the session that is not a GET.",
    }),
  },
  { title: "Session" },
);

const SignIn = Type.Object(
  { apiKey: Type.String({ minLength: 1, maxLength: 512, description: "`wb_…`" }) },
  { additionalProperties: false, title: "SignIn" },
);

const path = "/v1/session";
const tag = "Session";

interface Parts {
  readonly sessions: KeySessions;
  readonly authenticator: Authenticator;
}

/** For the console: a browser signs in with a key once, and has a cookie from then on. */
export function sessionRoutes(parts: Parts): readonly Route[] {
  return [signIn(parts), read(parts), signOut(parts)];
}

function signIn({ sessions, authenticator }: Parts): Route {
  return route({
    tag,
    roles: "public",
    method: "POST",
    path,
    operationId: "signIn",
    summary: "Open a session with a key",
    description:
      "For browsers: the answer sets a cookie that scripts cannot read, and calls with it need no key. A customer's key opens none.",
    body: SignIn,
    responses: { 201: SessionSchema, 401: null, 403: null },
    async handle({ body, headers }) {
      const principal = operatorOf(await authenticator.authenticate(body.apiKey));
      const { token, ...opened } = sessions.open(principal);
      const secure = headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
      const lifetime = Math.floor((opened.expiresAt.getTime() - Date.now()) / 1_000);
      const attributes = `HttpOnly; SameSite=Strict; Path=/; Max-Age=${lifetime}${secure}`;
      return {
        status: 201,
        body: shown(principal, opened),
        headers: { "set-cookie": `${sessions.cookie}=${token}; ${attributes}` },
      };
    },
  });
}

function read({ sessions }: Parts): Route {
  return route({
    tag,
    roles: ["operator"],
    method: "GET",
    path,
    operationId: "getSession",
    summary: "Who has signed in",
    responses: { 200: SessionSchema },
    handle({ headers, context: { principal } }) {
      const token = sessionToken(sessions.cookie, headers.cookie) ?? "";
      const expiresAt = sessions.expiryOf(token);
      if (expiresAt === undefined) {
        throw new HttpError("unauthorized", "There is no session: sign in with POST /v1/session.", {
          status: 401,
        });
      }
      const csrfToken = sessions.csrfTokenOf(token);
      return { status: 200, body: shown(principal, { csrfToken, expiresAt }) };
    },
  });
}

function signOut({ sessions }: Parts): Route {
  return route({
    tag,
    roles: ["operator"],
    method: "DELETE",
    path,
    operationId: "signOut",
    summary: "End the session",
    responses: { 204: null },
    handle: () => ({
      status: 204,
      headers: {
        "set-cookie": `${sessions.cookie}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`,
      },
    }),
  });
}

/** @throws {HttpError} 401 `unauthorized`, 403 `forbidden` */
function operatorOf(principal: Principal | undefined): Principal {
  if (principal === undefined) {
    throw new HttpError(
      "unauthorized",
      "The API key is unknown or has been revoked: `waybill keys create --role operator` makes one.",
      { status: 401 },
    );
  }
  if (principal.role === "customer") {
    throw new HttpError(
      "forbidden",
      "A customer's key opens no session: sign in with a key of the role operator or admin.",
      { status: 403 },
    );
  }
  return principal;
}

function shown(
  { role, tenant }: Principal,
  { csrfToken, expiresAt }: { readonly csrfToken: string; readonly expiresAt: Date },
): Static<typeof SessionSchema> {
  return {
    role: role === "admin" ? "admin" : "operator",
    tenant,
    expiresAt: expiresAt.toISOString(),
    csrfToken,
  };
}
