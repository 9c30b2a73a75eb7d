import { Terminal, createCursors, page, pageQuery, pageSchema, route, type Route } from "@waybill/kit";
import type { DeadLetter, DeadLetters } from "@waybill/postgres";
import Type, { type Static } from "typebox";

const DeadLetterSchema = Type.Object(
  {
    id: Type.String({ description: "Service and number: `payments.17`" }),
    service: Type.String(),
    consumer: Type.String(),
    key: Type.String(),
    status: Type.String({ description: "dead, retry or queued" }),
    type: Type.String(),
    attempts: Type.Integer(),
    code: Type.String(),
    error: Type.String(),
    behind: Type.Integer({ description: "Messages of the same key that wait behind it" }),
    parkedAt: Type.String({ format: "date-time" }),
    nextAttemptAt: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
    correlationId: Type.String(),
  },
  { title: "DeadLetter" },
);

const IdParams = Type.Object({ id: Type.String({ pattern: "^[a-z]+\\.[0-9]{1,15}$" }) });
const strict = { additionalProperties: false };

/** Messages that wait for a person: listed, shown, replayed and dropped. */
export function deadLetterRoutes(
  services: ReadonlyMap<string, { readonly deadLetters: DeadLetters }>,
  cursors: ReturnType<typeof createCursors>,
): Route[] {
  const find = (id: string): { letters: DeadLetters; number: number; service: string } => {
    const [service = "", number = ""] = id.split(".");
    const letters = services.get(service)?.deadLetters;
    if (letters === undefined) throw notFound(id);
    return { letters, number: Number(number), service };
  };
  return [
    route({
      method: "GET",
      path: "/v1/dead-letters",
      operationId: "listDeadLetters",
      summary: "Messages whose handling failed for good",
      tag: "operations",
      roles: ["operator"],
      query: Type.Object(
        {
          ...pageQuery,
          service: Type.Optional(Type.String({ pattern: "^[a-z]{1,40}$" })),
          all: Type.Optional(Type.Boolean({ description: "Also those that will be tried again" })),
        },
        strict,
      ),
      responses: { 200: pageSchema(DeadLetterSchema) },
      async handle({ query, context }) {
        const { tenant } = context.principal;
        const scope = { tenant, route: "dead-letters", filter: { service: query.service ?? "", all: query.all ?? false } };
        const from = query.cursor === undefined ? undefined : (cursors.decodeCursor(query.cursor, scope) as [string, number]);
        const found: { service: string; letter: DeadLetter }[] = [];
        const names = [...services.keys()].sort().filter((name) => query.service === undefined || name === query.service);
        for (const service of names) {
          if (found.length > query.limit || (from !== undefined && service < from[0])) continue;
          const letters = await services.get(service)?.deadLetters.list({
            tenant,
            all: query.all ?? false,
            limit: query.limit + 1 - found.length,
            ...(from?.[0] === service ? { before: from[1] } : {}),
          });
          found.push(...(letters ?? []).map((letter) => ({ service, letter })));
        }
        const { items, nextCursor } = page(found, query.limit, ({ service, letter }) =>
          cursors.encodeCursor([service, letter.id], scope),
        );
        return { status: 200, body: { items: items.map((each) => shown(each.service, each.letter)), nextCursor } };
      },
    }),
    route({
      method: "GET",
      path: "/v1/dead-letters/:id",
      operationId: "getDeadLetter",
      summary: "One dead letter",
      tag: "operations",
      roles: ["operator"],
      params: IdParams,
      responses: { 200: DeadLetterSchema },
      async handle({ params, context }) {
        const { letters, number, service } = find(params.id);
        const letter = await letters.find(context.principal.tenant, number);
        if (letter === undefined) throw notFound(params.id);
        return { status: 200, body: shown(service, letter) };
      },
    }),
    route({
      method: "POST",
      path: "/v1/dead-letters/:id/replay",
      operationId: "replayDeadLetter",
      summary: "Try a dead letter again; pressing twice changes nothing more",
      tag: "operations",
      roles: ["operator"],
      params: IdParams,
      responses: { 202: null },
      async handle({ params, context }) {
        const { letters, number } = find(params.id);
        const { tenant } = context.principal;
        const replayed = await letters.replay(tenant, number);
        if (!replayed && (await letters.find(tenant, number)) === undefined) throw notFound(params.id);
        return { status: 202 };
      },
    }),
    route({
      method: "DELETE",
      path: "/v1/dead-letters/:id",
      operationId: "dropDeadLetter",
      summary: "Give a dead letter up; messages behind it go on",
      tag: "operations",
      roles: ["operator"],
      params: IdParams,
      responses: { 204: null },
      async handle({ params, context }) {
        const { letters, number } = find(params.id);
        const dropped = await letters.drop(context.principal.tenant, number);
        if (!dropped) throw notFound(params.id);
        return { status: 204 };
      },
    }),
  ];
}

function shown(service: string, letter: DeadLetter): Static<typeof DeadLetterSchema> {
  const { message } = letter;
  return {
    id: `${service}.${letter.id}`,
    service,
    consumer: letter.consumer,
    key: letter.key,
    status: letter.status,
    type: message.type,
    attempts: letter.attempts,
    code: letter.code,
    error: letter.error,
    behind: letter.behind,
    parkedAt: letter.parkedAt.toISOString(),
    nextAttemptAt: letter.status === "retry" && letter.nextAt !== null ? letter.nextAt.toISOString() : null,
    correlationId: message.meta.correlationId,
  };
}

function notFound(id: string): Terminal {
  return new Terminal("not-found", `there is no dead letter ${id}`, { status: 404 });
}
