import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { eventually } from "@waybill/kit/testing";
import { Replicas } from "./replicas.ts";

const told = { ready: { ok: true, checks: {} }, service: {}, lines: {}, spans: {}, process: "" };

async function serving(
  t: TestContext,
  answer: (response: ServerResponse) => void,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}

test("why a process is not ready is told in its own words", async (t) => {
  const checks = { broker: { ok: false, detail: "no answer from kafka-1:9092" } };
  const { url } = await serving(t, (response) => {
    response.writeHead(503).end(JSON.stringify({ ok: false, checks }));
  });
  const replicas = new Replicas({ key: "k", services: ["orders"], told: () => undefined });
  t.after(() => replicas.close());
  replicas.set(new Map([["orders", [url]]]));
  const said = (): string => replicas.readiness().checks["service.orders"]?.detail ?? "";
  await eventually("the reason is told", () =>
    said().endsWith("it answers 503: broker: no answer from kafka-1:9092"),
  );
  assert.match(said(), /^0 of 1 processes are ready; /);
});

test("a process that is late with its report still gets calls when there is no other, one that is gone does not", async (t) => {
  let silent = false;
  const { server, url } = await serving(t, (response) => {
    if (!silent) response.end(JSON.stringify(told));
  });
  const replicas = new Replicas({ key: "k", services: ["orders"], told: () => undefined });
  t.after(() => replicas.close());
  replicas.set(new Map([["orders", [url]]]));
  const isReady = (): boolean => replicas.readiness().ok;
  await eventually("it is ready", isReady);

  silent = true;
  await eventually("its silence is seen", () => !isReady());
  const [slow] = replicas.inTurn("orders");
  assert.equal(slow?.url, url);

  server.closeAllConnections();
  server.close();
  await eventually("it is gone", () => replicas.inTurn("orders").length === 0);
});
