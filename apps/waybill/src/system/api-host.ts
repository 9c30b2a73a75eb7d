import {
  createHttpHost,
  type ForwardedAnswer,
  type ForwardedCall,
  type HttpHost,
  type HttpHostOptions,
  type Readiness,
  type Route,
} from "@waybill/kit";
import type { Registry } from "prom-client";
import { consoleFiles, consolePages } from "../console/console-pages.ts";
import { operations, type OperationsParts } from "../ops/operations.ts";
import type { ApiKeys } from "../platform/api-keys.ts";
import { auditRoutes } from "../platform/audit-routes.ts";
import type { Authenticator } from "../platform/authenticator.ts";
import { InternalKeys } from "../platform/internal-keys.ts";
import { keyRoutes } from "../platform/key-routes.ts";
import { sessionRoutes } from "../platform/session-routes.ts";
import { KeySessions } from "../platform/sessions.ts";
import { version } from "../version.ts";
import { admission } from "./admission.ts";
import { asyncApi } from "./asyncapi.ts";
import { readiness } from "./health.ts";
import type { RunningService } from "./running-service.ts";
import type { WatchedService } from "./watched-service.ts";

export interface ApiParts extends Omit<OperationsParts, "internal" | "running"> {
  /** For their routes, which are served here unless `forward` is given. */
  readonly running: readonly RunningService[];
  /** For what they tell of themselves, in whatever process they run. */
  readonly watched: readonly WatchedService[];
  readonly authenticator: Authenticator;
  readonly keys: ApiKeys;
  readonly registry: Registry;
  /** Hands calls of a service on to the processes that run it. */
  readonly forward?: (service: string, call: ForwardedCall) => Promise<ForwardedAnswer>;
  /** Instead of what this process sees of its own. */
  readonly ready?: () => Promise<Readiness>;
}

/** The routes of all services and of the operations around them, and the console, on one address. */
export function apiHost(parts: ApiParts): HttpHost {
  const { running, watched, connected, modules, authenticator, keys, clock, audit } = parts;
  const { cursors, secrets } = modules;
  const internal = new InternalKeys(secrets.internal);
  const sessions = new KeySessions({
    secret: secrets.sessions,
    clock,
    principalOf: (keyId) => authenticator.holderOf(keyId),
  });
  const operating = operations({ ...parts, running: watched, internal });
  const services = running.map(({ runtime }) => runtime.service);
  const host = createHttpHost({
    ...serviceSide(parts),
    routes: [
      ...(parts.forward === undefined ? serviceRoutes(running).keys() : []),
      ...sessionRoutes({ sessions, authenticator }),
      ...keyRoutes({ keys, authenticator, cursors }),
      ...auditRoutes(audit, cursors),
      ...operating.routes,
    ],
    authenticate: (token) => internal.principalOf(token) ?? authenticator.authenticate(token),
    sessions,
    audit,
    pages: consolePages(consoleFiles),
    log: parts.log,
    metrics: parts.registry,
    info: {
      title: "Waybill",
      version,
      description: "Orders, accepted at once and carried through by events.",
    },
    asyncapi: () => asyncApi(version, services),
    health: { ready: parts.ready ?? (() => readiness(watched, connected)) },
    admission: admission(watched),
  });
  const close = async (): Promise<void> => {
    await operating.close();
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
