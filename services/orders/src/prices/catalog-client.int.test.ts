import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { catalogClient } from "./catalog-client.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A catalogue on a port of its own for the time of `run`. */
async function withCatalog(
  handler: Handler,
  run: (client: ReturnType<typeof catalogClient>) => Promise<void>,
): Promise<void> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const options = {
    url: () => `http://127.0.0.1:${port}`,
    apiKey: (tenant: string) => `wb_${tenant}`,
  };
  try {
    await run(catalogClient(options, () => undefined));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
}

const mug = {
  id: "prd_1",
  sku: "MUG",
  name: "Mug",
  price: { amount: 5, currency: "EUR" },
  status: "active",
};

function page(response: ServerResponse, items: readonly object[]): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ items, nextCursor: null }));
}

test("a product of the catalogue is found with the tenant's key", async () => {
  const seen: unknown[] = [];
  await withCatalog(
    (request, response) => {
      seen.push(request.url, request.headers.authorization);
      page(response, [mug]);
    },
    async (client) => {
      assert.deepEqual(await client.ask("acme", "MUG"), {
        sku: "MUG",
        name: "Mug",
        amount: 5,
        currency: "EUR",
        status: "active",
      });
    },
  );
  assert.deepEqual(seen, ["/v1/products?sku=MUG", "Bearer wb_acme"]);
});

test("a SKU that is on no page of the catalogue is unknown", async () => {
  await withCatalog(
    (_request, response) => page(response, [{ ...mug, sku: "MUG-2" }]),
    async (client) => assert.equal(await client.ask("acme", "MUG"), "unknown"),
  );
});

test("a failure of the catalogue is tried again", async () => {
  let calls = 0;
  await withCatalog(
    (_request, response) => {
      calls += 1;
      if (calls === 1) response.writeHead(500).end();
      else page(response, [mug]);
    },
    async (client) => assert.equal(typeof (await client.ask("acme", "MUG")), "object"),
  );
  assert.equal(calls, 2);
});

test("a catalogue that keeps failing is unavailable, and after some failures not asked any more", async () => {
  let calls = 0;
  await withCatalog(
    (_request, response) => {
      calls += 1;
      response.writeHead(503).end();
    },
    async (client) => {
      for (let count = 0; count < 6; count += 1) {
        assert.equal(await client.ask("acme", "MUG"), "unavailable");
      }
      assert.equal(client.breaker, "open");
    },
  );
  assert.equal(calls, 5);
});

test("an answer that is no page of products is unavailable", async () => {
  await withCatalog(
    (_request, response) => page(response, [{ sku: "MUG" }]),
    async (client) => assert.equal(await client.ask("acme", "MUG"), "unavailable"),
  );
});

test("a catalogue that does not answer in time is unavailable", async () => {
  await withCatalog(
    () => undefined,
    async (client) => assert.equal(await client.ask("acme", "MUG"), "unavailable"),
  );
});
