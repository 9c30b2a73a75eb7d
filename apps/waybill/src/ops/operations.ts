import { systemIds, type Clock, type Recorded, type Route } from "@waybill/kit";
import type { Logger } from "pino";
import type { AuditTrail } from "../platform/audit-trail.ts";
import { deadLetterRoutes } from "./dead-letters/dead-letter-routes.ts";
import type { InternalKeys } from "../platform/internal-keys.ts";
import type { ServiceConnections } from "../system/databases.ts";
import type { Modules } from "../system/modules.ts";
import type { WatchedService } from "../system/watched-service.ts";
import { logRoutes } from "../telemetry/log-routes.ts";
import type { Recent } from "../telemetry/recent.ts";
import { traceRoutes } from "../telemetry/trace-routes.ts";
import { verificationRoutes } from "../verification/routes.ts";
import type { VerificationDesk } from "../verification/verification-desk.ts";
import { ConsumerDesk } from "./consumers/consumer-desk.ts";
import { consumerRoutes } from "./consumers/consumer-routes.ts";
import { eventRoutes } from "./events/event-routes.ts";
import type { SearchedService } from "./events/event-search.ts";
import { letterEditRoutes } from "./dead-letters/letter-edit-routes.ts";
import { LetterEditor } from "./dead-letters/letter-editor.ts";
import { opsRoutes } from "./overview/ops-routes.ts";
import type { OverviewDesk } from "./overview/overview.ts";
import { sampleOrdersRoutes } from "./sample-orders/sample-orders-routes.ts";
import { SampleOrders } from "./sample-orders/sample-orders.ts";
import { TriageDesk } from "./dead-letters/triage-desk.ts";
import { triageRoutes } from "./dead-letters/triage-routes.ts";
import { ViewDesk } from "./views/view-desk.ts";
import { viewRoutes } from "./views/view-routes.ts";

export interface OperationsParts {
  readonly running: readonly WatchedService[];
  readonly connected: ReadonlyMap<string, ServiceConnections>;
  readonly modules: Modules;
  readonly internal: InternalKeys;
  readonly clock: Clock;
  readonly overview: OverviewDesk;
  readonly verifications: VerificationDesk;
  readonly audit: AuditTrail;
  readonly log: Logger;
  readonly recent: Recent;
  /** The event at a position of a service's log. */
  readonly original: (source: string, position: number) => Promise<Recorded | undefined>;
}

export interface Operations {
  readonly routes: readonly Route[];
  close(): Promise<void>;
}

/** What operators look at and do: dead letters, events, consumers, views, proof, logs and traces. */
export function operations(parts: OperationsParts): Operations {
  const { running, connected, modules, internal, clock, overview, audit, log, recent } = parts;
  const { cursors } = modules;
  const ids = systemIds(clock);
  const keyFor = (tenant: string): string => internal.keyFor(tenant);
  const samples = new SampleOrders({ url: modules.url, keyFor, log });
  const triage = new TriageDesk({ clock, ids, running, connected });
  const consumers = new ConsumerDesk({ clock, running, connected });
  consumers.start();
  const views = new ViewDesk({ running, connected, clock, ids, log });
  const telling = { cursors, process: ids.make("prc") };
  return {
    routes: [
      ...opsRoutes(overview),
      ...sampleOrdersRoutes(samples),
      ...deadLetterRoutes({ services: connected, cursors, desk: triage }),
      ...triageRoutes(triage, connected),
      ...letterEditRoutes(editorOf(parts, triage)),
      ...eventRoutes(searchedIn(running, connected), cursors),
      ...consumerRoutes(consumers, (keyId) => audit.nameOf(keyId)),
      ...viewRoutes(views),
      ...verificationRoutes(parts.verifications, cursors),
      ...logRoutes(recent.logs, telling),
      ...traceRoutes(recent.traces, telling),
    ],
    async close() {
      consumers.stop();
      await samples.close();
      await parts.verifications.close();
      await views.close();
    },
  };
}

function editorOf(parts: OperationsParts, desk: TriageDesk): LetterEditor {
  const { clock, running, connected, audit, original } = parts;
  return new LetterEditor({
    clock,
    ids: systemIds(clock),
    contracts: new Map(running.flatMap(({ module }) => [...module.service.events])),
    services: connected,
    original,
    nameOf: (keyId) => audit.nameOf(keyId),
    changed: (tenant) => {
      desk.changed(tenant);
    },
  });
}

function searchedIn(
  running: OperationsParts["running"],
  connected: OperationsParts["connected"],
): readonly SearchedService[] {
  return running.flatMap(({ module: { service } }) => {
    const log = connected.get(service.name)?.log;
    return log === undefined ? [] : [{ service, log }];
  });
}
