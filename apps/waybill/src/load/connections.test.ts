import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Connection, NoAnswer, type Answer, type Outcome } from "./connection.ts";
import { Connections, type Call } from "./connections.ts";

/** Answers when it is told to. */
const held: { readonly request: IncomingMessage; readonly response: ServerResponse }[] = [];
const ports = new Set<number | undefined>();
const server = createServer((request, response) => {
  ports.add(request.socket.remotePort);
  held.push({ request, response });
});
let url = "";

beforeEach(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  held.length = 0;
  ports.clear();
  if (!server.listening) return;
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const place: Call = { method: "POST", path: "/" };

function send(connections: Connections, call = place): Promise<Outcome> {
  return new Promise((resolve) => {
    connections.send(call, resolve);
  });
}

async function nextCall(): Promise<(typeof held)[number]> {
  while (held.length === 0) await once(server, "request");
  return held.shift()!;
}

async function answer(count: number): Promise<void> {
  for (let each = 0; each < count; each += 1) (await nextCall()).response.writeHead(202).end();
}

function answered(outcome: Outcome): Answer {
  assert.ok(!(outcome instanceof NoAnswer), "there is no answer");
  return outcome;
}

async function statusOf(sent: Promise<Outcome>): Promise<number> {
  return answered(await sent).status;
}

/** Code, and whether the call may have reached the server. */
async function failureOf(sent: Promise<Outcome>): Promise<readonly [string, boolean]> {
  const outcome = await sent;
  assert.ok(outcome instanceof NoAnswer);
  return [outcome.code, outcome.sent];
}

test("what finds no free connection waits its turn", async () => {
  const connections = new Connections(url, 2);
  const sent = [send(connections), send(connections), send(connections), send(connections)];
  await answer(2);
  await Promise.all(sent.slice(0, 2));
  await answer(2);
  assert.deepEqual(await Promise.all(sent.map(statusOf)), [202, 202, 202, 202]);
  assert.equal(ports.size, 2);
  connections.destroy();
});

test("the connection that has rested longest is taken, so that all are in use", async () => {
  const connections = new Connections(url, 3);
  for (let round = 0; round < 6; round += 1) {
    const sent = send(connections);
    await answer(1);
    await sent;
  }
  assert.equal(ports.size, 3);
  connections.destroy();
});

test("a call arrives with its headers and its body, whatever letters are in it", async () => {
  const connections = new Connections(url, 1);
  const body = JSON.stringify({ name: "João 🛒" });
  const headers = ["idempotency-key", "k-1", "content-type", "application/json"];
  const sent = send(connections, { method: "POST", path: "/v1/orders?x=1", headers, body });
  const { request, response } = await nextCall();
  assert.deepEqual(
    [request.method, request.url, request.headers.host, request.headers["idempotency-key"]],
    ["POST", "/v1/orders?x=1", new URL(url).host, "k-1"],
  );
  assert.equal(await text(request), body);
  response.end();
  assert.equal(await statusOf(sent), 200);
  connections.destroy();
});

test("an answer is whole, in however many pieces it comes, and the next one is not mixed with it", async () => {
  const connections = new Connections(url, 1);
  const first = send(connections);
  const pieces = await nextCall();
  pieces.response.writeHead(503, { "Retry-After": "7" });
  for (const piece of ["one ", "two ", "three"]) {
    await new Promise((written) => pieces.response.write(piece, written));
  }
  pieces.response.end();
  const { status, retryAfter, body } = answered(await first);
  assert.deepEqual([status, retryAfter, body.toString()], [503, "7", "one two three"]);
  const second = send(connections);
  const { response } = await nextCall();
  response.writeHead(202, { "content-length": 2 }).end("ok");
  const after = answered(await second);
  assert.deepEqual([after.retryAfter, after.body.toString()], [undefined, "ok"]);
  assert.equal(ports.size, 1);
  connections.destroy();
});

test("what only tells that the answer is to come is no answer", async () => {
  const connections = new Connections(url, 1);
  const sent = send(connections);
  const { response } = await nextCall();
  response.writeProcessing();
  response.writeHead(202).end();
  assert.equal(await statusOf(sent), 202);
  connections.destroy();
});

test("after its last answer a connection is made anew", async () => {
  const connections = new Connections(url, 1);
  const last = send(connections);
  const { response } = await nextCall();
  response.writeHead(503, { connection: "close" }).end();
  assert.equal(await statusOf(last), 503);
  const next = send(connections);
  await answer(1);
  assert.equal(await statusOf(next), 202);
  assert.equal(ports.size, 2);
  connections.destroy();
});

test(
  "what a connection says after its last answer is not taken for the next call's",
  { timeout: 5_000 },
  async () => {
    const connections = new Connections(url, 1);
    const sent = [send(connections), send(connections)] as const;
    const { request } = await nextCall();
    const empty = "content-length: 0\r\n\r\n";
    request.socket.write(
      `HTTP/1.1 503 Busy\r\nconnection: close\r\n${empty}HTTP/1.1 500 Wrong\r\n${empty}`,
    );
    assert.equal(await statusOf(sent[0]), 503);
    await answer(1);
    assert.equal(await statusOf(sent[1]), 202);
    connections.destroy();
  },
);

test("an answer without a length ends with its connection", async () => {
  const connections = new Connections(url, 1);
  const sent = send(connections);
  const { request } = await nextCall();
  request.socket.end("HTTP/1.1 202 Accepted\r\n\r\nall of it");
  assert.equal(answered(await sent).body.toString(), "all of it");
  connections.destroy();
});

test("a connection that breaks leaves its call without an answer, and is made anew", async () => {
  const connections = new Connections(url, 1);
  const broken = send(connections);
  const { request } = await nextCall();
  request.socket.destroy();
  assert.deepEqual(await failureOf(broken), ["ECONNRESET", true]);
  const next = send(connections);
  await answer(1);
  assert.equal(await statusOf(next), 202);
  connections.destroy();
});

test("a call that waits too long gets no answer, and one that waits within the limit gets it", async (t) => {
  const connection = new Connection(new URL(url));
  t.after(() => connection.destroy());
  const sentOn = (): Promise<Outcome> =>
    new Promise((resolve) => {
      connection.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n", resolve);
    });
  const late = sentOn();
  await nextCall();
  await delay(20);
  connection.expire(10);
  assert.deepEqual(await failureOf(late), ["ETIMEDOUT", true]);
  const sent = sentOn();
  connection.expire(60_000);
  await answer(1);
  assert.equal(await statusOf(sent), 202);
  // It rests, but not for long.
  connection.expire(0);
  const again = sentOn();
  await answer(1);
  assert.equal(await statusOf(again), 202);
  assert.equal(ports.size, 2);
});

test("what is no HTTP is no answer", async () => {
  const connections = new Connections(url, 1);
  const sent = send(connections);
  const { request } = await nextCall();
  request.socket.write("SSH-2.0-OpenSSH\r\n\r\n");
  assert.deepEqual(await failureOf(sent), ["EPROTO", true]);
  connections.destroy();
});

test("a connection that was refused is used again", async () => {
  const connections = new Connections(url, 1);
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  assert.deepEqual(await failureOf(send(connections)), ["ECONNREFUSED", false]);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const sent = send(connections);
  await answer(1);
  assert.equal(await statusOf(sent), 202);
  connections.destroy();
});
