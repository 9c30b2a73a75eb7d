import {
  HttpError,
  categoryOf,
  keyOf,
  partitionCount,
  route,
  withoutSecrets,
  type Contract,
  type Cursors,
  type Route,
} from "@waybill/kit";
import type { LoggedEvent as StoredEvent } from "@waybill/postgres";
import Type, { type Static } from "typebox";
import {
  EventPage,
  LoggedEventDetail,
  Topics,
  eventQuery,
  type LoggedEvent,
} from "./event-schemas.ts";
import {
  endsOf,
  searchEvents,
  type FoundEvent,
  type Places,
  type SearchedService,
  type Wanted,
} from "./event-search.ts";

const operator = { tag: "Operations", roles: ["operator"] } as const;
const path = "/v1/ops/events";

/** The logs of all services, as a tenant's operators may read them. */
export function eventRoutes(
  services: readonly SearchedService[],
  cursors: Cursors,
): readonly Route[] {
  return [listRoute(services, cursors), oneRoute(services), topicsRoute(services)];
}

function listRoute(services: readonly SearchedService[], cursors: Cursors): Route {
  return route({
    ...operator,
    method: "GET",
    path,
    operationId: "listEvents",
    summary: "Events of all services by time, with filters",
    description:
      "A key is found in its streams, whatever the length of the log. Other filters are looked for along the logs, 20,000 places a page.",
    query: eventQuery,
    responses: { 200: EventPage },
    async handle({ query, context: { principal } }) {
      const { limit, cursor, order, from, to, ...rest } = query;
      const { tenant } = principal;
      const scopeOf = (ordered: "newest" | "oldest") => ({
        tenant,
        route: path,
        filter: { ...rest, from, to, order: ordered },
      });
      const wanted: Wanted = {
        ...rest,
        tenant,
        from: from === undefined ? undefined : Date.parse(from),
        to: to === undefined ? undefined : Date.parse(to),
      };
      const at =
        cursor === undefined ? {} : (cursors.decodeCursor(cursor, scopeOf(order)) as Places);
      // Asked before the look, so that nothing falls between the two; what comes twice has the same id.
      const ends =
        order === "newest" && cursor === undefined ? await endsOf(services, wanted) : undefined;
      const found = await searchEvents(services, wanted, { order, limit, at });
      const fresh = order === "oldest" ? found.at : ends;
      return {
        status: 200,
        body: {
          items: found.events.map((event) => shown(services, event)),
          nextCursor: found.isEnd ? null : cursors.encodeCursor(found.at, scopeOf(order)),
          newCursor: fresh === undefined ? null : cursors.encodeCursor(fresh, scopeOf("oldest")),
          looked: found.looked,
        },
      };
    },
  });
}

function oneRoute(services: readonly SearchedService[]): Route {
  return route({
    ...operator,
    method: "GET",
    path: `${path}/:service/:position`,
    operationId: "getEvent",
    summary: "One event, with what it says and what caused it",
    params: Type.Object({
      service: Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" }),
      position: Type.String({ pattern: "^[1-9][0-9]{0,14}$" }),
    }),
    responses: { 200: LoggedEventDetail },
    async handle({ params: { service, position }, context: { principal } }) {
      const searched = services.find((each) => each.service.name === service);
      const event = await searched?.log.find(principal.tenant, Number(position));
      if (event === undefined) {
        throw new HttpError(
          "not-found",
          `Your tenant has no event at position ${position} of the log ${service}: check both.`,
          { status: 404 },
        );
      }
      const { data, traceparent, touches } = event;
      const body = {
        ...shown(services, { ...event, service }),
        cause: await causeOf(services, principal.tenant, event),
        traceparent,
        touches: [...touches],
        data: withoutSecrets(parsed(data)),
      };
      return { status: 200, body };
    },
  });
}

function topicsRoute(services: readonly SearchedService[]): Route {
  const all = services.flatMap(({ service }) => [...service.events.values()]);
  const items = [...Map.groupBy(all, (contract: Contract) => contract.topic)].map(
    ([topic, contracts]) => ({
      topic,
      service: contracts[0]?.source ?? "",
      types: contracts.map(({ type }) => type).toSorted(),
    }),
  );
  return route({
    ...operator,
    method: "GET",
    path: "/v1/ops/topics",
    operationId: "listTopics",
    summary: "Topics of the events, with their services and types",
    responses: { 200: Topics },
    handle: () => ({ status: 200, body: { items, partitions: partitionCount } }),
  });
}

function shown(
  services: readonly SearchedService[],
  { service, stream, version, time, causationId, ...event }: FoundEvent,
): Static<typeof LoggedEvent> {
  const { position, partition, type, schemaVersion, correlationId } = event;
  const contract = services.find((each) => each.service.name === service)?.service.events.get(type);
  return {
    id: `${stream}/${version}`,
    service,
    position,
    partition,
    topic: contract?.topic ?? null,
    type,
    schemaVersion,
    key: keyOf(stream),
    stream,
    version,
    recordedAt: new Date(time).toISOString(),
    correlationId,
    causedBy: causationId,
  };
}

/** Ids of events are their stream and version; other causes have ids of their own. */
async function causeOf(
  services: readonly SearchedService[],
  tenant: string,
  { causationId }: StoredEvent,
): Promise<Static<typeof LoggedEventDetail>["cause"]> {
  const [, stream, version] = /^(.{1,300})\/(\d{1,9})$/.exec(causationId) ?? [];
  if (stream === undefined) return null;
  const searched = services.find(({ service }) => service.deciders.has(categoryOf(stream)));
  const cause = await searched?.log.findVersion(tenant, stream, Number(version));
  if (cause === undefined || searched === undefined) return null;
  return { service: searched.service.name, position: cause.position, type: cause.type };
}

/** What is no JSON is shown as the text that it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
