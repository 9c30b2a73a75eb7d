import {
  createHttpHost,
  systemIds,
  type Bus,
  type Clock,
  type ForwardedAnswer,
  type ForwardedCall,
  type HttpHost,
  type HttpHostOptions,
  type Readiness,
  type Recorded,
  type Route,
} from "@waybill/kit";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { consoleFiles, consolePages } from "../console/console-pages.ts";
import { LetterEditor } from "../ops/letter-editor.ts";
import { letterEditRoutes } from "../ops/letter-edit-routes.ts";
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
import { ViewDesk } from "../ops/view-desk.ts";
import { viewRoutes } from "../ops/view-routes.ts";
import { auditRoutes } from "../platform/audit-routes.ts";
import type { AuditTrail } from "../platform/audit-trail.ts";
import type { ApiKeys } from "../platform/api-keys.ts";
import type { Authenticator } from "../platform/authenticator.ts";
import { deadLetterRoutes } from "../platform/dead-letter-routes.ts";
import { InternalKeys } from "../platform/internal-keys.ts";
import { keyRoutes } from "../platform/key-routes.ts";
import { sessionRoutes } from "../platform/session-routes.ts";
import { KeySessions } from "../platform/sessions.ts";
import { verificationRoutes } from "../verification/routes.ts";
import type { VerificationDesk } from "../verification/verification-desk.ts";
import { logRoutes } from "../telemetry/log-routes.ts";
import type { Recent } from "../telemetry/recent.ts";
import { traceRoutes } from "../telemetry/trace-routes.ts";
import { version } from "../version.ts";
import { admission } from "./admission.ts";
import { asyncApi } from "./asyncapi.ts";
import type { ServiceConnections } from "./databases.ts";
import { readiness } from "./health.ts";
import type { Modules } from "./modules.ts";
import type { RunningService } from "./running-service.ts";
import type { WatchedService } from "./watched-service.ts";

const info = {
  title: "Waybill",
  version,
  description: "Orders, accepted at once and carried through by events.",
};

export interface ApiParts {
  /** For their routes, which are served here unless `forward` is given. */
  readonly running: readonly RunningService[];
  /** For what they tell of themselves, in whatever process they run. */
  readonly watched: readonly WatchedService[];
  readonly connected: ReadonlyMap<string, ServiceConnections>;
  readonly modules: Modules;
  readonly bus: Pick<Bus, "channelOf">;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly overview: OverviewDesk;
  readonly verifications: VerificationDesk;
  readonly keys: ApiKeys;
  readonly audit: AuditTrail;
  readonly log: Logger;
  readonly registry: Registry;
  readonly recent: Recent;
  /** The event at a position of a service's log. */
  readonly original: (source: string, position: number) => Promise<Recorded | undefined>;
  /** Hands calls of a service on to the processes that run it. */
  readonly forward?: (service: string, call: ForwardedCall) => Promise<ForwardedAnswer>;
  /** Instead of what this process sees of its own. */
  readonly ready?: () => Promise<Readiness>;
}

/** The routes of all services and of the operations around them, and the console, on one address. */
export function apiHost(parts: ApiParts): HttpHost {
  const {
    running,
    watched,
    connected,
    modules,
    authenticator,
    clock,
    overview,
    audit,
    log,
    registry,
    recent,
  } = parts;
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
  const telling = { cursors: modules.cursors, process: systemIds(clock).make("prc") };
  const desk = new TriageDesk({ clock, ids: systemIds(clock), running: watched, connected });
  const consumers = new ConsumerDesk({ clock, running: watched, connected });
  consumers.start();
  const services = running.map(({ runtime }) => runtime.service);
  const views = new ViewDesk({ ...parts, running: watched, ids: systemIds(clock) });
  const host = createHttpHost({
    ...serviceSide(parts),
    routes: [
      ...(parts.forward === undefined ? serviceRoutes(running).keys() : []),
      ...deadLetterRoutes({ services: connected, cursors: modules.cursors, desk }),
      ...triageRoutes(desk, connected),
      ...letterEditRoutes(editorOf(parts, desk)),
      ...sessionRoutes({ sessions, authenticator }),
      ...opsRoutes(overview),
      ...eventRoutes(searchedIn(running, connected), modules.cursors),
      ...consumerRoutes(consumers, (keyId) => audit.nameOf(keyId)),
      ...sampleOrdersRoutes(samples),
      ...viewRoutes(views),
      ...auditRoutes(audit, modules.cursors),
      ...verificationRoutes(parts.verifications, modules.cursors),
      ...keyRoutes({ keys: parts.keys, authenticator, cursors: modules.cursors }),
      ...logRoutes(recent.logs, telling),
      ...traceRoutes(recent.traces, telling),
    ],
    authenticate: (token) => internal.principalOf(token) ?? authenticator.authenticate(token),
    sessions,
    audit,
    pages: consolePages(consoleFiles),
    log,
    metrics: registry,
    info,
    asyncapi: () => asyncApi(version, services),
    health: { ready: parts.ready ?? (() => readiness(watched, connected)) },
    admission: admission(watched),
  });
  const close = async (): Promise<void> => {
    consumers.stop();
    await samples.close();
    await parts.verifications.close();
    await views.close();
    await host.close();
  };
  return { ...host, close };
}

/** The routes of services, each with the service that it is of. */
function serviceRoutes(running: ApiParts["running"]): ReadonlyMap<Route, string> {
  return new Map(
    running.flatMap(({ module, context }) =>
      module.routes(context).map((each) => [each, module.service.name] as const),
    ),
  );
}

function serviceSide({ forward, running }: ApiParts): Pick<HttpHostOptions, "forwarding"> {
  if (forward === undefined) return {};
  const routes = serviceRoutes(running);
  return {
    forwarding: {
      routes: [...routes.keys()],
      send: (call) => forward(routes.get(call.route) ?? "", call),
    },
  };
}

function editorOf(parts: ApiParts, desk: TriageDesk): LetterEditor {
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
  running: ApiParts["running"],
  connected: ApiParts["connected"],
): readonly SearchedService[] {
  return running.flatMap(({ module: { service } }) => {
    const log = connected.get(service.name)?.log;
    return log === undefined ? [] : [{ service, log }];
  });
}
