import type { Clock, Ids } from "@waybill/kit";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { EventRates } from "../ops/overview/event-rates.ts";
import { OverviewDesk } from "../ops/overview/overview.ts";
import { VerificationDesk } from "../verification/verification-desk.ts";
import type { PlatformDatabases, ServiceConnections } from "./databases.ts";
import type { WatchedService } from "./watched-service.ts";

export interface DeskParts {
  readonly config: Config;
  readonly databases: PlatformDatabases;
  readonly connected: ReadonlyMap<string, ServiceConnections>;
  readonly watched: readonly WatchedService[];
  readonly rates: Pick<EventRates, "perSecond">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

/** What operators look at. */
export function desksOf(parts: DeskParts): {
  readonly verifications: VerificationDesk;
  readonly overview: OverviewDesk;
} {
  const { config, databases, connected, watched, rates, clock, ids, log } = parts;
  const database = databases.platform;
  const verifications = new VerificationDesk({ database, place: config, ids, clock, log });
  const sources = { running: watched, databases: connected, proof: verifications, rates };
  return { verifications, overview: new OverviewDesk(clock, sources) };
}
