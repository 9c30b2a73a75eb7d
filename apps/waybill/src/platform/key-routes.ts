import { HttpError, page, pageQuery, pageSchema, route } from "@waybill/kit";
import type { Cursors, Route } from "@waybill/kit";
import Type, { type Static } from "typebox";
import type { ApiKey, ApiKeys } from "./api-keys.ts";
import type { Authenticator } from "./authenticator.ts";

const path = "/v1/ops/keys";
const admin = { tag: "Keys", roles: ["admin"] } as const;
const text = Type.String();
const time = Type.String({ format: "date-time" });
const nullable = <T extends typeof text>(schema: T) => Type.Union([schema, Type.Null()]);
const Role = Type.Enum(["customer", "operator", "admin"]);

const fields = {
  id: text,
  name: text,
  role: Role,
  customer: nullable(Type.String({ description: "Whose orders a customer's key sees." })),
  createdAt: time,
  revokedAt: nullable(time),
  lastUsedAt: nullable(
    Type.String({
      format: "date-time",
      description: "To the second; null when not since the server started.",
    }),
  ),
  own: Type.Boolean({ description: "It is the key of this call, or of its session." }),
};
const Key = Type.Object(fields, { title: "ApiKey" });
const MadeKey = Type.Object(
  { ...fields, key: Type.String({ description: "The key itself, this once: `wb_…`" }) },
  { title: "MadeApiKey" },
);

export const NewKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: "What it is for." }),
    role: Role,
    customer: Type.Optional(
      Type.String({
        format: "email",
        maxLength: 254,
        description: "For the role customer, and only there.",
      }),
    ),
  },
  { additionalProperties: false, title: "NewApiKey" },
);

interface Parts {
  readonly keys: ApiKeys;
  readonly authenticator: Authenticator;
  readonly cursors: Cursors;
}

/** Keys of the caller's tenant. */
export function keyRoutes(parts: Parts): readonly Route[] {
  return [list(parts), create(parts), revoke(parts)];
}

function list({ keys, authenticator, cursors }: Parts): Route {
  return route({
    ...admin,
    method: "GET",
    path,
    operationId: "listKeys",
    summary: "The keys, newest first, without their secrets",
    query: Type.Object(pageQuery, { additionalProperties: false }),
    responses: { 200: pageSchema(Key) },
    async handle({ query: { limit, cursor }, context: { principal } }) {
      const { tenant, keyId } = principal;
      const scope = { tenant, route: path };
      const before =
        cursor === undefined ? undefined : (cursors.decodeCursor(cursor, scope) as string);
      const found = await keys.ofTenant({ tenant, before, limit: limit + 1 });
      const { items, nextCursor } = page(found, limit, ({ id }) => cursors.encodeCursor(id, scope));
      const shownItems = items.map((key) =>
        shown(key, { own: keyId, lastUsed: authenticator.lastUsed(key.id) }),
      );
      return { status: 200, body: { items: shownItems, nextCursor } };
    },
  });
}

function create({ keys }: Parts): Route {
  return route({
    ...admin,
    method: "POST",
    path,
    operationId: "createKey",
    summary: "Make a key; it is shown this once",
    description: "Only its hash is stored, so a lost key is revoked and made anew.",
    body: NewKey,
    responses: { 201: MadeKey, 409: null, 422: null },
    async handle({ body, context: { principal } }) {
      const { role, name, customer } = body;
      const { tenant, keyId } = principal;
      const { id, secret } = await keys.create({ tenant, role, name, customer });
      const made: ApiKey = {
        id,
        tenant,
        role,
        name,
        customer: customer ?? null,
        createdAt: new Date(),
        revokedAt: null,
      };
      return {
        status: 201,
        body: { ...shown(made, { own: keyId, lastUsed: undefined }), key: secret },
        headers: { "cache-control": "no-store" },
      };
    },
  });
}

function revoke({ keys }: Parts): Route {
  return route({
    ...admin,
    method: "DELETE",
    path: `${path}/:id`,
    operationId: "revokeKey",
    summary: "End a key, within a second",
    description: "Sessions that were opened with it end, too. Done twice, it is the same.",
    params: Type.Object({ id: Type.String({ pattern: "^key_[0-9a-z]{1,40}$" }) }),
    query: Type.Object(
      {
        own: Type.Optional(
          Type.Boolean({ description: "True: also when it is the key of this very call." }),
        ),
      },
      { additionalProperties: false },
    ),
    responses: { 204: null, 409: null },
    async handle({ params: { id }, query: { own = false }, context: { principal } }) {
      if (id === principal.keyId && !own) {
        throw new HttpError(
          "key-is-own",
          "This is the key that you call with: after this it opens nothing any more. Say `own=true` when that is meant.",
          { status: 409 },
        );
      }
      if (await keys.revokeOf(principal.tenant, id)) return { status: 204 };
      throw new HttpError("not-found", `There is no key ${id} in this tenant.`, { status: 404 });
    },
  });
}

function shown(
  { id, name, role, customer, createdAt, revokedAt }: ApiKey,
  { own, lastUsed }: { readonly own: string; readonly lastUsed: number | undefined },
): Static<typeof Key> {
  return {
    id,
    name,
    role,
    customer,
    createdAt: createdAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsed === undefined ? null : new Date(lastUsed).toISOString(),
    own: id === own,
  };
}
