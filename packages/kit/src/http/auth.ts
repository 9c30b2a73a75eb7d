import { HttpError } from "./problem.ts";

export type Role = "customer" | "operator" | "admin";

/** Who a key stands for. `customer` is the e-mail address that a customer's key is bound to. */
export interface Principal {
  readonly tenant: string;
  readonly role: Role;
  readonly keyId: string;
  readonly customer?: string;
}

/**
 * Looks up the principal of a bearer token; undefined when it is unknown or revoked.
 * Called for every request: answer from memory and without a promise where possible.
 */
export type Authenticate = (
  token: string,
) => Principal | undefined | Promise<Principal | undefined>;

/** Stands in on public routes. No tenant has an empty name, so nothing can be read or written in its name. */
export const ANONYMOUS: Principal = Object.freeze({
  tenant: "",
  role: "customer",
  keyId: "anonymous",
});

const RANKS: Readonly<Record<Role, number>> = { customer: 0, operator: 1, admin: 2 };
const BEARER = /^bearer +([\w.~+/=-]{1,512})$/i;

/** The rank from which on a call is allowed; undefined for public routes. */
export function requiredRank(roles: readonly Role[] | "public"): number | undefined {
  return roles === "public" ? undefined : Math.min(...roles.map((role) => RANKS[role]));
}

/** @throws HttpError 401 `unauthorized` */
export function bearerToken(header: string | undefined): string {
  if (header === undefined) {
    throw unauthorized("No API key: send it as `Authorization: Bearer wb_…`.");
  }
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) {
    throw unauthorized(
      "The Authorization header is not `Bearer <key>`: send the key in that form.",
    );
  }
  return token;
}

/** @throws HttpError 401 `unauthorized`, 403 `forbidden` */
export function authorize(principal: Principal | undefined, rank: number): Principal {
  if (principal === undefined) {
    throw unauthorized("The API key is unknown or has been revoked: use another.", true);
  }
  if (RANKS[principal.role] < rank) {
    throw new HttpError(
      "forbidden",
      `A key with the role ${principal.role} may not do this: use a key with a higher role.`,
      { status: 403 },
    );
  }
  return principal;
}

/** RFC 6750, 3: the error attribute only when a token was sent. */
export function unauthorized(message: string, tokenSent = false): HttpError {
  const challenge = tokenSent
    ? 'Bearer realm="waybill", error="invalid_token"'
    : 'Bearer realm="waybill"';
  return new HttpError("unauthorized", message, {
    status: 401,
    headers: { "www-authenticate": challenge },
  });
}
