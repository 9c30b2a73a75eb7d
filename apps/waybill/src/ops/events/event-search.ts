import { streamOf, type Service } from "@waybill/kit";
import type { EventFilter, EventLog, LoggedEvent, LookedAt, Look } from "@waybill/postgres";

export interface Wanted {
  readonly tenant: string;
  readonly service?: string | undefined;
  readonly topic?: string | undefined;
  readonly type?: string | undefined;
  readonly key?: string | undefined;
  readonly partition?: number | undefined;
  readonly correlationId?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Where a search stands: a place for each track that it goes along. */
export type Places = Readonly<Record<string, number>>;

export interface FoundEvent extends LoggedEvent {
  readonly service: string;
}

export interface Found {
  readonly events: readonly FoundEvent[];
  readonly at: Places;
  readonly isEnd: boolean;
  /** Places that were looked at for this page. */
  readonly looked: number;
}

/** A service whose log is searched. */
export interface SearchedService {
  readonly service: Service;
  readonly log: EventLog;
}

interface Route {
  readonly name: string;
  readonly service: string;
  readonly log: EventLog;
  readonly stream: string | undefined;
  readonly filter: EventFilter;
}

interface Walked {
  readonly route: Route;
  readonly part: LookedAt;
  readonly isFull: boolean;
}

/** A page goes over no more places of each log: about 20 ms of one. */
const window = 20_000;

/**
 * Searches the logs of all services at once, by time. A key is looked for in its streams, anything else
 * along the positions of the logs that may have it.
 */
export async function searchEvents(
  services: readonly SearchedService[],
  wanted: Wanted,
  page: { readonly order: Look["order"]; readonly limit: number; readonly at: Places },
): Promise<Found> {
  const { order, limit, at } = page;
  const walked = await Promise.all(
    routesOf(services, wanted).map(async (route): Promise<Walked> => {
      const { log, stream, filter, name } = route;
      const part = await log.look({ stream }, filter, { order, limit, window, at: at[name] });
      return { route, part, isFull: part.events.length >= limit };
    }),
  );
  const { events, taken } = merge(walked, { order, limit });
  const reached = walked.map((each) => {
    const count = taken.get(each.route.name) ?? 0;
    return { ...each, count, isDone: count === each.part.events.length && !each.isFull };
  });
  return {
    events,
    at: Object.fromEntries(
      reached.map((each) => [each.route.name, placeAfter(each, order, at[each.route.name])]),
    ),
    isEnd: reached.every(({ isDone, part }) => isDone && part.isEnd),
    looked: reached.reduce((sum, { part }) => sum + part.high - part.low, 0),
  };
}

/** Where the logs end now, to go on from there with what is new. */
export async function endsOf(
  services: readonly SearchedService[],
  wanted: Wanted,
): Promise<Places> {
  const ends = await Promise.all(
    routesOf(services, wanted).map(async ({ name, log, stream }) => [
      name,
      (await log.head({ stream })) + 1,
    ]),
  );
  return Object.fromEntries(ends) as Places;
}

function routesOf(services: readonly SearchedService[], wanted: Wanted): readonly Route[] {
  const { tenant, partition, correlationId, from, to, key } = wanted;
  return services.flatMap(({ service, log }): readonly Route[] => {
    if (wanted.service !== undefined && wanted.service !== service.name) return [];
    const types = typesOf(service, wanted);
    if (types?.length === 0) return [];
    const filter = { tenant, types, partition, correlationId, from, to };
    const route = { service: service.name, log, filter };
    if (key === undefined) return [{ ...route, name: service.name, stream: undefined }];
    return [...service.deciders.keys()].map((category) => ({
      ...route,
      name: `${service.name}/${category}`,
      stream: streamOf(category, key),
    }));
  });
}

/** Undefined: all; also those that no contract of this release names. */
function typesOf({ events }: Service, { type, topic }: Wanted): readonly string[] | undefined {
  if (topic === undefined) {
    if (type === undefined) return undefined;
    return events.has(type) ? [type] : [];
  }
  return [...events.values()]
    .filter(
      (contract) => contract.topic === topic && (type === undefined || contract.type === type),
    )
    .map((contract) => contract.type);
}

/**
 * What was found in the order of time, as far as all logs were looked at: behind the point where the
 * look at one of them ended, it may have something that comes before what the others have.
 */
function merge(
  walked: readonly Walked[],
  { order, limit }: Pick<Look, "order" | "limit">,
): { readonly events: readonly FoundEvent[]; readonly taken: ReadonlyMap<string, number> } {
  const sign = order === "newest" ? -1 : 1;
  const horizon = Math.min(
    ...walked.map(({ part, isFull }) => {
      const last = isFull ? part.events.at(-1)?.time : part.isEnd ? undefined : part.reached;
      return last === undefined ? Number.POSITIVE_INFINITY : sign * last;
    }),
  );
  const taken = new Map<string, number>();
  const events: FoundEvent[] = [];
  while (events.length < limit) {
    let next: { readonly event: LoggedEvent; readonly route: Route } | undefined;
    for (const { route, part } of walked) {
      const event = part.events[taken.get(route.name) ?? 0];
      if (event === undefined || sign * event.time > horizon) continue;
      if (next === undefined || sign * event.time < sign * next.event.time) next = { event, route };
    }
    if (next === undefined) break;
    events.push({ ...next.event, service: next.route.service });
    taken.set(next.route.name, (taken.get(next.route.name) ?? 0) + 1);
  }
  return { events, taken };
}

function placeAfter(
  { route, part, count, isDone }: Walked & { readonly count: number; readonly isDone: boolean },
  order: Look["order"],
  before: number | undefined,
): number {
  const newest = order === "newest";
  if (isDone) return newest ? part.low : part.high;
  const last = part.events[count - 1];
  if (last === undefined) return before ?? (newest ? part.high : part.low);
  const place = route.stream === undefined ? last.position : last.version;
  return newest ? place : place + 1;
}
