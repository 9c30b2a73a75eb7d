import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Retryable, WaybillError } from "../errors.ts";
import { getRoute, orderBody, startHost, textOf } from "./testing/test-host.ts";

const PATH = "/v1/orders";

test("a handler gets the checked body and who calls, and its answer carries the shared headers", async (context) => {
  const { call } = await startHost(context);
  const answer = await call(PATH, { body: orderBody, headers: { "x-correlation-id": "shop-1" } });
  assert.equal(answer.status, 202);
  assert.deepEqual(answer.json["body"], orderBody);
  assert.equal(answer.json["principal"]?.["customer"], "ana@example.com");
  assert.equal(answer.json["correlationId"], "shop-1");
  assert.match(textOf(answer, "traceparent"), /^00-[\da-f]{32}-[\da-f]{16}-00$/);
  assert.equal(answer.headers.get("x-correlation-id"), "shop-1");
  assert.equal(answer.headers.get("location"), "/v1/orders/ord_1");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  assert.equal(answer.headers.get("server"), null);
});

test("an incoming traceparent is handed on", async (context) => {
  const { call } = await startHost(context);
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const answer = await call(PATH, { body: orderBody, headers: { traceparent } });
  assert.equal(answer.json["traceparent"], traceparent);
});

test("an Idempotency-Key comes with a fingerprint that ignores the order of keys", async (context) => {
  const { call } = await startHost(context);
  const headers = { "idempotency-key": "k-1" };
  const one = await call(PATH, { raw: '{"lines":[{"sku":"A","quantity":1}],"note":"x"}', headers });
  const same = await call(PATH, {
    raw: '{"note":"x", "lines":[{"quantity":1,"sku":"A"}]}',
    headers,
  });
  const other = await call(PATH, {
    raw: '{"note":"y","lines":[{"sku":"A","quantity":1}]}',
    headers,
  });
  assert.equal(one.json["idempotency"]?.["key"], "k-1");
  assert.deepEqual(one.json["idempotency"], same.json["idempotency"]);
  assert.notEqual(
    one.json["idempotency"]?.["fingerprint"],
    other.json["idempotency"]?.["fingerprint"],
  );
  assert.equal((await call(PATH, { body: orderBody })).json["idempotency"], undefined);
});

test("Prefer: wait is handed on, bounded, and acknowledged", async (context) => {
  const { call } = await startHost(context);
  for (const [prefer, seconds] of [
    ["wait=5", 5],
    ["respond-async, wait=99", 30],
    ["wait=soon", undefined],
  ] as const) {
    const answer = await call(PATH, { body: orderBody, headers: { prefer } });
    assert.equal(answer.json["waitSeconds"], seconds);
    const applied = seconds === undefined ? null : `wait=${seconds}`;
    assert.equal(answer.headers.get("preference-applied"), applied);
  }
});

test("a query is coerced, with defaults", async (context) => {
  const { call } = await startHost(context);
  assert.deepEqual((await call(`${PATH}?limit=3`)).json, { query: { limit: 3 } });
  assert.deepEqual((await call(PATH)).json, { query: { limit: 50 } });
});

test("a higher role may do what a lower one may; 204 has no body", async (context) => {
  const { call } = await startHost(context);
  const answer = await call(`${PATH}/ord_1`, { method: "DELETE", key: "wb_operator" });
  assert.equal(answer.status, 204);
  assert.equal(answer.text, "");
  assert.equal((await call(PATH, { key: "wb_operator" })).status, 200);
});

test("HEAD gives the headers of GET and no body", async (context) => {
  const { call } = await startHost(context);
  const answer = await call(PATH, { method: "HEAD" });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-length"), "22");
  assert.equal(answer.text, "");
});

test("a webhook gets its exact bytes, without a key, of any type", async (context) => {
  const { call } = await startHost(context);
  for (const type of ["application/json", "text/plain", "application/octet-stream"]) {
    const answer = await call("/webhooks/provider", {
      raw: Uint8Array.of(0x7b, 0xff, 0x00),
      key: null,
      headers: { "content-type": type },
    });
    assert.deepEqual(answer.json, { hex: "7bff00", tenant: "" });
  }
});

test("authentication may also be asynchronous", async (context) => {
  const { call } = await startHost(context, {
    authenticate: async (token) => {
      if (token === "wb_broken") throw new Error("the key store is down");
      return token === "wb_a" ? { tenant: "t", role: "admin", keyId: "k" } : undefined;
    },
  });
  assert.equal((await call(PATH, { key: "wb_a", body: orderBody })).status, 202);
  assert.equal((await call(PATH, { key: "wb_b", body: orderBody })).status, 401);
  assert.equal((await call(PATH, { key: "wb_broken", body: orderBody })).json["code"], "internal");
});

test("a defect is a 500 that shows only the correlation id, logged once with its stack", async (context) => {
  const { call, logs } = await startHost(context);
  for (const path of ["/fail/defect", "/fail/unserialisable", "/fail/unmeant"]) {
    const answer = await call(path);
    assert.equal(answer.status, 500);
    assert.equal(answer.json["code"], "internal");
    assert.match(textOf(answer, "detail"), new RegExp(textOf(answer, "correlationId")));
    assert.doesNotMatch(answer.text, /secret|BigInt|wording/);
    const logged = logs.splice(0);
    assert.equal(logged.length, 1);
    assert.equal(logged[0]?.["correlationId"], answer.json["correlationId"]);
  }
});

test("an error of ours shows its code, message and details; details cannot replace standard members", async (context) => {
  const { call, logs } = await startHost(context);
  const taken = await call("/fail/refusal");
  assert.equal(taken.status, 409);
  const { code, detail, orderId, status } = taken.json;
  assert.deepEqual(
    { code, detail, orderId, status },
    {
      code: "reference-taken",
      detail: "The reference web-1 is taken.",
      orderId: "ord_9",
      status: 409,
    },
  );
  assert.equal(logs.length, 0);
  const busy = await call("/fail/busy");
  assert.equal(busy.status, 503);
  assert.equal(busy.headers.get("retry-after"), "3");
  assert.equal(logs.length, 1);
});

test("load is shed before the key is looked up", async (context) => {
  const { call } = await startHost(context, {
    authenticate: () => assert.fail("not to be asked"),
    admission: (route) =>
      route.operationId === "placeOrder"
        ? {
            ok: false,
            status: 429,
            retryAfterSeconds: 7,
            code: "too-many-requests",
            message: "Slow down.",
          }
        : { ok: true },
  });
  const answer = await call(PATH, { body: orderBody });
  assert.equal(answer.status, 429);
  assert.equal(answer.json["code"], "too-many-requests");
  assert.equal(answer.headers.get("retry-after"), "7");
  assert.equal((await call("/health/live")).status, 200);
});

test("bytes that are no HTTP, and headers over the limit, get a problem document too", async (context) => {
  const { url } = await startHost(context);
  const exchange = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = "";
      const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
      socket.on("data", (chunk) => (answer += chunk.toString()));
      socket.on("close", () => resolve(answer)).on("error", reject);
    });
  assert.match(
    await exchange("nonsense\r\n\r\n"),
    /^HTTP\/1\.1 400 [\s\S]*"code":"malformed-request"/,
  );
  const large = `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`;
  assert.match(await exchange(large), /^HTTP\/1\.1 431 [\s\S]*"code":"headers-too-large"/);
});

test("closing lets a running request finish and refuses what comes after it", async (context) => {
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  let started = (): void => {};
  const running = new Promise<void>((resolve) => (started = resolve));
  const slow = getRoute("/slow", async () => {
    started();
    await finished;
    return { status: 200, body: { done: true } };
  });
  const { call, host, url } = await startHost(context, { routes: [slow], drainMs: 5_000 });
  const answer = call("/slow");
  await running;
  const closing = host.close();
  await assert.rejects(fetch(`${url}/health/live`), "no new connections");
  finish();
  assert.equal((await answer).status, 200);
  await closing;
});

test("closing cuts a request that does not finish in time", async (context) => {
  let started = (): void => {};
  const running = new Promise<void>((resolve) => (started = resolve));
  const stuck = getRoute("/stuck", () => {
    started();
    return new Promise(() => {});
  });
  const { call, host } = await startHost(context, { routes: [stuck], drainMs: 50 });
  const answer = assert.rejects(call("/stuck"));
  await running;
  await host.close();
  await answer;
});

test(
  "closing does not wait for connections that have said nothing, as browsers open ahead",
  { timeout: 20_000 },
  async (context) => {
    const { call, host, url } = await startHost(context, { drainMs: 600_000 });
    const silent = connect(Number(new URL(url).port), "127.0.0.1");
    const ended = once(silent, "close");
    silent.resume();
    await once(silent, "connect");
    // Answered after the silent one was accepted.
    await call("/health/live");
    await host.close();
    await ended;
  },
);

test("only a call that comes while the server stops is told that it was not begun", async (context) => {
  const [asked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const unsure = getRoute("/unsure", async () => {
    asked.resolve();
    await go.promise;
    throw new Retryable("store-unavailable", "The database went away meanwhile.");
  });
  const { call, host, url } = await startHost(context, { routes: [unsure], drainMs: 5_000 });
  const early = connect(Number(new URL(url).port), "127.0.0.1");
  const said = text(early);
  await once(early, "connect");
  const underWay = call("/unsure");
  await asked.promise;
  const closing = host.close();
  early.write("GET /unsure HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  assert.match(
    await said,
    /^HTTP\/1\.1 503 [\s\S]*\r\nwaybill-not-begun: true\r\n[\s\S]*"shutting-down"/,
  );
  go.resolve();
  const { status, headers, json } = await underWay;
  assert.deepEqual([status, json["code"]], [503, "store-unavailable"]);
  assert.equal(headers.get("waybill-not-begun"), null);
  await closing;
});

test("a call whose connection was made just before closing began is answered", async (context) => {
  const { call, host, url } = await startHost(context, { drainMs: 5_000 });
  const early = connect(Number(new URL(url).port), "127.0.0.1");
  const said = text(early);
  await once(early, "connect");
  // Answered after the early one was accepted.
  await call("/health/live");
  const closing = host.close();
  await delay(200);
  early.write("GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  assert.match(await said, /^HTTP\/1\.1 503 /);
  await closing;
});

test("the signal fires when the client goes away", async (context) => {
  let aborted = (): void => {};
  const gone = new Promise<void>((resolve) => (aborted = resolve));
  const abort = new AbortController();
  const waiting = getRoute("/waiting", ({ context: call }) => {
    call.signal.addEventListener("abort", aborted);
    abort.abort();
    return new Promise(() => {});
  });
  const { url } = await startHost(context, { routes: [waiting] });
  await assert.rejects(fetch(`${url}/waiting`, { signal: abort.signal }));
  await gone;
});

test("a port in use is named", async (context) => {
  const { url } = await startHost(context);
  const port = Number(new URL(url).port);
  const second = await startHost(context);
  await second.host.close();
  const { createHttpHost } = await import("./host.ts");
  const { pino } = await import("pino");
  const { Registry } = await import("prom-client");
  const third = createHttpHost({
    routes: [],
    authenticate: () => undefined,
    log: pino({ level: "silent" }),
    metrics: new Registry(),
    info: { title: "x", version: "1" },
    health: { ready: async () => ({ ok: true, checks: {} }) },
  });
  context.after(() => third.close());
  await assert.rejects(
    third.listen({ port, host: "127.0.0.1" }),
    (error) =>
      error instanceof WaybillError &&
      error.code === "port-in-use" &&
      error.message.includes(String(port)),
  );
});

test("two routes with one operationId are refused when the host is made", async (context) => {
  const twice = [getRoute("/a", () => ({ status: 200 })), getRoute("/a", () => ({ status: 200 }))];
  await assert.rejects(startHost(context, { routes: twice }), /operationId \/a/);
});
