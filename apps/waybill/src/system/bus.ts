import { contracts } from "@waybill/contracts";
import type { Bus, Clock, Recorded, ServiceModule } from "@waybill/kit";
import type { EventLogs } from "@waybill/notifications";
import { PostgresBus, type ConnectionOptions } from "@waybill/postgres";
import type { Logger } from "pino";
import type { CommitListeners } from "./running-service.ts";

export interface BusParts {
  /** How to read the log of each service. */
  readonly sources: ReadonlyMap<string, ConnectionOptions>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly guests: readonly ServiceModule[];
}

export function busOf({ sources, clock, log, guests }: BusParts): PostgresBus {
  return new PostgresBus({
    sources,
    contracts: [...contracts, ...guests.flatMap(({ service }) => [...service.events.values()])],
    clock,
    warn: (message) => {
      log.warn(message);
    },
  });
}

/** The bus, and those who wait in this process for what is committed. */
export function announcing(bus: Bus, committed: CommitListeners): Bus {
  return {
    channelOf: (event) => bus.channelOf(event),
    subscribe: (request) => bus.subscribe(request),
    committed: (source, events) => {
      bus.committed(source, events);
      committed.announce(source, events);
    },
    close: () => bus.close(),
  };
}

/** The logs of a bus that is made later, since it needs the databases of the services that read it. */
export function logsOf(bus: () => PostgresBus): EventLogs {
  return {
    follow: (request) => bus().follow(request),
    head: async (source) => (await bus().reader(source).read([], Number.MAX_SAFE_INTEGER, 1)).head,
  };
}

/** The event at a position of a service's log. */
export function originals(
  bus: PostgresBus,
  services: { has(source: string): boolean },
): (source: string, position: number) => Promise<Recorded | undefined> {
  return async (source, position) =>
    services.has(source) ? bus.reader(source).at(position) : undefined;
}
