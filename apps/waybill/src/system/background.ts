import type { Clock } from "@waybill/kit";
import { TouchIndexer } from "@waybill/postgres";
import type { Logger } from "pino";
import type { ServiceConnections } from "./databases.ts";
import { Housekeeping } from "./housekeeping.ts";
import type { RunningService } from "./running-service.ts";

interface Background {
  start(): void;
  stop(): Promise<void> | void;
}

interface BackgroundParts {
  readonly connected: ReadonlyMap<string, ServiceConnections>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What goes on beside the services: old answers leave, and where streams are moved by others, that is indexed. */
export function backgroundOf(
  running: readonly RunningService[],
  { connected, clock, log }: BackgroundParts,
): readonly Background[] {
  const indexers = running.flatMap(({ module: { service }, context }) => {
    const index = connected.get(service.name)?.touches;
    const isMoved = [...service.deciders.values()].some(({ touched }) => touched);
    if (!isMoved || index === undefined) return [];
    return [new TouchIndexer({ index, clock, warn: (message) => context.log.warn(message) })];
  });
  return [new Housekeeping({ services: connected, clock, log }), ...indexers];
}
