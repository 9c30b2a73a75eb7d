import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Admission, Admit } from "./admission-gate.ts";
import { RawConnection } from "./testing/raw-connection.ts";
import { orderBody, type RunningHost, startHost } from "./testing/test-host.ts";

const overloaded: Admission = {
  ok: false,
  status: 503,
  retryAfterSeconds: 7,
  code: "overloaded",
  message: "checkout is 4000 messages behind",
};

const noOrders: Admit = ({ operationId }) =>
  operationId === "placeOrder" ? overloaded : { ok: true };
const body = JSON.stringify(orderBody);
const refusal = /^HTTP\/1\.1 503 [\s\S]*?"correlationId":"[\w.-]+"\}/;
const listed = /^HTTP\/1\.1 200 [\s\S]*?\r\n\r\n\{"query":\{"limit":50\}\}/;

function order(headers: readonly string[], rest = ""): string {
  const head = ["POST /v1/orders HTTP/1.1", "Host: x", "Content-Type: application/json"];
  return [...head, "Authorization: Bearer wb_customer", ...headers, "", rest].join("\r\n");
}

const sized = `Content-Length: ${body.length}`;
const list = "GET /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wb_customer\r\n\r\n";

async function overloadedHost(
  context: TestContext,
): Promise<RunningHost & { connection: RawConnection }> {
  const host = await startHost(context, { admission: noOrders });
  return { ...host, connection: await RawConnection.open(context, host.url) };
}

test("a call that is turned away gets the whole problem document, its headers and a count", async (context) => {
  const { call, registry } = await overloadedHost(context);
  const headers = { "x-correlation-id": "from-the-shop-1" };
  const answer = await call("/v1/orders?email=ana@example.com", { body: orderBody, headers });
  assert.equal(answer.status, 503);
  assert.deepEqual(answer.json, {
    type: "urn:waybill:problem:overloaded",
    title: "Overloaded",
    status: 503,
    detail: overloaded.message,
    code: "overloaded",
    instance: "/v1/orders",
    correlationId: "from-the-shop-1",
    retryAfterSeconds: 7,
  });
  const shown = (name: string): string | null => answer.headers.get(name);
  assert.equal(shown("retry-after"), "7");
  assert.equal(shown("x-correlation-id"), "from-the-shop-1");
  assert.equal(shown("content-type"), "application/problem+json; charset=utf-8");
  assert.equal(shown("cache-control"), "no-store");
  assert.equal(shown("x-content-type-options"), "nosniff");
  const metrics = await registry.metrics();
  assert.match(
    metrics,
    /duration_seconds_count\{route="\/v1\/orders",method="POST",status="5xx"\} 1/,
  );
  assert.match(metrics, /requests_in_flight 0/);
});

test("each call that is turned away has a correlation id of its own", async (context) => {
  const { call } = await overloadedHost(context);
  const ids = new Set<unknown>();
  for (const given of ["", "", "no id\tat all"]) {
    const headers: Record<string, string> = given === "" ? {} : { "x-correlation-id": given };
    const answer = await call("/v1/orders", { body: orderBody, headers });
    assert.equal(answer.json["correlationId"], answer.headers.get("x-correlation-id"));
    ids.add(answer.json["correlationId"]);
  }
  assert.equal(ids.size, 3);
});

test("a path that is written another way is turned away with the same answer", async (context) => {
  const { call } = await overloadedHost(context);
  const headers = { "x-correlation-id": "one" };
  const plain = await call("/v1/orders", { body: orderBody, headers });
  const escaped = await call("/v1/%6frders", { body: orderBody, headers });
  assert.equal(escaped.json["instance"], "/v1/%6frders");
  assert.deepEqual({ ...escaped.json, instance: "" }, { ...plain.json, instance: "" });
  const withoutDate = (all: Headers): object => {
    const { date: _date, "content-length": _length, ...rest } = Object.fromEntries(all);
    return rest;
  };
  assert.deepEqual(withoutDate(escaped.headers), withoutDate(plain.headers));
});

test("what is no order is served: other methods of the path, and other paths", async (context) => {
  const { call } = await overloadedHost(context);
  assert.equal((await call("/v1/orders")).status, 200);
  assert.equal((await call("/v1/orders", { method: "HEAD" })).status, 200);
  assert.equal((await call("/webhooks/provider", { raw: "x", key: null })).status, 200);
  assert.equal((await call("/v1/orders", { method: "PATCH", body: {} })).status, 405);
});

test("a connection can be used again, whenever the body of a refused order comes", async (context) => {
  const { connection } = await overloadedHost(context);
  connection.write(order([sized], body.slice(0, 5)));
  await connection.until(refusal);
  connection.write(body.slice(5) + list);
  await connection.until(listed);
});

test("a refused body in chunks is read to its end and not taken for a request", async (context) => {
  const { connection } = await overloadedHost(context);
  connection.write(order(["Transfer-Encoding: chunked"], `${list.length.toString(16)}\r\n`));
  await connection.until(refusal);
  connection.write(`${list}\r\n5\r\nabcde\r\n0\r\n\r\n${order([sized], body)}${list}`);
  assert.doesNotMatch(await connection.until(refusal), /HTTP\/1\.1 200/);
  await connection.until(listed);
});

test("a refused body that has no end is cut", async (context) => {
  const { connection } = await overloadedHost(context);
  connection.write(order(["Transfer-Encoding: chunked"]));
  await connection.until(refusal);
  const chunk = `100000\r\n${"x".repeat(0x1_00_000)}\r\n`;
  for (let sent = 0; sent < 6; sent += 1) connection.write(chunk);
  await connection.closed();
});

test("requests that come in one piece are answered in their order", async (context) => {
  const { connection } = await overloadedHost(context);
  connection.write(list + order([sized], body) + order([sized], body) + list);
  for (const pattern of [listed, refusal, refusal, listed]) await connection.until(pattern);
});

test("who asks before sending the body is turned away at once, and let go", async (context) => {
  const { connection } = await overloadedHost(context);
  connection.write(order([sized, "Expect: 100-continue"]));
  const answer = await connection.until(refusal);
  assert.match(answer, /\r\nconnection: close\r\n/i);
  await connection.closed();
});

test("who asks before sending the body is told to go on while orders are taken", async (context) => {
  const { url } = await startHost(context, { admission: () => ({ ok: true }) });
  const connection = await RawConnection.open(context, url);
  connection.write(order([sized, "Expect: 100-continue"]));
  await connection.until(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
  connection.write(body);
  await connection.until(/^HTTP\/1\.1 202 /);
});

test("orders are taken again as soon as they are admitted", async (context) => {
  let verdict: Admission = overloaded;
  const { call } = await startHost(context, { admission: () => verdict });
  assert.equal((await call("/v1/orders", { body: orderBody })).status, 503);
  verdict = { ...overloaded, code: "too-many-requests", status: 429 };
  assert.equal((await call("/v1/orders", { body: orderBody })).status, 429);
  verdict = { ok: true };
  assert.equal((await call("/v1/orders", { body: orderBody })).status, 202);
});
