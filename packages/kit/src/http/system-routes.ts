import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Registry } from "prom-client";
import { type Answerer, JSON_CONTENT_TYPE } from "./answer.ts";
import { DOCS_PAGES, DOCS_POLICY } from "./docs-page.ts";
import { Exchange } from "./exchange.ts";
import type { SYSTEM_PATHS } from "./method-index.ts";
import { type ApiInfo, buildOpenApi } from "./openapi.ts";
import { HttpError } from "./problem.ts";
import type { Route } from "./route.ts";

export interface HealthCheck {
  readonly ok: boolean;
  readonly detail?: string;
}

export interface Readiness {
  readonly ok: boolean;
  /** By the name of a dependency or a breaker. */
  readonly checks: Readonly<Record<string, HealthCheck>>;
}

export interface Health {
  /** Whether calls can be served now. Called for each probe: answer within a second. */
  ready(): Promise<Readiness>;
}

export interface SystemParts {
  readonly routes: readonly Route[];
  readonly info: ApiInfo;
  readonly asyncapi?: () => object;
  readonly health: Health;
  readonly metrics: Registry;
  readonly answerer: Answerer;
  readonly isDraining: () => boolean;
}

type Serve = (exchange: Exchange) => Promise<void> | void;

/** The documents are public, and the console's frame around their pages has an origin of its own. */
const anyOrigin = { "access-control-allow-origin": "*" };

/** Health, metrics and documents: no key, no admission, and served while draining. */
export function installSystemRoutes(app: FastifyInstance, parts: SystemParts): void {
  const { answerer, asyncapi, metrics } = parts;
  const get = (path: (typeof SYSTEM_PATHS)[number], serve: Serve): void => {
    app.get(path, async (request: FastifyRequest, reply: FastifyReply) => {
      const exchange = new Exchange(request, reply, { routeLabel: path, lasting: undefined });
      request.exchange = exchange;
      answerer.begin();
      try {
        await serve(exchange);
      } catch (error) {
        answerer.problem(exchange, error);
      }
    });
  };

  let openapi: string | undefined;
  get("/openapi.json", (exchange) => {
    openapi ??= JSON.stringify(buildOpenApi(parts.routes, parts.info));
    answerer.text(exchange, openapi, { "content-type": JSON_CONTENT_TYPE, ...anyOrigin });
  });
  get("/asyncapi.json", (exchange) => {
    if (asyncapi === undefined)
      throw new HttpError("not-found", "This process has no events: ask one that runs services.", {
        status: 404,
      });
    answerer.reply(exchange, { status: 200, body: asyncapi(), headers: anyOrigin });
  });
  for (const [path, { type, text }] of Object.entries(DOCS_PAGES)) {
    get(path as keyof typeof DOCS_PAGES, (exchange) =>
      answerer.text(exchange, text, {
        "content-type": type,
        "content-security-policy": DOCS_POLICY,
        "x-content-type-options": "nosniff",
        ...anyOrigin,
      }),
    );
  }
  get("/metrics", async (exchange) =>
    answerer.text(exchange, await metrics.metrics(), { "content-type": metrics.contentType }),
  );
  get("/health/live", (exchange) => answerer.reply(exchange, { status: 200, body: { ok: true } }));
  get("/health/ready", async (exchange) => {
    const { ok, checks } = await parts.health.ready();
    const draining = parts.isDraining();
    answerer.reply(exchange, {
      status: ok && !draining ? 200 : 503,
      body: { ok: ok && !draining, ...(draining ? { draining } : {}), checks },
      headers: { "content-type": JSON_CONTENT_TYPE },
    });
  });
}
