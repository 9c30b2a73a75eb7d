import { page, pageQuery, pageSchema, route, type Cursors, type Route } from "@waybill/kit";
import Type, { type Static } from "typebox";
import type { AuditEntry, AuditTrail } from "./audit-trail.ts";

const text = Type.String();
const AuditEntrySchema = Type.Object(
  {
    id: text,
    at: Type.String({ format: "date-time" }),
    actor: Type.String({ description: "Name of the key that was signed in with." }),
    keyId: text,
    role: text,
    operation: Type.String({ description: "The operationId of the API." }),
    method: text,
    path: text,
    reason: Type.Union([text, Type.Null()]),
    status: Type.Union([Type.Integer(), Type.Null()], {
      description: "Of the answer; null when the process ended before there was one.",
    }),
    correlationId: text,
  },
  { title: "AuditEntry" },
);

const listPath = "/v1/ops/audit";

/** What people changed, and why. */
export function auditRoutes(trail: AuditTrail, cursors: Cursors): readonly Route[] {
  return [
    route({
      tag: "Operations",
      roles: ["operator"],
      method: "GET",
      path: listPath,
      operationId: "listAudit",
      summary: "Changes made by people, newest first",
      description:
        "Every change within a session, and every other with the header X-Reason, is written down before it is made.",
      query: Type.Object(
        {
          ...pageQuery,
          path: Type.Optional(
            Type.String({
              pattern: "^/[\\x21-\\x7e]{0,300}$",
              description: "Only changes at this path and below, such as `/v1/orders/ord_…`.",
            }),
          ),
        },
        { additionalProperties: false },
      ),
      responses: { 200: pageSchema(AuditEntrySchema) },
      async handle({ query: { limit, cursor, path }, context: { principal } }) {
        const { tenant } = principal;
        const scope = { tenant, route: listPath, filter: { path } };
        const before =
          cursor === undefined ? undefined : (cursors.decodeCursor(cursor, scope) as string);
        const found = await trail.list({ tenant, path, before, limit: limit + 1 });
        const { items, nextCursor } = page(found, limit, ({ id }) =>
          cursors.encodeCursor(id, scope),
        );
        return { status: 200, body: { items: items.map(shown), nextCursor } };
      },
    }),
  ];
}

function shown({ at, ...entry }: AuditEntry): Static<typeof AuditEntrySchema> {
  return { ...entry, at: at.toISOString() };
}
