import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { after, before, describe, test } from "node:test";
import type { OrderDocument } from "./ledgers.ts";
import { completed } from "./outcomes.ts";
import { openShop } from "./shop.ts";
import { anasOrder, type Answer } from "./waybill-process.ts";

const shop = await openShop({ after });
const { books, waybill } = shop;
const unknownId = `ord_${"0".repeat(26)}`;

type Refused = readonly [what: string, expected: string, send: () => Promise<Answer>];

const raw = (body: string, headers: Record<string, string> = {}) =>
  waybill.call("POST", "/v1/orders", { body, headers });
const order = (changes: Record<string, unknown>) => () => waybill.placeOrder(changes);
const quantity = (value: unknown) => order({ lines: [{ sku: "MUG-BLUE", quantity: value }] });
const rawQuantity = (text: string) => () =>
  raw(
    JSON.stringify({ ...anasOrder, lines: [{ sku: "MUG-BLUE", quantity: "?" }] }).replace(
      '"?"',
      text,
    ),
  );
const get = (path: string) => () => waybill.call("GET", path);

const refused: readonly Refused[] = [
  ["not JSON", "400 malformed-json", () => raw("{")],
  ["no body", "400 validation-failed", () => waybill.call("POST", "/v1/orders")],
  [
    "a wrong content type",
    "415 unsupported-media-type",
    () => raw("<order/>", { "content-type": "text/xml" }),
  ],
  [
    "a body over the limit",
    "413 body-too-large",
    () => raw(JSON.stringify({ ...anasOrder, reference: "x".repeat(300_000) })),
  ],
  ["an unknown field", "400 validation-failed", order({ colour: "blue" })],
  [
    "an unknown field in a line",
    "400 validation-failed",
    order({ lines: [{ sku: "MUG-BLUE", quantity: 1, colour: "blue" }] }),
  ],
  ["a missing field", "400 validation-failed", order({ customer: undefined })],
  ["quantity 0", "400 validation-failed", quantity(0)],
  ["quantity −1", "400 validation-failed", quantity(-1)],
  ["quantity 1.5", "400 validation-failed", quantity(1.5)],
  ["quantity 2^53", "400 validation-failed", quantity(2 ** 53)],
  ["quantity 1e309", "400 validation-failed", rawQuantity("1e309")],
  ['quantity "1"', "400 validation-failed", quantity("1")],
  ["no lines", "400 validation-failed", order({ lines: [] })],
  [
    "1,001 lines",
    "400 validation-failed",
    order({ lines: Array.from({ length: 1_001 }, () => ({ sku: "MUG-BLUE", quantity: 1 })) }),
  ],
  ["an unknown SKU", "422 unknown-sku", order({ lines: [{ sku: "NOT-THERE", quantity: 1 }] })],
  [
    "a total in another currency",
    "422 currency-mismatch",
    order({ expectedTotal: { amount: 2580, currency: "USD" } }),
  ],
  ["an order in another currency", "422 currency-mismatch", order({ currency: "USD" })],
  ["a currency that is none", "400 validation-failed", order({ currency: "euro" })],
  [
    "a total too large to be exact",
    "422 amount-too-large",
    order({
      lines: [
        { sku: "MUG-BLUE", quantity: 100_000, unitPrice: { amount: 10 ** 12, currency: "EUR" } },
      ],
    }),
  ],
  ["__proto__", "400 forbidden-key", () => raw('{"__proto__":{"currency":"EUR"}}')],
  ["NUL", "400 invalid-text", order({ reference: "a\0b" })],
  ["a lone surrogate", "400 invalid-text", () => raw(String.raw`{"reference":"\ud800"}`)],
  ["deep nesting", "400 too-deep", () => raw(`${"[".repeat(5_000)}${"]".repeat(5_000)}`)],
  [
    "an address without @",
    "400 validation-failed",
    order({ customer: { email: "ana", name: "Ana" } }),
  ],
  ["a historic time that is none", "400 validation-failed", order({ placedAt: "yesterday" })],
  ["a malformed id", "400 malformed-id", get("/v1/orders/1")],
  ["a malformed id of a payment", "400 malformed-id", get("/v1/payments/ord_1")],
  ["an id that nobody has", "404 order-not-found", get(`/v1/orders/${unknownId}`)],
  ["a malformed id in the history", "400 malformed-id", get("/v1/orders/ord_'--/history")],
  ["an unknown query parameter", "400 validation-failed", get("/v1/orders?colour=blue")],
  ["a limit out of range", "400 validation-failed", get("/v1/orders?limit=0")],
  ["a cursor that nobody gave out", "400 invalid-cursor", get("/v1/orders?cursor=abc")],
  ["an unknown route", "404 not-found", get("/v1/nothing")],
  [
    "a wrong method",
    "405 method-not-allowed",
    () => waybill.call("PATCH", "/v1/orders", { body: {} }),
  ],
  [
    "no key",
    "401 unauthorized",
    () => waybill.call("POST", "/v1/orders", { body: anasOrder, key: null }),
  ],
  [
    "a wrong key",
    "401 unauthorized",
    () => waybill.call("POST", "/v1/orders", { body: anasOrder, key: "wb_wrong" }),
  ],
  [
    "a forged internal key",
    "401 unauthorized",
    () => waybill.call("GET", "/v1/orders", { key: "wbi_ZGV2.AAAA" }),
  ],
  [
    "a malformed Idempotency-Key",
    "400 invalid-idempotency-key",
    () => waybill.placeOrder({}, { "idempotency-key": "x".repeat(300) }),
  ],
  [
    "a webhook that nobody signed",
    "401 invalid-signature",
    () => waybill.call("POST", "/webhooks/provider", { body: { events: [] }, key: null }),
  ],
  [
    "a carrier's webhook that nobody signed",
    "401 invalid-signature",
    () => waybill.call("POST", "/webhooks/carrier", { body: { events: [] }, key: null }),
  ],
  [
    "a signed webhook that makes no sense",
    "400 invalid-webhook",
    () => shop.webhook("provider", { events: [{}] }),
  ],
  [
    "a delivery to an unknown location",
    "422 location-unknown",
    () =>
      waybill.call("POST", "/v1/stock/receipts", {
        body: { location: "mars", lines: [{ sku: "MUG-BLUE", quantity: 1 }] },
      }),
  ],
  [
    "a correction below zero",
    "409 stock-below-zero",
    () =>
      waybill.call("POST", "/v1/stock/adjustments", {
        body: { location: "faro", reason: "lost", lines: [{ sku: "MUG-BLUE", quantity: -1_001 }] },
      }),
  ],
  [
    "a SKU that is taken",
    "409 sku-taken",
    () =>
      waybill.call("POST", "/v1/products", {
        body: { sku: "MUG-BLUE", name: "x", category: "x", price: { amount: 1, currency: "EUR" } },
      }),
  ],
  [
    "a price with cents",
    "400 validation-failed",
    () =>
      waybill.call("POST", "/v1/products", {
        body: { sku: "X", name: "x", category: "x", price: { amount: 1.5, currency: "EUR" } },
      }),
  ],
  [
    "a webhook endpoint inside",
    "422 webhook-url-refused",
    () =>
      waybill.call("POST", "/v1/webhooks", {
        body: { url: "http://127.0.0.1/x", topics: ["orders.*"] },
      }),
  ],
  [
    "a refund of nothing",
    "400 validation-failed",
    () =>
      waybill.call("POST", `/v1/payments/${unknownId}/refunds`, {
        body: { amount: { amount: 0, currency: "EUR" }, reason: "x" },
      }),
  ],
  [
    "a refund of an unknown payment",
    "404 payment-not-found",
    () =>
      waybill.call("POST", `/v1/payments/${unknownId}/refunds`, {
        body: { amount: { amount: 1, currency: "EUR" }, reason: "x" },
      }),
  ],
  [
    "an unknown dead letter",
    "404 dead-letter-not-found",
    () => waybill.call("POST", "/v1/dead-letters/payments.1/replay"),
  ],
];

describe("a bad request is refused with its own code, and nothing is written", () => {
  let untouched: object = {};
  before(async () => {
    // What the sample shop set off is still being worked on.
    await waybill.until(async () => {
      const earlier = untouched;
      untouched = await books.written();
      return isDeepStrictEqual(earlier, untouched);
    });
  });

  for (const [what, expected, send] of refused) {
    test(what, async () => {
      const answer = await send();
      assertProblem(answer, expected);
      assert.deepEqual(await books.written(), untouched);
    });
  }
});

describe("a request that comes again", { concurrency: true }, () => {
  test("50 times at once under one key: one order, and the same answer to all", async () => {
    const sku = await shop.product({ lisbon: 100 });
    const send = () =>
      waybill.placeOrder({ lines: [{ sku, quantity: 1 }] }, { "idempotency-key": "fifty" });
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
    const [id, ...others] = new Set(answers.map(({ body }) => (body as OrderDocument).id));
    assert.deepEqual(others, []);
    assert.equal(
      answers.filter(({ headers }) => headers.get("idempotent-replayed") === "true").length,
      49,
    );
    await shop.expect(id!, completed(1000));
    await shop.expectStock(sku, { lisbon: [99, 0, 1] });
    const replayed = await send();
    assert.deepEqual(replayed.body, answers[0]?.body);
  });

  test("the same key with another body is refused, and a key is its tenant's own", async () => {
    const headers = { "idempotency-key": "reused" };
    const first = await waybill.placeOrder({}, headers);
    assertProblem(
      await waybill.placeOrder({ reference: "other" }, headers),
      "422 idempotency-key-reused",
    );
    const again = await waybill.placeOrder({}, headers);
    assert.equal((again.body as OrderDocument).id, (first.body as OrderDocument).id);
  });

  test("the same reference belongs to one order for ever, also 20 times at once", async () => {
    const sku = await shop.product({ lisbon: 100 });
    const send = () => waybill.placeOrder({ reference: "web-1", lines: [{ sku, quantity: 1 }] });
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    const [accepted, ...more] = answers.filter(({ status }) => status === 202);
    assert.deepEqual(more, []);
    const { id } = accepted!.body as OrderDocument;
    for (const answer of answers.filter(({ status }) => status !== 202)) {
      assertProblem(answer, "409 reference-taken");
      assert.equal((answer.body as { orderId: string }).orderId, id);
    }
    await shop.expect(id, completed(1000));
    await shop.expectStock(sku, { lisbon: [99, 0, 1] });
  });

  test("a refused request leaves its key free for a better one", async () => {
    const headers = { "idempotency-key": "second-try" };
    assertProblem(
      await waybill.placeOrder({ lines: [{ sku: "NOT-THERE", quantity: 1 }] }, headers),
      "422 unknown-sku",
    );
    assert.equal((await waybill.placeOrder({}, headers)).status, 202);
  });
});

test("a stale ETag, a tampered cursor and a deleted product are refused", async () => {
  const sku = await shop.product();
  const id = await shop.place([sku], { token: "tok_timeout_after_success" });
  const address = { ...anasOrder.shippingAddress, city: "Braga" };
  const stale = await waybill.call("PUT", `/v1/orders/${id}`, {
    body: { shippingAddress: address },
    headers: { "if-match": '"99"' },
  });
  assertProblem(stale, "412 stale-version");
  const page = await books.read<{ nextCursor: string }>("/v1/orders?limit=1");
  const cursor = page.nextCursor.replace(/^./, (first) => (first === "A" ? "B" : "A"));
  assertProblem(
    await waybill.call("GET", `/v1/orders?limit=1&cursor=${cursor}`),
    "400 invalid-cursor",
  );
  const elsewhere = await waybill.call("GET", `/v1/products?limit=1&cursor=${page.nextCursor}`);
  assertProblem(elsewhere, "400 invalid-cursor");
  const { items } = await books.read<{ items: { id: string }[] }>(`/v1/products?sku=${sku}`);
  await shop.send("DELETE", `/v1/products/${items[0]!.id}`);
  const next = { lines: [{ sku, quantity: 1 }], expectedTotal: { amount: 1, currency: "EUR" } };
  await waybill.until(async () => (await waybill.placeOrder(next)).status === 422);
  assertProblem(await waybill.placeOrder(next), "422 product-unavailable");
  await waybill.until(async () => (await books.order(id)).status === "completed");
});

test("nothing has changed since", () => shop.expectAllAsBefore());

function assertProblem(answer: Answer, expected: string): void {
  const { status, headers, body } = answer;
  const problem = body as Record<string, unknown>;
  assert.equal(`${status} ${String(problem["code"])}`, expected, JSON.stringify(problem));
  assert.match(headers.get("content-type") ?? "", /^application\/problem\+json/);
  assert.equal(problem["status"], status);
  assert.ok(problem["type"] && problem["title"] && problem["detail"]);
  assert.equal(problem["correlationId"], headers.get("x-correlation-id"));
  assert.doesNotMatch(JSON.stringify(problem), /node_modules|\bat .*\.ts:|"stack"/);
}
