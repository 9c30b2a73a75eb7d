import { HttpError, page, pageQuery, pageSchema, route } from "@waybill/kit";
import type { Cursors, Route } from "@waybill/kit";
import Type from "typebox";
import { Verification, VerificationDetail } from "./schemas.ts";
import type { VerificationDesk } from "./verification-desk.ts";

const path = "/v1/ops/verifications";
const tag = "Operations";

/** `verify` over all databases, asked for from outside. */
export function verificationRoutes(desk: VerificationDesk, cursors: Cursors): readonly Route[] {
  return [start(desk), list(desk, cursors), one(desk)];
}

function start(desk: VerificationDesk): Route {
  return route({
    tag,
    roles: ["admin"],
    method: "POST",
    path,
    operationId: "startVerification",
    summary: "Check all invariants, from the logs",
    description:
      "Runs beside the server, behind everything else, over all tenants, for 30 minutes at most. One at a time: while one is under way, that one is the answer.",
    responses: { 202: Verification },
    async handle({ context: { principal } }) {
      return { status: 202, body: await desk.start(principal) };
    },
  });
}

function list(desk: VerificationDesk, cursors: Cursors): Route {
  return route({
    tag,
    roles: ["operator"],
    method: "GET",
    path,
    operationId: "listVerifications",
    summary: "The latest 200 checks of the invariants, newest first",
    query: Type.Object(pageQuery, { additionalProperties: false }),
    responses: { 200: pageSchema(Verification) },
    async handle({ query: { limit, cursor }, context: { principal } }) {
      const { tenant } = principal;
      const scope = { tenant, route: path };
      const before =
        cursor === undefined ? undefined : (cursors.decodeCursor(cursor, scope) as string);
      const found = await desk.list(tenant, { before, limit: limit + 1 });
      const body = page(found, limit, ({ id }) => cursors.encodeCursor(id, scope));
      return { status: 200, body };
    },
  });
}

function one(desk: VerificationDesk): Route {
  return route({
    tag,
    roles: ["operator"],
    method: "GET",
    path: `${path}/:id`,
    operationId: "getVerification",
    summary: "How far a check of the invariants is, or what it found",
    params: Type.Object({ id: Type.String({ pattern: "^vrf_[0-9a-z]{1,40}$" }) }),
    responses: { 200: VerificationDetail },
    async handle({ params: { id }, context: { principal } }) {
      const body = await desk.find(principal.tenant, id);
      if (body !== undefined) return { status: 200, body };
      throw new HttpError("not-found", `There is no check ${id}: the latest 200 are kept.`, {
        status: 404,
      });
    },
  });
}
