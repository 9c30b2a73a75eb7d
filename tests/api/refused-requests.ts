import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { assertProblem } from "../problem.ts";
import type { Shop } from "../shop.ts";
import { anasOrder, type Answer } from "../waybill-process.ts";

const unknownId = `ord_${"0".repeat(26)}`;

type Refused = readonly [what: string, expected: string, send: () => Promise<Answer>];

/** Everything that clients get wrong, by mistake or on purpose. */
export function refusedRequests(shop: Shop): void {
  const { books, waybill } = shop;
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
          body: {
            location: "faro",
            reason: "lost",
            lines: [{ sku: "MUG-BLUE", quantity: -1_001 }],
          },
        }),
    ],
    [
      "a SKU that is taken",
      "409 sku-taken",
      () =>
        waybill.call("POST", "/v1/products", {
          body: {
            sku: "MUG-BLUE",
            name: "x",
            category: "x",
            price: { amount: 1, currency: "EUR" },
          },
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
}
