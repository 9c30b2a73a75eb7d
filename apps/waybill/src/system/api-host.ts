import { createHttpHost, systemIds, type Clock, type HttpHost } from "@waybill/kit";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { consoleFiles, consolePages } from "../console/console-pages.ts";
import { ConsumerDesk } from "../ops/consumers/consumer-desk.ts";
import { consumerRoutes } from "../ops/consumers/consumer-routes.ts";
import { eventRoutes } from "../ops/events/event-routes.ts";
import type { SearchedService } from "../ops/events/event-search.ts";
import { TriageDesk } from "../ops/triage-desk.ts";
import { triageRoutes } from "../ops/triage-routes.ts";
import { opsRoutes } from "../ops/ops-routes.ts";
import type { OverviewDesk } from "../ops/overview.ts";
import { sampleOrdersRoutes } from "../ops/sample-orders-routes.ts";
import { SampleOrders } from "../ops/sample-orders.ts";
import { auditRoutes } from "../platform/audit-routes.ts";
import type { AuditTrail } from "../platform/audit-trail.ts";
import type { Authenticator } from "../platform/authenticator.ts";
import { deadLetterRoutes } from "../platform/dead-letter-routes.ts";
import { InternalKeys } from "../platform/internal-keys.ts";
import { sessionRoutes } from "../platform/session-routes.ts";
import { KeySessions } from "../platform/sessions.ts";
import { admission } from "./admission.ts";
import { asyncApi } from "./asyncapi.ts";
import type { ServiceConnections } from "./databases.ts";
import { readiness } from "./health.ts";
import type { Modules } from "./modules.ts";
import type { RunningService } from "./running-service.ts";

export const version = "0.1.0";

export interface ApiParts {
  readonly running: readonly RunningService[];
  readonly connected: ReadonlyMap<string, ServiceConnections>;
  readonly modules: Modules;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly overview: OverviewDesk;
  readonly audit: AuditTrail;
  readonly log: Logger;
  readonly registry: Registry;
}

/** The routes of all services and of the operations around them, and the console, on one address. */
export function apiHost(parts: ApiParts): HttpHost {
  const { running, connected, modules, authenticator, clock, overview, audit, log, registry } =
    parts;
  const internal = new InternalKeys(modules.secrets.internal);
  const sessions = new KeySessions({
    secret: modules.secrets.sessions,
    clock,
    principalOf: (keyId) => authenticator.holderOf(keyId),
  });
  const samples = new SampleOrders({
    url: modules.url,
    keyFor: (tenant) => internal.keyFor(tenant),
    log,
  });
  const consumers = new ConsumerDesk({ clock, running, connected });
  consumers.start();
  const host = createHttpHost({
    routes: [
      ...running.flatMap(({ module, context }) => module.routes(context)),
      ...deadLetterRoutes(connected, modules.cursors),
      ...triageRoutes(
        new TriageDesk({ clock, ids: systemIds(clock), running, connected }),
        connected,
      ),
      ...sessionRoutes({ sessions, authenticator }),
      ...opsRoutes(overview),
      ...eventRoutes(searchedIn(running, connected), modules.cursors),
      ...consumerRoutes(consumers, (keyId) => audit.nameOf(keyId)),
      ...sampleOrdersRoutes(samples),
      ...auditRoutes(audit, modules.cursors),
    ],
    authenticate: (token) => internal.principalOf(token) ?? authenticator.authenticate(token),
    sessions,
    audit,
    pages: consolePages(consoleFiles),
    log,
    metrics: registry,
    info: {
      title: "Waybill",
      version,
      description: "Orders, accepted at once and carried through by events.",
    },
    asyncapi: () => asyncApi(version),
    health: { ready: () => readiness(running, connected) },
    admission: admission(running),
  });
  const close = async (): Promise<void> => {
    consumers.stop();
    await samples.close();
    await host.close();
  };
  return { ...host, close };
}

function searchedIn(
  running: ApiParts["running"],
  connected: ApiParts["connected"],
): readonly SearchedService[] {
  return running.flatMap(({ module: { service } }) => {
    const log = connected.get(service.name)?.log;
    return log === undefined ? [] : [{ service, log }];
  });
}
