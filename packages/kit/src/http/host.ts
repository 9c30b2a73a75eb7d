import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { type Admission, AdmissionGate, type Admit } from "./admission-gate.ts";
import { type Audit, reasonOf } from "./audit.ts";
import { Answerer } from "./answer.ts";
import { type Authenticate, authorize, bearerToken, type Principal } from "./auth.ts";
import { installBodyParsers } from "./body-parsers.ts";
import { Exchange, LastingCalls, pathOf } from "./exchange.ts";
import { readWhole, type Forwarding } from "./forwarding.ts";
import { translateFrameworkError } from "./framework-errors.ts";
import { httpMetrics } from "./http-metrics.ts";
import { compileOperation, type Operation, readRequest } from "./operation.ts";
import { methodIndex, type MethodIndex } from "./method-index.ts";
import { NOT_BEGUN_HEADER, HttpError } from "./problem.ts";
import type { Reply, Route } from "./route.ts";
import { closeServer, createServer, listen } from "./server.ts";
import { type Sessions, sessionPrincipal } from "./session.ts";
import { STREAM_TIMING, type StreamTiming } from "./sse.ts";
import { type Health, installSystemRoutes } from "./system-routes.ts";
import { withSpan } from "./trace-context.ts";

export interface HttpHostOptions {
  readonly routes: readonly Route[];
  /** Operations that other processes serve: they are in the document, and admitted here like own ones. */
  readonly forwarding?: Forwarding;
  readonly authenticate: Authenticate;
  /** Lets browsers in that have signed in, where a call brings no key. */
  readonly sessions?: Sessions;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly asyncapi?: () => object;
  readonly health: Health;
  /** Asked before anything else is done for a call, so that shedding load stays cheap. Not asked for health, metrics and documents. */
  readonly admission?: Admit;
  /** Told of changes by people, and of others that give a reason. */
  readonly audit?: Audit;
  /** Asked for GET and HEAD of paths that are no operation. */
  readonly pages?: Pages;
  /** 256 KiB unless told. */
  readonly bodyLimitBytes?: number;
  /** How long `close` lets running requests go on: 10 s unless told. */
  readonly drainMs?: number;
  readonly streamTiming?: StreamTiming;
}

/** Serves what is not part of the API, such as the files of a console. @returns false for what it has not */
export type Pages = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface HttpHost {
  /** For tests, which reach it without a socket. */
  readonly app: FastifyInstance;
  /** @param port 0 picks a free one. @throws WaybillError `port-in-use` */
  listen(where: { port: number; host: string }): Promise<{ url: string }>;
  /** Stops accepting, ends streams and waits, lets running requests finish for `drainMs`, then cuts what is left. */
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 256 * 1_024;
const DRAIN_MS = 10_000;

/**
 * The HTTP side of a process: routes, keys, validation, problems, documents, health and metrics.
 * @throws Error when two routes share a method and path or an operationId
 */
export function createHttpHost(options: HttpHostOptions): HttpHost {
  const bodyLimitBytes = options.bodyLimitBytes ?? BODY_LIMIT_BYTES;
  const answerer = new Answerer({
    log: options.log,
    metrics: httpMetrics(options.metrics),
    timing: options.streamTiming ?? STREAM_TIMING,
  });
  const routes = [...options.routes, ...(options.forwarding?.routes ?? [])];
  refuseDuplicates(routes);
  const gate = new AdmissionGate(options.admission ?? admitAll, routes, answerer);
  const frontDoor = new FrontDoor(options, { answerer, gate, bodyLimitBytes });
  const app = createServer(bodyLimitBytes, {
    turnsAway: (request, response) => !frontDoor.draining && gate.turnsAway(request, response),
    onFrameworkError: (error, request, reply) => frontDoor.refuse(error, request, reply),
  });
  installBodyParsers(app);
  app.setErrorHandler((error, request, reply) => frontDoor.refuse(error, request, reply));
  app.setNotFoundHandler((request, reply) => frontDoor.notFound(request, reply));
  for (const route of options.routes) frontDoor.serve(app, compileOperation(route));
  if (options.forwarding !== undefined) frontDoor.forward(app, options.forwarding);
  installSystemRoutes(app, {
    ...options,
    routes,
    answerer,
    isDraining: () => frontDoor.draining,
  });
  return {
    app,
    listen: (where) => listen(app, where),
    close: () => {
      frontDoor.drain();
      return closeServer(app, options.drainMs ?? DRAIN_MS);
    },
  };
}

interface PendingKey {
  readonly found: Promise<Principal | undefined>;
  readonly rank: number;
  readonly done: () => void;
}

interface DoorParts {
  readonly answerer: Answerer;
  readonly gate: AdmissionGate;
  readonly bodyLimitBytes: number;
}

/** Takes each call from its route to its handler and back. */
class FrontDoor {
  draining = false;
  readonly #authenticate: Authenticate;
  readonly #sessions: Sessions | undefined;
  readonly #pages: Pages | undefined;
  readonly #audit: Audit | undefined;
  readonly #gate: AdmissionGate;
  readonly #answerer: Answerer;
  readonly #bodyLimitBytes: number;
  readonly #lasting = new LastingCalls();
  readonly #methods: MethodIndex;

  constructor(options: HttpHostOptions, parts: DoorParts) {
    this.#authenticate = options.authenticate;
    this.#sessions = options.sessions;
    this.#pages = options.pages;
    this.#audit = options.audit;
    this.#gate = parts.gate;
    this.#answerer = parts.answerer;
    this.#bodyLimitBytes = parts.bodyLimitBytes;
    this.#methods = methodIndex([...options.routes, ...(options.forwarding?.routes ?? [])]);
  }

  serve(app: FastifyInstance, operation: Operation): void {
    const { route } = operation;
    const lasting = route.preferWait === true || route.streams === true ? this.#lasting : undefined;
    const kind = { routeLabel: route.path, lasting };
    app.route({
      method: route.method,
      url: route.path,
      onRequest: (request, reply, done) => {
        const exchange = new Exchange(request, reply, kind);
        request.exchange = exchange;
        request.servedRoute = route;
        this.#answerer.begin();
        this.#admit(operation, exchange, done);
      },
      handler: (request, reply) => {
        const exchange = request.exchange ?? this.#unmatched(request, reply);
        if (operation.route.changesNothing !== true && this.#isAudited(exchange))
          void this.#runAudited(operation, exchange);
        else this.#run(operation, exchange);
      },
    });
  }

  /** Keys are looked at where the call is served. */
  forward(app: FastifyInstance, forwarding: Forwarding): void {
    const hold = async (route: Route, exchange: Exchange): Promise<void> => {
      const { request, reply, correlationId, traceparent, signal } = exchange;
      try {
        this.#refuseEarly(route);
        const body = await readWhole(request.raw, this.#bodyLimitBytes);
        const to = { request: request.raw, response: reply.raw, correlationId, traceparent };
        const { status, done } = await forwarding.send({ route, body, signal, ...to });
        this.#answerer.handedOn(exchange, { status, done });
      } catch (error) {
        this.#answerer.problem(exchange, translateFrameworkError(error, this.#bodyLimitBytes));
      }
    };
    for (const route of forwarding.routes) {
      app.route({
        method: route.method,
        url: route.path,
        onRequest: (request, reply) => {
          const lasting = route.streams === true ? this.#lasting : undefined;
          const kind = { routeLabel: route.path, lasting };
          const exchange = new Exchange(request, reply, kind);
          request.exchange = exchange;
          request.servedRoute = route;
          this.#answerer.begin();
          reply.hijack();
          void hold(route, exchange);
        },
        handler: () => undefined,
      });
    }
  }

  drain(): void {
    this.draining = true;
    this.#answerer.draining = true;
    this.#lasting.end();
  }

  /** The problem answer for anything that went wrong outside a handler. */
  refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (request.servedRoute === null && request.is404) {
      this.notFound(request, reply);
      return;
    }
    const exchange = request.exchange ?? this.#unmatched(request, reply);
    this.#answerer.problem(exchange, translateFrameworkError(error, this.#bodyLimitBytes));
  }

  notFound(request: FastifyRequest, reply: FastifyReply): void {
    const method = request.raw.method ?? "GET";
    const path = pathOf(request.raw);
    const allowed = this.#methods.allowed(path);
    if (allowed.length === 0 && isRead(method) && this.#pages?.(request.raw, reply.raw) === true) {
      reply.hijack();
      return;
    }
    const error =
      allowed.length === 0
        ? new HttpError("not-found", `There is nothing at ${path}: see /docs.`, { status: 404 })
        : new HttpError(
            "method-not-allowed",
            `${method} is not possible here: use ${allowed.join(" or ")}.`,
            { status: 405, headers: { allow: allowed.join(", ") } },
          );
    this.#answerer.problem(this.#unmatched(request, reply), error);
  }

  /** Stays synchronous when `authenticate` does: an await costs a turn of the loop per call. */
  #admit(operation: Operation, exchange: Exchange, done: () => void): void {
    try {
      this.#refuseEarly(operation.route);
      const { rank } = operation;
      if (rank === undefined) {
        done();
        return;
      }
      const found = this.#principalOf(exchange);
      if (!(found instanceof Promise)) {
        exchange.principal = authorize(found, rank);
        done();
        return;
      }
      void this.#admitLater(exchange, { found, rank, done });
    } catch (error) {
      this.#answerer.problem(exchange, error);
    }
  }

  /** @throws HttpError when the host is closing, or takes no such call for the moment */
  #refuseEarly(route: Route): void {
    if (this.draining) throw shuttingDown();
    this.#gate.check(route);
  }

  /** By the key, or else by the session: a page of ours sends no key. */
  #principalOf(exchange: Exchange): ReturnType<Authenticate> {
    const { raw } = exchange.request;
    const { authorization } = raw.headers;
    if (authorization === undefined && this.#sessions !== undefined) {
      const found = sessionPrincipal(this.#sessions, raw);
      exchange.isSession = found !== undefined;
      if (found !== undefined) return found;
    }
    return this.#authenticate(bearerToken(authorization));
  }

  async #admitLater(exchange: Exchange, key: PendingKey): Promise<void> {
    try {
      exchange.principal = authorize(await key.found, key.rank);
    } catch (error) {
      this.#answerer.problem(exchange, error);
      return;
    }
    key.done();
  }

  #isAudited({ method, isSession, request }: Exchange): boolean {
    if (this.#audit === undefined || isRead(method)) return false;
    return isSession || request.raw.headers["x-reason"] !== undefined;
  }

  async #runAudited(operation: Operation, exchange: Exchange): Promise<void> {
    const { principal, method, path, correlationId, receivedAt, request } = exchange;
    const { operationId } = operation.route;
    try {
      const reason = reasonOf(request.raw);
      const call = { principal, operationId, method, path, reason, correlationId, at: receivedAt };
      const ended = await this.#audit?.begin(call);
      if (ended !== undefined) exchange.decided = ended;
    } catch (error) {
      this.#answerer.problem(exchange, error);
      return;
    }
    this.#run(operation, exchange);
  }

  #run(operation: Operation, exchange: Exchange): void {
    try {
      const input = readRequest(operation, exchange.request, exchange);
      const outcome = withSpan(exchange.span, () => operation.route.handle(input));
      if (outcome instanceof Promise) {
        outcome.then(
          (answer) => this.#answer(exchange, answer),
          (error: unknown) => this.#answerer.problem(exchange, error),
        );
      } else {
        this.#answer(exchange, outcome);
      }
    } catch (error) {
      this.#answerer.problem(exchange, error);
    }
  }

  #answer(exchange: Exchange, answer: Reply): void {
    if (exchange.waitSeconds === undefined) {
      this.#answerer.reply(exchange, answer);
      return;
    }
    const applied = { "preference-applied": `wait=${exchange.waitSeconds}` };
    this.#answerer.reply(exchange, { ...answer, headers: { ...applied, ...answer.headers } });
  }

  #unmatched(request: FastifyRequest, reply: FastifyReply): Exchange {
    const exchange = new Exchange(request, reply, { routeLabel: "unmatched", lasting: undefined });
    request.exchange = exchange;
    this.#answerer.begin();
    return exchange;
  }
}

function refuseDuplicates(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const { operationId } of routes) {
    if (seen.has(operationId)) throw new Error(`Two routes have the operationId ${operationId}.`);
    seen.add(operationId);
  }
}

function admitAll(): Admission {
  return { ok: true };
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function shuttingDown(): HttpError {
  return new HttpError("shutting-down", "This server is stopping: repeat the call.", {
    status: 503,
    headers: { [NOT_BEGUN_HEADER]: "true" },
  });
}
