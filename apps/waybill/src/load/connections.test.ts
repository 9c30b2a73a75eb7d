import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import { Connections } from "./connections.ts";
import type { Shot } from "./order-shot.ts";

/** Answers when it is told to. */
const held: ServerResponse[] = [];
const ports = new Set<number | undefined>();
const server = createServer((request, response) => {
  ports.add(request.socket.remotePort);
  held.push(response);
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

function send(connections: Connections): Promise<Shot> {
  return new Promise((resolve) => {
    connections.send({ method: "POST", path: "/" }, resolve);
  });
}

async function answer(count: number): Promise<void> {
  while (held.length < count) await once(server, "request");
  for (const response of held.splice(0, count)) response.writeHead(202).end();
}

test("what finds no free connection waits its turn", async () => {
  const connections = new Connections(url, 2);
  const sent = [send(connections), send(connections), send(connections), send(connections)];
  await answer(2);
  await Promise.all(sent.slice(0, 2));
  await answer(2);
  assert.deepEqual(
    (await Promise.all(sent)).map(({ status }) => status),
    [202, 202, 202, 202],
  );
  assert.equal(ports.size, 2);
  await connections.destroy();
});

test("the connection that has rested longest is taken, so that all are in use", async () => {
  const connections = new Connections(url, 3);
  for (let round = 0; round < 6; round += 1) {
    const sent = send(connections);
    await answer(1);
    await sent;
  }
  assert.equal(ports.size, 3);
  await connections.destroy();
});

test("a connection that was refused is used again", async () => {
  const connections = new Connections(url, 1);
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  const { answer: outcome, code } = await send(connections);
  assert.deepEqual({ outcome, code }, { outcome: "refused", code: "ECONNREFUSED" });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const sent = send(connections);
  await answer(1);
  assert.equal((await sent).status, 202);
  await connections.destroy();
});
