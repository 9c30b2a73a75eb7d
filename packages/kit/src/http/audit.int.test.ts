import assert from "node:assert/strict";
import { test } from "node:test";
import { promisify } from "node:util";
import { WaybillError } from "../errors.ts";
import { eventually } from "../testing/eventually.ts";
import type { Audit } from "./audit.ts";
import { getRoute, startHost } from "./testing/test-host.ts";

const change = { method: "POST", headers: { "x-reason": "lost" } } as const;

/** Keeps the outcomes of changes; each waits to be begun until `begins` is done. */
function auditOf(outcomes: number[], begins: Promise<void> = Promise.resolve()): Audit {
  return {
    begin: async () => {
      await begins;
      return (status) => outcomes.push(status);
    },
  };
}

test("the audit has the answer that was decided on, also when its client has gone meanwhile", async (context) => {
  const [asked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const refuses = getRoute(
    "/change",
    async () => {
      asked.resolve();
      await go.promise;
      throw new WaybillError("order-closed", "The order has ended.", { status: 409 });
    },
    { method: "POST" },
  );
  const outcomes: number[] = [];
  const { url } = await startHost(context, { routes: [refuses], audit: auditOf(outcomes) });
  const client = new AbortController();
  const call = fetch(`${url}/change`, { ...change, signal: client.signal });
  await asked.promise;
  client.abort();
  await assert.rejects(call);
  go.resolve();
  await eventually("the outcome", () => outcomes.length > 0);
  assert.deepEqual(outcomes, [409]);
});

test("the audit has the answer also when its client has gone before the change began", async (context) => {
  const begins = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const outcomes: number[] = [];
  const audit = auditOf(outcomes, begins.promise);
  const { url, host } = await startHost(context, {
    routes: [getRoute("/change", () => ({ status: 202, body: {} }), { method: "POST" })],
    audit: {
      begin(call) {
        gone.resolve();
        return audit.begin(call);
      },
    },
  });
  const client = new AbortController();
  const call = fetch(`${url}/change`, { ...change, signal: client.signal });
  await gone.promise;
  client.abort();
  await assert.rejects(call);
  const { server } = host.app;
  const connections = promisify(server.getConnections.bind(server));
  await eventually("its connection to be gone", async () => (await connections()) === 0);
  begins.resolve();
  await eventually("the outcome", () => outcomes.length > 0);
  assert.deepEqual(outcomes, [202]);
});
