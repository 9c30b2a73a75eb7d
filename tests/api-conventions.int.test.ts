import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { contracts } from "@waybill/contracts";
import type { HistoryEvent, OrderDocument } from "./ledgers.ts";
import { completed } from "./outcomes.ts";
import { openShop } from "./shop.ts";
import type { Answer } from "./waybill-process.ts";

const shop = await openShop({ after });
const { books, waybill } = shop;

describe("the documents", { concurrency: true }, () => {
  test("OpenAPI 3.1 describes every route, and each of its references leads somewhere", async () => {
    const { status, body } = await waybill.call("GET", "/openapi.json", { key: null });
    assert.equal(status, 200);
    const document = body as { openapi: string; paths: Record<string, Record<string, Operation>> };
    assert.match(document.openapi, /^3\.1\./);
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    assert.ok(operations.length >= 40, `${operations.length} operations`);
    for (const { path, method, operation } of operations) {
      assert.ok(operation.operationId && operation.summary, `${method} ${path}`);
      // A route that is documented is served: without a key it is refused and not unknown.
      if (operation.security?.length === 0) continue;
      const answer = await waybill.call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, "x"), {
        key: null,
      });
      assert.equal(answer.status, 401, `${method} ${path}`);
    }
    assertReferencesResolve(body);
  });

  test("AsyncAPI 3 describes every event with its topic", async () => {
    const { status, body } = await waybill.call("GET", "/asyncapi.json", { key: null });
    assert.equal(status, 200);
    const document = body as { asyncapi: string; channels: Record<string, { messages: object }> };
    assert.match(document.asyncapi, /^3\./);
    for (const { type, topic } of contracts) {
      assert.ok(type in (document.channels[topic]?.messages ?? {}), `${type} in ${topic}`);
    }
    assertReferencesResolve(body);
  });

  test("a readable page, health and metrics need no key", async () => {
    for (const path of ["/docs", "/health/live", "/health/ready", "/metrics"]) {
      const response = await fetch(new URL(path, waybill.url));
      assert.equal(response.status, 200, path);
      await response.text();
    }
  });
});

describe("an order's own conventions", { concurrency: true }, () => {
  test("it is found at its Location from the moment of the 202 on", async () => {
    const sku = await shop.product({ lisbon: 50 });
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const placed = await waybill.placeOrder({ lines: [{ sku, quantity: 1 }] });
        assert.equal(placed.status, 202);
        const found = await waybill.call("GET", placed.headers.get("location") ?? "");
        assert.equal(found.status, 200);
        assert.equal((found.body as OrderDocument).number, (placed.body as OrderDocument).number);
      }),
    );
  });

  test("Prefer: wait answers with the order at its end, or as it is when the time is over", async () => {
    const lines = [{ sku: await shop.product(), quantity: 1 }];
    const waited = await waybill.placeOrder({ lines }, { prefer: "wait=20" });
    assert.deepEqual([waited.status, (waited.body as OrderDocument).status], [200, "completed"]);
    const payment = { token: "tok_timeout_after_success" };
    const started = performance.now();
    const tooSoon = await waybill.placeOrder({ lines, payment }, { prefer: "wait=1" });
    assert.equal(tooSoon.status, 202);
    assert.ok(performance.now() - started >= 1_000);
  });

  test("its events are streamed to its end, each once, and from where a reader left off", async () => {
    const order = await shop.place([await shop.product()], { token: "tok_slow" });
    const events = await readStream(`/v1/orders/${order}/events`);
    assert.deepEqual(events, ["1 OrderPlaced", "2 OrderConfirmed", "3 OrderCompleted"]);
    const rest = await readStream(`/v1/orders/${order}/events`, { "last-event-id": "1" });
    assert.deepEqual(rest, ["2 OrderConfirmed", "3 OrderCompleted"]);
    const done = await waybill.call("GET", `/v1/orders/${order}/events`, {
      headers: { "last-event-id": "3" },
    });
    assert.equal(done.status, 204);
  });

  test("its correlation id is on every event in every service, and causes lead back to the request", async () => {
    const correlationId = "test-correlation-1";
    const order = await shop.place([await shop.product()], {
      headers: { "x-correlation-id": correlationId },
    });
    await shop.expect(order, completed(1000));
    const history = await books.history(order);
    assert.deepEqual(
      new Set(history.map((event) => event.correlationId)),
      new Set([correlationId]),
    );
    const services = ["checkout", "fulfilment", "inventory", "notifications", "orders", "payments"];
    assert.deepEqual([...new Set(history.map(({ service }) => service))].sort(), services);
    const ids = new Set(history.map(({ id }) => id));
    const causes = history
      .filter(({ causedBy }) => !ids.has(causedBy))
      .map(({ type, causedBy }) => `${type} ← ${causedBy}`);
    assert.deepEqual(
      causes.map((each) => each.replace(/shp_\w+/, "shp")),
      [`OrderPlaced ← ${correlationId}`, "ShipmentDispatched ← carrier:shp/dispatched"],
    );
    assert.ok(!JSON.stringify(history).includes("tok_ok"), "a history shows no payment token");
  });

  test("the command line tells its story", async () => {
    const order = await shop.place([await shop.product()]);
    await shop.expect(order, completed(1000));
    const { code, stdout } = await waybill.command("order", order);
    assert.equal(code, 0);
    assert.match(stdout, /completed, 10\.00 EUR/);
    assert.match(stdout, /payments +PaymentCaptured +← CaptureRequested/);
    const unknown = await waybill.command(
      "order",
      order.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    );
    assert.equal(unknown.code, 1);
  });

  test("the total that the customer saw no longer holds: 409 with the difference", async () => {
    const expectedTotal = { amount: 900, currency: "EUR" };
    const answer = await waybill.placeOrder({
      lines: [{ sku: await shop.product(), quantity: 1 }],
      expectedTotal,
    });
    assert.equal(answer.status, 409);
    assert.partialDeepStrictEqual(answer.body, {
      code: "total-changed",
      difference: { amount: 100, currency: "EUR" },
    });
  });
});

describe("lists and versions", { concurrency: true }, () => {
  test("pages go on where they were while orders arrive: each order once, newest first", async () => {
    const sku = await shop.product({ lisbon: 100 });
    const customer = { email: "pages@example.com", name: "Page" };
    const placeSome = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () => shop.place([sku], { changes: { customer } })),
      );
    const before = await placeSome(23);
    const seen: string[] = [];
    let pages = 0;
    for (let cursor: string | null = ""; cursor !== null; pages += 1) {
      const query = new URLSearchParams({
        limit: "5",
        customer: "PAGES@example.com",
        ...(cursor === "" ? {} : { cursor }),
      });
      const page: Page = await books.read<Page>(`/v1/orders?${query.toString()}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      await placeSome(2);
    }
    assert.equal(pages, 5);
    assert.deepEqual(seen, before.sort().reverse());
  });

  test("a stale ETag is refused, the newest accepted; an ETag that is known saves the answer", async () => {
    const sku = await shop.product();
    const { items } = await books.read<Page>(`/v1/products?sku=${sku}`);
    const path = `/v1/products/${items[0]!.id}`;
    const etag = (await waybill.call("GET", path)).headers.get("etag") ?? "";
    const rename = (name: string) =>
      waybill.call("PATCH", path, { body: { name }, headers: { "if-match": etag } });
    const answers = await Promise.all(["A", "B", "C"].map(rename));
    assert.deepEqual(
      answers.map(({ status }) => status).sort((a, b) => a - b),
      [200, 412, 412],
    );
    const newest = (await waybill.call("GET", path)).headers.get("etag") ?? "";
    assert.notEqual(newest, etag);
    const unchanged = await waybill.call("GET", path, { headers: { "if-none-match": newest } });
    assert.equal(unchanged.status, 304);
  });

  test("stock that runs low is listed", async () => {
    const [low, enough] = [await shop.product({ faro: 2 }), await shop.product({ faro: 20 })];
    const { items } = await books.read<{ items: { sku: string }[] }>("/v1/stock?below=3&limit=200");
    const skus = items.map((item) => item.sku);
    assert.ok(skus.includes(low) && !skus.includes(enough));
  });
});

describe("who may see what", () => {
  test("customers see their own orders only, and set no prices", async () => {
    const sku = await shop.product();
    const order = await shop.place([sku]);
    const { key } = await shop.key("customer", "bea@example.com");
    for (const path of ["", "/history", "/events"]) {
      assertProblem(
        await waybill.call("GET", `/v1/orders/${order}${path}`, { key }),
        "404 order-not-found",
      );
    }
    assertProblem(
      await waybill.call("DELETE", `/v1/orders/${order}`, { key }),
      "404 order-not-found",
    );
    assertProblem(await waybill.call("GET", `/v1/payments/${order}`, { key }), "403 forbidden");
    const own = await waybill.call("GET", "/v1/orders", { key });
    assert.deepEqual((own.body as Page).items, []);
    const lines = [{ sku, quantity: 1, unitPrice: { amount: 1, currency: "EUR" } }];
    const bea = { email: "Bea@example.com", name: "Bea" };
    const body = (changes: object) => ({ ...baseOrder, customer: bea, ...changes });
    const cheap = await waybill.call("POST", "/v1/orders", { body: body({ lines }), key });
    assertProblem(cheap, "403 price-override-forbidden");
    const forAna = await waybill.call("POST", "/v1/orders", {
      body: { ...baseOrder, lines: [{ sku, quantity: 1 }] },
      key,
    });
    assertProblem(forAna, "403 other-customer");
    const placed = await waybill.call("POST", "/v1/orders", {
      body: body({ lines: [{ sku, quantity: 1 }] }),
      key,
    });
    assert.equal(placed.status, 202);
    const { id } = placed.body as OrderDocument;
    assert.equal((await waybill.call("GET", `/v1/orders/${id}`, { key })).status, 200);
  });

  test("another tenant's key finds nothing of this one: 404 everywhere, and lists that are empty", async () => {
    const sku = await shop.product();
    const order = await shop.place([sku]);
    await shop.expect(order, completed(1000));
    const { shipments } = await books.order(order);
    const { items } = await books.read<Page>(`/v1/products?sku=${sku}`);
    const { key } = await shop.key("admin", undefined, "rival");
    const paths = [
      `/v1/orders/${order}`,
      `/v1/orders/${order}/history`,
      `/v1/orders/${order}/events`,
      `/v1/payments/${order}`,
      `/v1/processes/${order}`,
      `/v1/shipments/${shipments[0]!.id}`,
      `/v1/products/${items[0]!.id}`,
      `/v1/stock/${sku}`,
      `/v1/notifications/ntf_${order.slice(4)}.placed`,
    ];
    for (const path of paths)
      assert.equal((await waybill.call("GET", path, { key })).status, 404, path);
    for (const path of [
      "orders",
      "products",
      "stock",
      "processes",
      "locations",
      "dead-letters",
      "webhooks",
    ]) {
      const { status, body } = await waybill.call("GET", `/v1/${path}`, { key });
      assert.deepEqual([status, (body as Page).items], [200, []], path);
    }
    const notifications = await waybill.call("GET", `/v1/notifications?orderId=${order}`, { key });
    assert.deepEqual((notifications.body as Page).items, []);
    assert.equal((await waybill.call("DELETE", `/v1/orders/${order}`, { key })).status, 404);
    assert.equal(
      (await waybill.call("POST", `/v1/processes/${order}/cancel`, { key })).status,
      404,
    );
    const refund = { amount: { amount: 1, currency: "EUR" }, reason: "mine" };
    assert.equal(
      (await waybill.call("POST", `/v1/payments/${order}/refunds`, { key, body: refund })).status,
      404,
    );
    const stolen = await waybill.call("POST", "/v1/orders", {
      key,
      body: { ...baseOrder, lines: [{ sku, quantity: 1 }] },
    });
    assertProblem(stolen, "422 unknown-sku");
    await shop.expect(order, completed(1000));
  });

  test("a key that is revoked is refused within a second or so", async () => {
    const { id, key } = await shop.key("operator");
    assert.equal((await waybill.call("GET", "/v1/orders", { key })).status, 200);
    const revoked = await waybill.command("keys", "revoke", id);
    assert.equal(revoked.code, 0, revoked.stderr);
    await waybill.until(
      async () => (await waybill.call("GET", "/v1/orders", { key })).status === 401,
      1_500,
    );
    assert.equal((await waybill.command("keys", "revoke", id)).code, 1);
  });
});

test("nothing has changed since", () => shop.expectAllAsBefore());

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly security?: readonly object[];
}

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

const baseOrder = {
  customer: { email: "ana@example.com", name: "Ana" },
  shippingAddress: {
    name: "Ana",
    line1: "1 Main St",
    city: "Porto",
    postalCode: "4000-001",
    country: "PT",
  },
  currency: "EUR",
  payment: { token: "tok_ok" },
};

function assertProblem({ status, body }: Answer, expected: string): void {
  assert.equal(`${status} ${(body as { code: string }).code}`, expected);
}

function assertReferencesResolve(document: unknown): void {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, path]) => path ?? "",
  );
  assert.ok(references.length > 20);
  for (const reference of references) {
    const found = reference
      .split("/")
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce<unknown>(
        (part, name) => (part as Record<string, unknown> | undefined)?.[name],
        document,
      );
    assert.ok(found !== undefined, reference);
  }
}

/** Reads a stream until the server ends it. @returns id and type of each event */
async function readStream(path: string, headers: Record<string, string> = {}): Promise<string[]> {
  const response = await fetch(new URL(path, waybill.url), {
    headers: { authorization: `Bearer ${waybill.apiKey}`, ...headers },
    signal: AbortSignal.timeout(20_000),
  });
  assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  const text = await response.text();
  return [...text.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.+)$/gm)].map(([, id, type, data]) => {
    assert.equal((JSON.parse(data ?? "") as HistoryEvent).type, type);
    return `${id} ${type}`;
  });
}
