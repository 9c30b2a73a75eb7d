import {
  Terminal,
  page,
  pageQuery,
  pageSchema,
  route,
  type Cursors,
  type Route,
} from "@waybill/kit";
import type { Cause, DeadLetter, DeadLetters } from "@waybill/postgres";
import Type, { type Static } from "typebox";

export const DeadLetterSchema = Type.Object(
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
    edits: Type.Integer({ description: "How often its message was edited" }),
  },
  { title: "DeadLetter" },
);

export const params = Type.Object({ id: Type.String({ pattern: "^[a-z]+\\.[0-9]{1,15}$" }) });
const path = "/v1/dead-letters";
const operator = { tag: "Operations", roles: ["operator"] } as const;

interface Parts {
  readonly services: ReadonlyMap<string, { readonly deadLetters: DeadLetters }>;
  readonly cursors: Cursors;
  readonly desk: Desk;
}

/** Who carries out what people want of dead letters, so that it is listed with all else that they did. */
interface Desk {
  replayOne(tenant: string, service: string, id: number): Promise<boolean>;
  drop(tenant: string, chosen: ReadonlyMap<string, readonly number[]>): Promise<number>;
}

/** Messages that wait for a person: listed, shown, replayed and dropped. */
export function deadLetterRoutes(parts: Parts): readonly Route[] {
  return [listRoute(parts), getRoute(parts.services), replayRoute(parts), dropRoute(parts)];
}

const listQuery = Type.Object(
  {
    ...pageQuery,
    service: Type.Optional(Type.String({ pattern: "^[a-z]{1,40}$" })),
    key: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: "Of one key, such as an order's id",
      }),
    ),
    all: Type.Optional(Type.Boolean({ description: "Also those that will be tried again" })),
    consumer: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    code: Type.Optional(Type.String({ maxLength: 200, description: "Of the error" })),
    type: Type.Optional(Type.String({ maxLength: 200, description: "Of the message" })),
  },
  { additionalProperties: false },
);

function listRoute({ services, cursors }: Omit<Parts, "desk">): Route {
  return route({
    ...operator,
    method: "GET",
    path,
    operationId: "listDeadLetters",
    summary: "Messages whose handling failed for good",
    query: listQuery,
    responses: { 200: pageSchema(DeadLetterSchema) },
    async handle({ query, context: { principal } }) {
      const { limit, cursor, service, all = false, key, consumer, code, type } = query;
      const filter = { key, consumer, code, type };
      const { tenant } = principal;
      const scope = { tenant, route: path, filter: { service: service ?? "", all, ...filter } };
      const before =
        cursor === undefined ? undefined : (cursors.decodeCursor(cursor, scope) as Place);
      const names = [...services.keys()].filter(
        (name) => service === undefined || name === service,
      );
      const found = await collect(services, names.toSorted(), {
        tenant,
        all,
        limit,
        before,
        filter,
      });
      const { items, nextCursor } = page(found, limit, ({ service: name, letter }) =>
        cursors.encodeCursor([name, letter.id] satisfies Place, scope),
      );
      return { status: 200, body: { items: items.map(shown), nextCursor } };
    },
  });
}

/** Where a page ended: the service, and the number of its last dead letter. */
type Place = readonly [service: string, number: number];

export interface Found<Letter extends DeadLetter = DeadLetter> {
  readonly service: string;
  readonly letter: Letter;
}

interface Wanted {
  readonly tenant: string;
  readonly all: boolean;
  readonly limit: number;
  readonly before: Place | undefined;
  readonly filter: { readonly [name in "key" | keyof Cause]: string | undefined };
}

/** One more than a page, where there are so many: service by service, newest first in each. */
async function collect(
  services: Parts["services"],
  names: readonly string[],
  { tenant, all, limit, before, filter }: Wanted,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const service of names) {
    if (found.length > limit || (before !== undefined && service < before[0])) continue;
    const letters = await services.get(service)?.deadLetters.list({
      tenant,
      all,
      ...filter,
      limit: limit + 1 - found.length,
      ...(before?.[0] === service ? { before: before[1] } : {}),
    });
    found.push(...(letters ?? []).map((letter) => ({ service, letter })));
  }
  return found;
}

function getRoute(services: Parts["services"]): Route {
  return route({
    ...operator,
    method: "GET",
    path: `${path}/:id`,
    operationId: "getDeadLetter",
    summary: "One dead letter",
    params,
    responses: { 200: DeadLetterSchema },
    async handle({ params: { id }, context: { principal } }) {
      const { letters, number, service } = find(services, id);
      const letter = await letters.find(principal.tenant, number);
      if (letter === undefined) throw notFound(id);
      return { status: 200, body: shown({ service, letter }) };
    },
  });
}

function replayRoute({ services, desk }: Parts): Route {
  return route({
    ...operator,
    method: "POST",
    path: `${path}/:id/replay`,
    operationId: "replayDeadLetter",
    summary: "Try a dead letter again; pressing twice changes nothing more",
    params,
    responses: { 202: null },
    async handle({ params: { id }, context: { principal } }) {
      const { letters, number, service } = find(services, id);
      const replayed = await desk.replayOne(principal.tenant, service, number);
      if (!replayed && (await letters.find(principal.tenant, number)) === undefined) {
        throw notFound(id);
      }
      return { status: 202 };
    },
  });
}

function dropRoute({ services, desk }: Parts): Route {
  return route({
    ...operator,
    method: "DELETE",
    path: `${path}/:id`,
    operationId: "dropDeadLetter",
    summary: "Give a dead letter up; messages behind it go on",
    params,
    responses: { 204: null },
    async handle({ params: { id }, context: { principal } }) {
      const { number, service } = find(services, id);
      const dropped = await desk.drop(principal.tenant, new Map([[service, [number]]]));
      if (dropped === 0) throw notFound(id);
      return { status: 204 };
    },
  });
}

/** @throws {Terminal} 404 `dead-letter-not-found` when the id names no service */
export function find(
  services: Parts["services"],
  id: string,
): { readonly letters: DeadLetters; readonly number: number; readonly service: string } {
  const [service = "", number = ""] = id.split(".");
  const letters = services.get(service)?.deadLetters;
  if (letters === undefined) throw notFound(id);
  return { letters, number: Number(number), service };
}

export function shown({ service, letter }: Found): Static<typeof DeadLetterSchema> {
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
    nextAttemptAt:
      letter.status === "retry" && letter.nextAt !== null ? letter.nextAt.toISOString() : null,
    correlationId: message.meta.correlationId,
    edits: letter.edits,
  };
}

export function notFound(id: string): Terminal {
  return new Terminal(
    "dead-letter-not-found",
    `there is no dead letter ${id}; it may have been replayed or dropped: list them again`,
    { status: 404 },
  );
}
