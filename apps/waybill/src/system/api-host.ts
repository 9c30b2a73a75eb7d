import { createHttpHost, type HttpHost } from "@waybill/kit";
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
import { admission } from "./admission.ts";
import { asyncApi } from "./asyncapi.ts";
import { readiness } from "./health.ts";

export const version = "0.1.0";

export interface ApiParts extends Omit<OperationsParts, "internal"> {
  readonly authenticator: Authenticator;
  readonly keys: ApiKeys;
  readonly registry: Registry;
}

/** The routes of all services and of the operations around them, and the console, on one address. */
export function apiHost(parts: ApiParts): HttpHost {
  const { running, connected, modules, authenticator, keys, clock, audit, log, registry } = parts;
  const { cursors, secrets } = modules;
  const internal = new InternalKeys(secrets.internal);
  const sessions = new KeySessions({
    secret: secrets.sessions,
    clock,
    principalOf: (keyId) => authenticator.holderOf(keyId),
  });
  const operating = operations({ ...parts, internal });
  const services = running.map(({ runtime }) => runtime.service);
  const host = createHttpHost({
    routes: [
      ...running.flatMap(({ module, context }) => module.routes(context)),
      ...sessionRoutes({ sessions, authenticator }),
      ...keyRoutes({ keys, authenticator, cursors }),
      ...auditRoutes(audit, cursors),
      ...operating.routes,
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
    asyncapi: () => asyncApi(version, services),
    health: { ready: () => readiness(running, connected) },
    admission: admission(running),
  });
  const close = async (): Promise<void> => {
    await operating.close();
    await host.close();
  };
  return { ...host, close };
}
