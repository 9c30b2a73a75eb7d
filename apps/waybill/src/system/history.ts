import type { HistoryPart, Recorded, ServiceModule } from "@waybill/kit";
import type { LogReader, PostgresBus, StreamsPart } from "@waybill/postgres";

/**
 * Every event with a key, from the log of every service, by time; of the same moment by service, then
 * by position, so that a part can begin after any of them. Each log gives no more than the part holds.
 */
export async function historyOf(
  bus: PostgresBus,
  services: readonly ServiceModule[],
  { key, part }: { readonly key: string; readonly part?: HistoryPart | undefined },
): Promise<readonly Recorded[]> {
  const found = await Promise.all(
    services.map(({ service }) => {
      const reader: LogReader = bus.reader(service.name);
      const streams = [...service.deciders.keys()].map((category) => `${category}-${key}`);
      return reader.streams(streams, part === undefined ? undefined : partOf(service.name, part));
    }),
  );
  const events = found.flat().sort(compare);
  return part === undefined ? events : events.slice(0, part.limit);
}

/** What of one log comes after a place in all of them. */
function partOf(source: string, { after, limit }: HistoryPart): StreamsPart {
  if (after === undefined) return { limit };
  const position =
    source === after.source ? after.position : source < after.source ? Number.MAX_SAFE_INTEGER : 0;
  return { limit, after: { time: after.time, position } };
}

function compare(a: Recorded, b: Recorded): number {
  if (a.time !== b.time) return a.time - b.time;
  return a.source === b.source ? a.position - b.position : a.source < b.source ? -1 : 1;
}
