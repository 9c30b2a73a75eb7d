import assert from "node:assert/strict";
import { test } from "node:test";
import { createCursors, type Principal, type Reply, type StreamEvent } from "@waybill/kit";
import { Check } from "typebox/value";
import type { OrderCommand } from "./domain/order.ts";
import { order } from "./domain/order.ts";
import { encodePriceRecord } from "./prices/price-record.ts";
import { OrderDocument } from "./schemas.ts";
import { orders } from "./service.ts";
import { callRoute, MemoryContext, type TestCall } from "./testing/memory-context.ts";

const ana: Principal = {
  tenant: "acme",
  role: "customer",
  keyId: "k1",
  customer: "ana@example.com",
};
const bob: Principal = { ...ana, customer: "bob@example.com" };
const operator: Principal = { tenant: "acme", role: "operator", keyId: "k2" };

const body = {
  customer: { email: "ana@example.com", name: "Ana" },
  shippingAddress: {
    name: "Ana",
    line1: "1 Main St",
    city: "Porto",
    postalCode: "4000",
    country: "PT",
  },
  currency: "EUR",
  lines: [{ sku: "MUG", quantity: 2 }],
  payment: { token: "tok_ok" },
};

function desk() {
  const memory = new MemoryContext();
  const prices = new Map([["MUG", 1290]]);
  memory.progress = () => JSON.stringify([...prices]);
  memory.query = (sql, parameters) => {
    if (sql.includes("nextval")) return [{ first: "1001" }];
    if (!sql.includes("product_prices")) return [];
    const [tenants, skus] = parameters as [string[], string[]];
    return skus.flatMap((sku, index) => {
      const amount = prices.get(sku);
      if (amount === undefined) return [];
      const price = { sku, name: sku, amount, currency: "EUR", status: "active" } as const;
      return [
        {
          tenant: tenants[index],
          sku,
          product_id: `prd_${sku}`,
          latest: encodePriceRecord(1, price),
        },
      ];
    });
  };
  const module = orders({
    // Nobody listens there.
    catalog: { url: () => "http://127.0.0.1:1", apiKey: () => "wb_internal" },
    cursors: createCursors("a secret of sixteen bytes"),
  });
  const routes = module.routes(memory.context);
  return {
    memory,
    prices,
    module,
    call: (operationId: string, call: TestCall) => callRoute(routes, operationId, call),
    place: (call: Partial<TestCall> = {}) =>
      callRoute(routes, "placeOrder", { principal: ana, body, ...call }),
    announce: (command: OrderCommand) =>
      memory.execute({
        decider: order,
        command,
        meta: { tenant: "acme", correlationId: "c", causationId: "c", traceparent: "00" },
      }),
  };
}

function documentOf(reply: Reply): OrderDocument {
  assert.ok(Check(OrderDocument, reply.body));
  return reply.body;
}

test("an order is accepted with its whole document, its place and its version", async () => {
  const reply = await desk().place();
  const document = documentOf(reply);
  assert.equal(reply.status, 202);
  assert.equal(document.number, 1001);
  assert.deepEqual(document.total, { amount: 2580, currency: "EUR" });
  assert.deepEqual(reply.headers, { location: `/v1/orders/${document.id}`, etag: '"1"' });
});

test("the same request again gets the first answer, whatever became of order and price meanwhile", async () => {
  const { place, prices, announce, memory, call } = desk();
  const first = await place({ key: "k" });
  const { id } = documentOf(first);
  await call("changeOrder", {
    principal: ana,
    params: { id },
    body: { customer: { email: "ana@example.com", name: "Ana B" } },
  });
  announce({ type: "confirm", orderId: id });
  prices.delete("MUG");
  const again = await place({ key: "k" });
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers?.["idempotent-replayed"], "true");
  assert.equal(memory.events.filter(({ type }) => type === "OrderPlaced").length, 1);
});

test("a repeated request is answered even when its price can no longer be found", async () => {
  const { prices, call, memory } = desk();
  const other = { ...body, lines: [{ sku: "CUP", quantity: 1 }] };
  prices.set("CUP", 100);
  const order = {
    principal: ana,
    body: { ...other, expectedTotal: { amount: 100, currency: "EUR" } },
    key: "k",
  };
  const first = await call("placeOrder", order);
  const changed = { ...order, key: "another" };
  prices.set("CUP", 200);
  memory.laterMs = 5_000;
  await assert.rejects(() => call("placeOrder", changed), { code: "total-changed", status: 409 });
  assert.deepEqual((await call("placeOrder", order)).body, first.body);
});

test("the same reference with another key is refused and names the order that has it", async () => {
  const { place } = desk();
  const referenced = { ...body, reference: "web-1" };
  const { id } = documentOf(await place({ body: referenced, key: "a" }));
  await assert.rejects(() => place({ body: referenced, key: "b" }), {
    code: "reference-taken",
    status: 409,
    details: { orderId: id },
  });
});

test("who waits is answered when the order ends", async () => {
  const { place, announce, memory } = desk();
  const waiting = place({ waitSeconds: 20 });
  const placed = await placedEvent(memory);
  announce({ type: "confirm", orderId: placed });
  announce({ type: "complete", orderId: placed });
  const reply = await waiting;
  assert.equal(reply.status, 200);
  assert.equal(documentOf(reply).status, "completed");
});

test("who waits for less than the order takes gets it as it is then", async () => {
  const reply = await desk().place({ waitSeconds: 0 });
  assert.equal(reply.status, 202);
  assert.equal(documentOf(reply).status, "pending");
});

test("an order is not there for other customers and other tenants", async () => {
  const { place, call } = desk();
  const { id } = documentOf(await place());
  const strangers = [bob, { ...operator, tenant: "other" }, { ...ana, tenant: "other" }];
  for (const principal of strangers) {
    for (const operation of [
      "getOrder",
      "getOrderHistory",
      "followOrder",
      "cancelOrder",
      "changeOrder",
    ]) {
      const request = { principal, params: { id }, body: { customer: body.customer } };
      await assert.rejects(() => call(operation, request), {
        code: "order-not-found",
        status: 404,
      });
    }
  }
  const reply = await call("getOrder", { principal: operator, params: { id } });
  assert.equal(reply.headers?.["etag"], '"1"');
});

test("a change that is based on an earlier version is refused", async () => {
  const { place, call } = desk();
  const { id } = documentOf(await place());
  const change = (version: string) =>
    call("changeOrder", {
      principal: ana,
      params: { id },
      body: { customer: { email: "ana@example.com", name: "Ana B" } },
      headers: { "if-match": version },
    });
  await assert.rejects(() => change('"7"'), { code: "stale-version", status: 412 });
  const reply = await change('"1"');
  assert.equal(reply.status, 200);
  assert.equal(documentOf(reply).customer.name, "Ana B");
  assert.equal(reply.headers?.["etag"], '"2"');
});

test("cancelling is passed on once, and answered the same however often it is asked", async () => {
  const { place, call, memory } = desk();
  const { id } = documentOf(await place());
  for (const principal of [ana, operator]) {
    const reply = await call("cancelOrder", { principal, params: { id } });
    assert.equal(reply.status, 202);
    assert.ok(documentOf(reply).cancellationRequested);
  }
  const asked = memory.events.filter(({ type }) => type === "CancellationRequested");
  assert.deepEqual(
    asked.map(({ data }) => data),
    [{ orderId: id, reason: "customer_request" }],
  );
});

test("the history shows the order's events without its payment token", async () => {
  const { place, call } = desk();
  const { id } = documentOf(await place());
  const { body: history } = await call("getOrderHistory", {
    principal: ana,
    params: { id },
    query: { limit: 1_000 },
  });
  const text = JSON.stringify(history);
  assert.match(text, /OrderPlaced/);
  assert.ok(!text.includes("tok_ok"));
});

test("who is given an order by a corrected e-mail reads nothing of the customer before", async () => {
  const { place, call, announce } = desk();
  const { id } = documentOf(await place());
  await call("changeOrder", {
    principal: operator,
    params: { id },
    body: { customer: { email: "bob@example.com", name: "Bob" } },
  });
  announce({ type: "complete", orderId: id });
  const request = { principal: bob, params: { id }, query: { limit: 1_000 } };
  const { body: history } = await call("getOrderHistory", request);
  const { stream } = await call("followOrder", request);
  const followed: StreamEvent[] = [];
  for await (const event of stream as AsyncIterable<StreamEvent>) followed.push(event);
  for (const told of [JSON.stringify(history), JSON.stringify(followed)]) {
    assert.match(told, /OrderPlaced/);
    assert.match(told, /bob@example\.com/);
    assert.doesNotMatch(told, /ana@example\.com/);
  }
});

test("a follower gets every event once, those before and those to come, until the order ends", async () => {
  const { place, call, announce } = desk();
  const { id } = documentOf(await place());
  announce({ type: "confirm", orderId: id });
  const reply = await call("followOrder", { principal: ana, params: { id } });
  const seen: (string | undefined)[] = [];
  for await (const event of reply.stream as AsyncIterable<StreamEvent>) {
    seen.push(`${event.id} ${event.event}`);
    if (event.event === "OrderConfirmed") announce({ type: "complete", orderId: id });
  }
  assert.deepEqual(seen, ["1 OrderPlaced", "2 OrderConfirmed", "3 OrderCompleted"]);
});

test("a follower who comes back gets what it missed, and is told when there will be no more", async () => {
  const { place, call, announce } = desk();
  const { id } = documentOf(await place());
  announce({ type: "complete", orderId: id });
  const after = (version: string) =>
    call("followOrder", { principal: ana, params: { id }, headers: { "last-event-id": version } });
  const seen: (string | undefined)[] = [];
  for await (const { id: version } of (await after("1")).stream ?? []) seen.push(version);
  assert.deepEqual(seen, ["2", "3"]);
  assert.equal((await after("3")).status, 204);
  await assert.rejects(() => after("x"), { code: "malformed-last-event-id", status: 400 });
});

test("a cursor of one list is refused in another", async () => {
  const { call, memory } = desk();
  const rows = ["ord_3", "ord_2", "ord_1"].map((id) => ({
    id,
    number: 1,
    reference: null,
    status: "pending",
    customer: "ana@example.com",
    currency: "EUR",
    total: 1,
    created_at: 1,
  }));
  memory.query = () => rows;
  const list = (query: object) =>
    call("listOrders", { principal: operator, query: { limit: 2, ...query } });
  const { items, nextCursor } = (await list({})).body as {
    items: { id: string }[];
    nextCursor: string;
  };
  assert.deepEqual(
    items.map(({ id }) => id),
    ["ord_3", "ord_2"],
  );
  let parameters: readonly unknown[] = [];
  memory.query = (_sql, given) => {
    parameters = given;
    return [];
  };
  await list({ cursor: nextCursor });
  assert.deepEqual(parameters, ["acme", "ord_2", 3]);
  await assert.rejects(() => list({ cursor: nextCursor, status: "pending" }), {
    code: "invalid-cursor",
  });
});

/** Id of the first order, as soon as it is placed. */
async function placedEvent({ events, context }: MemoryContext): Promise<string> {
  const [first] = events;
  if (first !== undefined) return (first.data as { orderId: string }).orderId;
  return new Promise((resolve) => {
    const stop = context.onCommitted((committed) => {
      stop();
      for (const { data } of committed) resolve((data as { orderId: string }).orderId);
    });
  });
}
