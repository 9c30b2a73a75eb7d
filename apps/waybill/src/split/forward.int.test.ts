/** Calls go on to real servers, some of which go away at the worst moment. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { createHttpHost, route, type Route } from "@waybill/kit";
import pino from "pino";
import { Registry } from "prom-client";
import Type from "typebox";
import { forward } from "./forward.ts";
import { Replica } from "./replica.ts";

const unused = () => {
  throw new Error("this is served elsewhere");
};
const common = { tag: "orders", roles: ["customer"], responses: { 200: Type.Unknown() } } as const;
const routes: readonly Route[] = [
  { method: "GET", path: "/v1/orders", operationId: "list" },
  { method: "POST", path: "/v1/orders", operationId: "place" },
  { method: "GET", path: "/v1/orders/:id/events", operationId: "follow", streams: true },
].map((each) =>
  route({ ...common, ...each, method: each.method as "GET", summary: "", handle: unused }),
);

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

const told = { ready: { ok: true, checks: {} }, service: {}, lines: {}, spans: {}, process: "" };

/** A process that says it is ready, and serves calls as it is told. @returns how many it got */
async function replicaOf(t: TestContext, serve: Serve) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/internal/report") === true) {
      response.end(JSON.stringify(told));
      return;
    }
    calls.push(`${request.method} ${request.url}`);
    serve(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const heard = Promise.withResolvers<void>();
  const replica = new Replica({ url, service: "orders", key: "k", told: () => heard.resolve() });
  t.after(async () => {
    await replica.close();
    server.closeAllConnections();
    server.close();
  });
  await heard.promise;
  return { calls, replica, server };
}

async function gatewayTo(t: TestContext, replicas: readonly Replica[]) {
  const host = createHttpHost({
    routes: [],
    forwarding: { routes, send: (call) => forward("orders", replicas, call) },
    authenticate: () => undefined,
    log: pino({ level: "silent" }),
    metrics: new Registry(),
    info: { title: "t", version: "1" },
    health: { ready: async () => ({ ok: true, checks: {} }) },
    bodyLimitBytes: 1_000,
  });
  const { url } = await host.listen({ port: 0, host: "127.0.0.1" });
  t.after(() => host.close());
  return {
    close: () => host.close(),
    call: async (method: string, path: string, init: RequestInit = {}) => {
      const response = await fetch(`${url}${path}`, { method, ...init });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text };
    },
    open: (path: string) => fetch(`${url}${path}`),
  };
}

const answers: Serve = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.writeHead(201, { "x-served": "yes", "content-type": "text/plain" });
    response.end(
      `${String(request.headers["x-correlation-id"])} ${Buffer.concat(chunks).toString()}`,
    );
  });
};
/** Has the call, and is killed. */
const dies: Serve = (request) => request.socket.destroy();

test("head, body and correlation id go there, and the answer comes back as it is", async (t) => {
  const { replica } = await replicaOf(t, answers);
  const gateway = await gatewayTo(t, [replica]);
  const headers = { "x-correlation-id": "abc" };
  const answer = await gateway.call("POST", "/v1/orders?a=1", { body: "{}", headers });
  assert.deepEqual([answer.status, answer.text], [201, "abc {}"]);
  assert.equal(answer.headers.get("x-served"), "yes");
});

test("a process that cannot be reached is passed over, whatever the call", async (t) => {
  const gone = await replicaOf(t, answers);
  gone.server.closeAllConnections();
  gone.server.close();
  await once(gone.server, "close");
  const { replica, calls } = await replicaOf(t, answers);
  const gateway = await gatewayTo(t, [gone.replica, replica]);
  assert.equal((await gateway.call("POST", "/v1/orders", { body: "{}" })).status, 201);
  assert.equal(calls.length, 1);
  assert.equal(gone.replica.isReady, false);
});

test("a call that was sent is sent again only when that does no harm", async (t) => {
  const killed = await replicaOf(t, dies);
  const { replica, calls } = await replicaOf(t, answers);
  const gateway = await gatewayTo(t, [killed.replica, replica]);
  const lost = await gateway.call("POST", "/v1/orders", { body: "{}" });
  assert.equal(lost.status, 502);
  assert.match(lost.text, /"code":"answer-lost"/);
  assert.deepEqual(calls, []);
  const headers = { "idempotency-key": "k1" };
  assert.equal((await gateway.call("POST", "/v1/orders", { body: "{}", headers })).status, 201);
  assert.equal((await gateway.call("GET", "/v1/orders")).status, 201);
  assert.equal(calls.length, 2);
  assert.equal(killed.calls.length, 3);
});

test("what a process turns away because it stops goes to another one, whatever the call", async (t) => {
  const stops: Serve = (request, response) => {
    request.resume();
    const headers = { connection: "close", "content-type": "application/problem+json" };
    response.writeHead(503, { ...headers, "waybill-not-begun": "true" });
    response.end('{"code":"shutting-down"}');
  };
  const stopping = await replicaOf(t, stops);
  const { replica, calls } = await replicaOf(t, answers);
  const gateway = await gatewayTo(t, [stopping.replica, replica]);
  assert.equal((await gateway.call("POST", "/v1/orders", { body: "{}" })).status, 201);
  assert.equal(calls.length, 1);
  const last = await replicaOf(t, stops);
  const alone = await gatewayTo(t, [last.replica]);
  const refused = await alone.call("POST", "/v1/orders", { body: "{}" });
  assert.deepEqual([refused.status, refused.text], [503, '{"code":"shutting-down"}']);
});

test("what a stopping process may have carried out is sent again only when that does no harm", async (t) => {
  const unsure = await replicaOf(t, (request, response) => {
    request.resume();
    response.writeHead(503, { connection: "close" });
    response.end('{"code":"store-unavailable"}');
  });
  const { replica, calls } = await replicaOf(t, answers);
  const gateway = await gatewayTo(t, [unsure.replica, replica]);
  const once = await gateway.call("POST", "/v1/orders", { body: "{}" });
  assert.deepEqual([once.status, once.text], [503, '{"code":"store-unavailable"}']);
  assert.deepEqual(calls, []);
  const headers = { "idempotency-key": "k1" };
  assert.equal((await gateway.call("POST", "/v1/orders", { body: "{}", headers })).status, 201);
});

test("with nobody there the answer says so, and when to come back", async (t) => {
  const gateway = await gatewayTo(t, []);
  const { status, headers, text } = await gateway.call("GET", "/v1/orders");
  assert.deepEqual([status, headers.get("retry-after")], [503, "1"]);
  assert.match(text, /"code":"service-away"/);
});

test("what is too long, or no operation, is refused before anybody is asked", async (t) => {
  const { replica, calls } = await replicaOf(t, answers);
  const gateway = await gatewayTo(t, [replica]);
  const long = await gateway.call("POST", "/v1/orders", { body: "x".repeat(1_001) });
  assert.equal(long.status, 413);
  assert.equal((await gateway.call("PATCH", "/v1/orders")).status, 405);
  assert.equal((await gateway.call("GET", "/v1/nothing")).status, 404);
  assert.deepEqual(calls, []);
});

test("a stream passes as it comes, and ends when the gateway closes", async (t) => {
  const { replica } = await replicaOf(t, (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: 1\n\n");
  });
  const gateway = await gatewayTo(t, [replica]);
  const response = await gateway.open("/v1/orders/1/events");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader?.read())?.value, "data: 1\n\n");
  const closed = gateway.close();
  assert.equal((await reader?.read())?.done, true);
  await closed;
});

test("half an answer is not made to look like a whole one", async (t) => {
  const { replica } = await replicaOf(t, (_, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    response.write("half", () => response.destroy());
  });
  const gateway = await gatewayTo(t, [replica]);
  await assert.rejects(gateway.call("GET", "/v1/orders"));
});
