import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  type Answer,
  type CallInit,
  orderBody,
  type RunningHost,
  startHost,
  textOf,
} from "./testing/test-host.ts";

/** What every refusal must be, whatever its cause. */
function assertProblem(answer: Answer, status: number, code: string): void {
  assert.equal(`${answer.status} ${textOf(answer, "code")}`, `${status} ${code}`, answer.text);
  assert.equal(answer.headers.get("content-type"), "application/problem+json; charset=utf-8");
  const { type, title, detail, instance, correlationId } = answer.json;
  assert.equal(answer.json["status"], status);
  assert.equal(type, `urn:waybill:problem:${code}`);
  assert.ok(title && detail && instance);
  assert.equal(correlationId, answer.headers.get("x-correlation-id"));
  assert.doesNotMatch(answer.text, /node_modules|\bat .*\.ts:|"stack"/);
}

async function refused(
  context: TestContext,
  cases: readonly (readonly [string, CallInit, string])[],
): Promise<void> {
  const host = await startHost(context);
  for (const [path, init, expected] of cases) {
    const [status, code = ""] = expected.split(" ");
    assertProblem(await host.call(path, init), Number(status), code);
  }
  assert.deepEqual(host.logs, [], "a refusal is not logged");
}

const order = (change: object): CallInit => ({ body: { ...orderBody, ...change } });
const line = (quantity: unknown): CallInit => order({ lines: [{ sku: "A", quantity }] });
const raw = (text: string | Uint8Array<ArrayBuffer>, headers = {}): CallInit => ({
  raw: text,
  headers,
});
const PATH = "/v1/orders";

test("a body that is no JSON, or none at all", (context) =>
  refused(context, [
    [PATH, raw("{"), "400 malformed-json"],
    [PATH, raw(""), "400 malformed-json"],
    [PATH, { method: "POST" }, "400 validation-failed"],
    [PATH, { body: [] }, "400 validation-failed"],
    [PATH, { body: null }, "400 validation-failed"],
    [PATH, { body: "text" }, "400 validation-failed"],
  ]));

test("a wrong content type, charset or encoding", (context) =>
  refused(context, [
    [PATH, raw("{}", { "content-type": "text/plain" }), "415 unsupported-media-type"],
    [
      PATH,
      raw("a=b", { "content-type": "application/x-www-form-urlencoded" }),
      "415 unsupported-media-type",
    ],
    [PATH, raw("{}", { "content-type": "nonsense" }), "415 unsupported-media-type"],
    [
      PATH,
      raw("{}", { "content-type": "application/json; charset=latin1" }),
      "415 unsupported-media-type",
    ],
    [PATH, raw("{}", { "content-encoding": "gzip" }), "415 unsupported-media-type"],
  ]));

test("a body over the limit, announced or not", async (context) => {
  const host = await startHost(context);
  const text = JSON.stringify({ ...orderBody, note: "x".repeat(300_000) });
  const answer = await host.call(PATH, raw(text));
  assertProblem(answer, 413, "body-too-large");
  assert.equal(answer.json["limitBytes"], 262_144);
  const unannounced = await fetch(`${host.url}${PATH}`, {
    method: "POST",
    headers: { authorization: "Bearer wb_customer", "content-type": "application/json" },
    body: new Blob([text]).stream(),
    duplex: "half",
  });
  assert.equal(unannounced.status, 413);
  assert.equal(((await unannounced.json()) as { code: string }).code, "body-too-large");
});

test("unknown fields, at the top and inside", (context) =>
  refused(context, [
    [PATH, order({ color: "blue" }), "400 validation-failed"],
    [PATH, order({ lines: [{ sku: "A", quantity: 1, price: 1 }] }), "400 validation-failed"],
    [`${PATH}?color=blue`, {}, "400 validation-failed"],
    [`${PATH}?color=blue`, { body: orderBody }, "400 validation-failed"],
  ]));

test("quantities that are no whole number in range, never coerced", (context) =>
  refused(context, [
    ...[0, -1, 1.5, 2 ** 53, "1", null, true, [1]].map(
      (quantity) => [PATH, line(quantity), "400 validation-failed"] as const,
    ),
    [PATH, raw('{"lines":[{"sku":"A","quantity":1e309}]}'), "400 validation-failed"],
  ]));

test("1,001 lines", (context) => {
  const lines = Array.from({ length: 1_001 }, () => ({ sku: "A", quantity: 1 }));
  return refused(context, [[PATH, order({ lines }), "400 validation-failed"]]);
});

test("too few and too many say how many there are", async (context) => {
  const { call } = await startHost(context);
  const none = await call(PATH, order({ lines: [] }));
  assert.match(JSON.stringify(none.json), /\/lines must not have fewer than 1 items, not 0\./);
});

test("prototype poisoning", (context) =>
  refused(context, [
    [PATH, raw('{"__proto__":{"lines":[]}}'), "400 forbidden-key"],
    [PATH, raw('{"constructor":{"prototype":{"x":1}}}'), "400 forbidden-key"],
    [`${PATH}?__proto__=1`, {}, "400 validation-failed"],
  ]));

test("NUL, lone surrogates and bytes that are not UTF-8, in body, query and path", (context) =>
  refused(context, [
    [PATH, raw(String.raw`{"lines":[{"sku":"A\u0000","quantity":1}]}`), "400 invalid-text"],
    [PATH, raw(String.raw`{"lines":[{"sku":"\ud800","quantity":1}]}`), "400 invalid-text"],
    [PATH, raw(Uint8Array.of(0x22, 0xc3, 0x28, 0x22)), "400 invalid-text"],
    [`${PATH}?limit=%00`, {}, "400 invalid-text"],
    [`${PATH}?limit=%ed%a0%80`, {}, "400 invalid-text"],
    [`${PATH}?%ff=1`, {}, "400 invalid-text"],
    [`${PATH}/ord_%00`, { method: "PUT", body: {} }, "400 invalid-text"],
    [`${PATH}/ord_%ff`, { method: "PUT", body: {} }, "400 invalid-text"],
  ]));

test("deep nesting", (context) =>
  refused(context, [
    [PATH, raw("[".repeat(33) + "]".repeat(33)), "400 too-deep"],
    [PATH, raw("[".repeat(100_000) + "]".repeat(100_000)), "400 too-deep"],
  ]));

test("a malformed id", (context) =>
  refused(context, [
    [`${PATH}/prd_1`, { method: "PUT", body: {} }, "400 malformed-id"],
    [`${PATH}/ord_${"1".repeat(31)}`, { method: "PUT", body: {} }, "400 malformed-id"],
    [`${PATH}/ord_1'--`, { method: "PUT", body: {} }, "400 malformed-id"],
  ]));

test("an unknown route and a wrong method", async (context) => {
  await refused(context, [
    ["/v1/nothing", {}, "404 not-found"],
    ["/v1/nothing", raw("{"), "404 not-found"],
    [`/v1/${"x".repeat(2_000)}`, {}, "404 not-found"],
    [PATH, { method: "PATCH", body: {} }, "405 method-not-allowed"],
    ["/health/live", { method: "DELETE" }, "405 method-not-allowed"],
  ]);
  const host = await startHost(context);
  const answer = await host.call(`${PATH}/ord_1`);
  assertProblem(answer, 405, "method-not-allowed");
  assert.equal(answer.headers.get("allow"), "DELETE, PUT");
});

test("a missing, malformed or wrong key is 401, before the body is looked at", async (context) => {
  const host = await startHost(context);
  const attempts: CallInit[] = [
    { ...raw("{"), key: null },
    { ...raw("{"), key: "wb_revoked" },
    { ...raw("{"), key: null, headers: { authorization: "Basic d2I6" } },
    { ...raw("{"), key: null, headers: { authorization: "Bearer" } },
  ];
  for (const attempt of attempts) {
    const answer = await host.call(PATH, attempt);
    assertProblem(answer, 401, "unauthorized");
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer realm="waybill"/);
  }
});

test("a role that is too low", (context) =>
  refused(context, [[`${PATH}/ord_1`, { method: "DELETE" }, "403 forbidden"]]));

test("an Idempotency-Key that is empty, too long or not printable ASCII", (context) =>
  refused(
    context,
    ["", "a".repeat(256), "caf\u00e9"].map(
      (key) =>
        [
          PATH,
          { ...order({}), headers: { "idempotency-key": key } },
          "400 invalid-idempotency-key",
        ] as const,
    ),
  ));

test("a stale and a malformed If-Match", (context) =>
  refused(context, [
    [
      `${PATH}/ord_1`,
      { method: "PUT", body: {}, headers: { "if-match": '"6"' } },
      "412 stale-version",
    ],
    [
      `${PATH}/ord_1`,
      { method: "PUT", body: {}, headers: { "if-match": "7" } },
      "400 malformed-if-match",
    ],
  ]));

test("every wrong place of a body is named, with a pointer, a code and the value", async (context) => {
  const host: RunningHost = await startHost(context);
  const answer = await host.call(PATH, {
    body: { lines: [{ sku: "A", quantity: 1.5 }, { sku: "B" }], "a/b": 1 },
  });
  assert.deepEqual(answer.json["errors"], [
    {
      in: "body",
      pointer: "/a~1b",
      code: "unknown-field",
      message: "is not a known field: remove it",
    },
    {
      in: "body",
      pointer: "/lines/0/quantity",
      code: "wrong-type",
      message: "must be integer, not 1.5",
    },
    { in: "body", pointer: "/lines/1/quantity", code: "required", message: "is required" },
  ]);
});
