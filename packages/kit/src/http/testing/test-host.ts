import type { TestContext } from "node:test";
import { pino } from "pino";
import { Registry } from "prom-client";
import Type from "typebox";
import { Retryable, WaybillError } from "../../errors.ts";
import type { Principal } from "../auth.ts";
import { assertIfMatch, formatEtag } from "../etag.ts";
import { createHttpHost, type HttpHost, type HttpHostOptions } from "../host.ts";
import { type Route, route, type StreamEvent } from "../route.ts";

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  wb_customer: { tenant: "acme", role: "customer", keyId: "k1", customer: "ana@example.com" },
  wb_operator: { tenant: "acme", role: "operator", keyId: "k2" },
};

export const orderBody = {
  lines: [{ sku: "MUG-BLUE", quantity: 2 }],
};

const closed = { additionalProperties: false };
const OrderBody = Type.Object(
  {
    lines: Type.Array(
      Type.Object(
        {
          sku: Type.String({ minLength: 1, maxLength: 64 }),
          quantity: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 1_000 },
    ),
    note: Type.Optional(Type.String()),
  },
  { ...closed, title: "OrderInput" },
);
const Id = Type.Object({ id: Type.String({ pattern: "^ord_[0-9a-z]{1,30}$" }) }, closed);
const Anything = Type.Object({});

/** Routes that answer with what they were given, so that tests see what a handler sees. */
export function echoRoutes(): Route[] {
  return [
    route({
      method: "POST",
      path: "/v1/orders",
      operationId: "placeOrder",
      summary: "Places an order",
      tag: "orders",
      roles: ["customer"],
      body: OrderBody,
      idempotent: true,
      preferWait: true,
      responses: { 202: Anything },
      successHeaders: { Location: { description: "Where the order is." } },
      examples: { one: orderBody },
      handle: ({ body, context }) => ({
        status: 202,
        headers: { Location: "/v1/orders/ord_1" },
        body: { body, ...contextShown(context) },
      }),
    }),
    route({
      method: "GET",
      path: "/v1/orders",
      operationId: "listOrders",
      summary: "Lists orders",
      tag: "orders",
      roles: ["customer"],
      query: Type.Object(
        { limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }) },
        closed,
      ),
      responses: { 200: Anything },
      handle: async ({ query }) => ({ status: 200, body: { query } }),
    }),
    route({
      method: "PUT",
      path: "/v1/orders/:id",
      operationId: "changeOrder",
      summary: "Changes an order",
      tag: "orders",
      roles: ["customer"],
      params: Id,
      body: Type.Object({}, closed),
      ifMatch: true,
      responses: { 200: Anything },
      handle: ({ params, headers }) => {
        assertIfMatch(headers["if-match"], 7);
        return { status: 200, body: params, headers: { ETag: formatEtag(8) } };
      },
    }),
    route({
      method: "DELETE",
      path: "/v1/orders/:id",
      operationId: "cancelOrder",
      summary: "Cancels an order",
      tag: "orders",
      roles: ["operator"],
      params: Id,
      responses: { 204: null },
      handle: () => ({ status: 204 }),
    }),
    route({
      method: "POST",
      path: "/webhooks/provider",
      operationId: "providerWebhook",
      summary: "Takes a webhook",
      tag: "webhooks",
      roles: "public",
      rawBody: true,
      responses: { 200: Anything },
      handle: ({ rawBody, context }) => ({
        status: 200,
        body: { hex: rawBody?.toString("hex"), tenant: context.principal.tenant },
      }),
    }),
  ];
}

function contextShown(context: Parameters<Route["handle"]>[0]["context"]): object {
  const { principal, correlationId, traceparent, idempotency, waitSeconds } = context;
  return { principal, correlationId, traceparent, idempotency, waitSeconds };
}

export function getRoute(path: string, handle: Route["handle"], more: Partial<Route> = {}): Route {
  return route({
    method: "GET",
    path,
    operationId: path,
    summary: path,
    tag: "tests",
    roles: "public",
    responses: { 200: Anything },
    ...more,
    handle,
  });
}

const failures: Route[] = [
  getRoute("/fail/defect", () => {
    throw new Error("secret detail ana@example.com");
  }),
  getRoute("/fail/refusal", () => {
    throw new WaybillError("reference-taken", "The reference web-1 is taken.", {
      status: 409,
      details: { orderId: "ord_9", status: 1 },
    });
  }),
  getRoute("/fail/busy", () =>
    Promise.reject(
      new Retryable("store-down", "The store is down.", { details: { retryAfterSeconds: 2.5 } }),
    ),
  ),
  getRoute("/fail/unmeant", () => {
    throw new WaybillError("decider-broke", "internal wording");
  }),
  getRoute("/fail/unserialisable", () => ({ status: 200, body: { big: 1n } })),
];

export interface RunningHost {
  readonly url: string;
  readonly host: HttpHost;
  readonly registry: Registry;
  readonly logs: Record<string, unknown>[];
  readonly call: (path: string, init?: CallInit) => Promise<Answer>;
}

export interface CallInit {
  readonly method?: string;
  readonly body?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

/** Any JSON document, for reading along a known path. */
export interface Json {
  readonly [key: string]: Json | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Json;
  readonly text: string;
}

/** A member of the answer that is text. */
export function textOf(answer: Answer, member: string): string {
  return answer.json[member] as unknown as string;
}

/** A host on a free port, closed when the test ends. */
export async function startHost(
  context: TestContext,
  options: Partial<HttpHostOptions> = {},
): Promise<RunningHost> {
  const logs: Record<string, unknown>[] = [];
  const registry = new Registry();
  const host = createHttpHost({
    routes: [...echoRoutes(), ...failures],
    authenticate: (token) => PRINCIPALS[token],
    log: pino({ level: "info" }, { write: (line: string) => logs.push(JSON.parse(line)) }),
    metrics: registry,
    info: { title: "Test", version: "1.0.0" },
    health: { ready: async () => ({ ok: true, checks: { store: { ok: true } } }) },
    drainMs: 500,
    ...options,
  });
  const { url } = await host.listen({ port: 0, host: "127.0.0.1" });
  context.after(() => host.close());
  return { url, host, registry, logs, call: (path, init) => call(`${url}${path}`, init) };
}

async function call(url: string, init: CallInit = {}): Promise<Answer> {
  const hasBody = init.body !== undefined || init.raw !== undefined;
  const key = init.key === undefined ? "wb_customer" : init.key;
  const answer = await fetch(url, {
    method: init.method ?? (hasBody ? "POST" : "GET"),
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(hasBody ? { "content-type": "application/json" } : {}),
      ...init.headers,
    },
    ...(hasBody ? { body: init.raw ?? JSON.stringify(init.body) } : {}),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json") === true;
  const json = isJson && text !== "" ? JSON.parse(text) : {};
  return { status: answer.status, headers: answer.headers, text, json };
}

/** An endless stream that says when its source was told to stop. */
export async function* ticking(
  signal: AbortSignal,
  onEnd: () => void,
): AsyncGenerator<StreamEvent> {
  try {
    for (let n = 1; !signal.aborted; n += 1) {
      yield { event: "tick", id: String(n), data: { n } };
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 5);
        signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
      });
    }
  } finally {
    onEnd();
  }
}
