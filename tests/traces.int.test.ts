import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { after, test } from "node:test";
import { openShop } from "./shop.ts";
import { carriedOut, pathTo, rootsOf, traceOf, type Trace } from "./trace-tree.ts";

interface Line {
  readonly message: string;
  readonly orderId: string | null;
  readonly traceId: string | null;
  readonly service: string;
}

/** What a collector gets: spans as protobuf, at the path of OTLP over HTTP. */
const exported: Buffer[] = [];
const collector = createServer((request, response) => {
  void buffer(request).then((body) => {
    assert.equal(request.url, "/v1/traces");
    assert.equal(request.headers["content-type"], "application/x-protobuf");
    exported.push(body);
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
});
collector.listen(0, "127.0.0.1");
await once(collector, "listening");
after(() => collector.close());
const { port } = collector.address() as AddressInfo;

const shop = await openShop(
  { after },
  {
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      WAYBILL_TRACES_PER_SECOND: "1000",
    },
  },
);

function traceWith(orderId: string, name: string, service: string): Promise<Trace> {
  return traceOf(shop, { orderId, name, service });
}

test("the spans of an order are one tree, from its request through every service to the parcel", async () => {
  const id = await shop.place([await shop.product()]);
  const trace = await traceWith(id, "process StockShipped", "orders");
  assert.deepEqual(rootsOf(trace), ["POST /v1/orders"]);
  assert.deepEqual(pathTo(trace, "process StockShipped", "orders"), [
    "api: POST /v1/orders",
    ...carriedOut,
  ]);
  assert.deepEqual(pathTo(trace, "call carrier", "fulfilment").slice(-2), [
    "fulfilment: process ShipmentRequested",
    "fulfilment: call carrier",
  ]);
  assert.equal(trace.errors, 0);
  const handled = trace.spans.find((span) => span.name === "process StockReserved");
  assert.equal(handled?.kind, "consumer");
  assert.equal(handled.attributes["messaging.message.id"], `reservation-${id}/1`);
  assert.equal(handled.attributes["messaging.consumer.group.name"], "checkout");
  assert.doesNotMatch(JSON.stringify(trace), /@|Main St|tok_ok/);
});

test("a compensation is in the trace of its order", async () => {
  const id = await shop.place([await shop.product()], { token: "tok_declined" });
  const trace = await traceWith(id, "process OrderCancelled", "notifications");
  assert.deepEqual(pathTo(trace, "process StockReleased", "checkout").slice(-3), [
    "checkout: process PaymentDeclined",
    "inventory: process ReleaseRequested",
    "checkout: process StockReleased",
  ]);
});

test("a call that is tried again has a span for each attempt, and the log lines of its failures its trace", async () => {
  const id = await shop.place([await shop.product()], { token: "tok_unavailable" });
  const trace = await traceWith(id, "process PaymentAuthorized", "checkout");
  const calls = trace.spans.filter(
    ({ name, parentId }) =>
      name === "call provider" &&
      trace.spans.find(({ spanId }) => spanId === parentId)?.name ===
        "process AuthorizationRequested",
  );
  assert.deepEqual(
    calls.map(({ error, attributes }) => [attributes["waybill.attempt"], error]),
    [
      [1, "provider-unavailable"],
      [2, "provider-unavailable"],
      [3, "provider-unavailable"],
      [4, null],
    ],
  );
  const { items } = await shop.books.read<{ items: Line[] }>(`/v1/ops/logs?orderId=${id}`);
  assert.equal(items.length, 3);
  for (const line of items) {
    assert.deepEqual([line.service, line.traceId], ["payments", trace.traceId]);
  }
});

test("the trace of a caller goes on here; one that it does not record is not recorded", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const sku = await shop.product();
  const from = (flags: string) => ({
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-${flags}` },
  });
  const recorded = await shop.place([sku], from("01"));
  assert.equal((await traceWith(recorded, "execute place", "orders")).traceId, traceId);
  const ignored = await shop.place([sku], from("00"));
  await shop.waybill.until(
    async () =>
      (await shop.books.read<{ status: string }>(`/v1/orders/${ignored}`)).status === "completed",
  );
  const { items } = await shop.books.read<{ items: Trace[] }>(`/v1/ops/traces?orderId=${ignored}`);
  assert.deepEqual(items, []);
});

test("another tenant's operator sees neither the trace nor the lines", async () => {
  const id = await shop.place([await shop.product()], { token: "tok_unavailable" });
  const { traceId } = await traceWith(id, "process PaymentAuthorized", "checkout");
  const { key } = await shop.key("operator", undefined, "other");
  const asked = await shop.waybill.call("GET", `/v1/ops/traces/${traceId}`, { key });
  assert.equal(asked.status, 404);
  for (const path of [`/v1/ops/traces?orderId=${id}`, `/v1/ops/logs?traceId=${traceId}`]) {
    const { status, body } = await shop.waybill.call("GET", path, { key });
    assert.deepEqual([status, (body as { items: unknown[] }).items], [200, []], path);
  }
});

test("new lines of the log come as they are written", async () => {
  const control = new AbortController();
  const response = await fetch(new URL("/v1/ops/logs/live?level=warn", shop.waybill.url), {
    headers: { authorization: `Bearer ${shop.waybill.apiKey}` },
    signal: control.signal,
  });
  const id = await shop.place([await shop.product()], { token: "tok_unavailable" });
  let heard = "";
  assert.ok(response.body !== null);
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    heard += chunk;
    if (heard.includes(id)) break;
  }
  control.abort();
  assert.match(heard, /^event: log$/m);
});

test("a collector gets the same spans by OTLP", async () => {
  const id = await shop.place([await shop.product()]);
  const { traceId, spans } = await traceWith(id, "process StockShipped", "orders");
  const sought = Buffer.from(traceId, "hex");
  await shop.waybill.until(async () => {
    const got = exported.filter((body) => body.includes(sought));
    return spans.every(({ spanId, name }) =>
      got.some((body) => body.includes(Buffer.from(spanId, "hex")) && body.includes(name)),
    );
  });
});
