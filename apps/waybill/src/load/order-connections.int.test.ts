import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import type { Outcome } from "./order-connection.ts";
import { OrderConnections } from "./order-connections.ts";

const request = "POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}";

async function connectionsTo(
  context: TestContext,
  listener: RequestListener,
  options: { readonly most: number; readonly timeoutMs?: number },
): Promise<(text?: string) => Promise<Outcome>> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const endpoint = { url, timeoutMs: options.timeoutMs ?? 10_000 };
  const connections = new OrderConnections(endpoint, options.most);
  context.after(() => {
    connections.close();
    server.close();
  });
  return (text = request) => new Promise((resolve) => connections.send(text, resolve));
}

function said(outcome: Outcome): string {
  return "answer" in outcome ? outcome.answer.body.toString() : outcome.failure;
}

test("requests share as many connections as are allowed, and those too many wait", async (context) => {
  const ports = new Set<number | undefined>();
  let served = 0;
  const send = await connectionsTo(
    context,
    (call, response) => {
      ports.add(call.socket.remotePort);
      served += 1;
      response.end(`${call.method} ${call.url} ${served}`);
    },
    { most: 2 },
  );
  const outcomes = await Promise.all(Array.from({ length: 7 }, () => send()));
  const expected = outcomes.map((_each, index) => `POST /v1/orders ${index + 1}`);
  assert.deepEqual(outcomes.map(said).toSorted(), expected);
  assert.equal(ports.size, 2);
});

test("a connection that the server closes is replaced, and its request is unknown", async (context) => {
  let served = 0;
  const send = await connectionsTo(
    context,
    (call, response) => {
      served += 1;
      if (served === 2) call.socket.destroy();
      else response.setHeader("connection", served === 1 ? "close" : "keep-alive").end("ok");
    },
    { most: 1 },
  );
  assert.equal(said(await send()), "ok");
  assert.deepEqual(await send(), { failure: "ECONNRESET", wasSent: true });
  assert.equal(said(await send()), "ok");
});

test("an answer that does not come in time is unknown", async (context) => {
  const send = await connectionsTo(context, () => undefined, { most: 1, timeoutMs: 50 });
  assert.deepEqual(await send(), { failure: "ETIMEDOUT", wasSent: true });
});

test("where nobody listens, nothing was sent", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.close();
  await once(server, "close");
  const connections = new OrderConnections({ url, timeoutMs: 1_000 }, 1);
  const outcome = await new Promise((resolve) => connections.send(request, resolve));
  assert.deepEqual(outcome, { failure: "ECONNREFUSED", wasSent: false });
});
