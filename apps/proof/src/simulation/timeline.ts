import { keyOf, type Recorded } from "@waybill/kit";
import type { World } from "./world.ts";

const maxLines = 120;

/** The story of an order over all services, with the faults that struck meanwhile. */
export function timelineOf(world: World, order: string): readonly string[] {
  const events: (readonly [at: number, line: string])[] = [];
  for (const [service, disk] of world.disks) {
    for (const event of disk.streams.own) {
      if (keyOf(event.stream) === order) events.push([event.time, described(service, event)]);
    }
    for (const { key, status, code, message, parkedAt } of disk.parked.rows) {
      const { type } = JSON.parse(message) as Recorded;
      if (key === order)
        events.push([parkedAt, `${service} has ${type} parked: ${status} ${code}`]);
    }
  }
  const [first] = events.map(([at]) => at).sort((a, b) => a - b);
  const last = Math.max(...events.map(([at]) => at));
  if (first === undefined) return [`no service knows ${order}`];
  const faults = world.faults.journal
    .filter(([at]) => at >= first && at <= last)
    .map(([at, fault]) => [at, `      ! ${fault}`] as const);
  return [...events, ...faults]
    .sort(([a], [b]) => a - b)
    .slice(0, maxLines)
    .map(([at, line]) => `${`+${at - first} ms`.padStart(14)}  ${line}`);
}

function described(service: string, { type, version, meta }: Recorded): string {
  return `${service.padEnd(14)}${type} (version ${version}) ← ${meta.causationId}`;
}
