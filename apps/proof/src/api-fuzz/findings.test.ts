import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { operationIdsOf } from "./calls.ts";
import { findingsOf } from "./findings.ts";
import type { Caller } from "./role-rules.ts";

const ids = operationIdsOf({
  paths: {
    "/v1/orders": { get: { operationId: "listOrders" }, post: { operationId: "placeOrder" } },
    "/v1/stock/counts": { post: { operationId: "countStock" } },
  },
});
const admin: Caller = {
  role: "admin",
  key: "wb_admin",
  customer: "fuzz@example.com",
  foreignOrder: "ord_0",
};

const base64 = (text: string) => ({ $base64: Buffer.from(text).toString("base64") });
const headers = { Authorization: ["Bearer wb_admin"], "X-Note": ["a"] };

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly answer?: string;
  readonly body?: string;
  readonly failed?: string;
}

/** A scenario as schemathesis 4.32 writes it. */
function scenario(label: string, calls: readonly Sent[]): string {
  const named = calls.map((call, index): [string, Sent] => [`c${index}`, call]);
  const each = (shape: (call: Sent) => unknown) =>
    Object.fromEntries(named.map(([id, call]) => [id, shape(call)]));
  const recorder = {
    label,
    cases: each(({ method, path }) => ({ value: { method, path } })),
    checks: each(({ failed }) =>
      failed === undefined
        ? [{ name: "not_a_server_error", status: "success" }]
        : [
            {
              name: failed,
              status: "failure",
              failure_info: { failure: { title: "Bad", message: "Why" } },
            },
          ],
    ),
    interactions: each(({ method, path, status, answer = "", body = "" }) => ({
      request: { method, uri: `http://127.0.0.1:1${path}?a=1`, headers, body: base64(body) },
      response: { status_code: status, headers: { allow: ["GET"] }, content: base64(answer) },
    })),
  };
  return JSON.stringify({ ScenarioFinished: { id: "1", recorder } });
}

async function found(...lines: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), "api-fuzz-test-"));
  try {
    const file = join(directory, "calls.ndjson");
    writeFileSync(file, `{"Initialize":{}}\n${lines.join("\n")}\n`);
    return await findingsOf(file, ids, admin);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const get = { method: "GET", path: "/v1/orders" };
const post = { method: "POST", path: "/v1/orders" };
const count = { method: "POST", path: "/v1/stock/counts" };

test("what many requests show of one operation is one finding, with the shortest of them", async () => {
  const failed = { status: 500, answer: '{"code":"internal"}', failed: "not_a_server_error" };
  const { failures, statuses, missed } = await found(
    scenario("POST /v1/orders", [
      { ...post, ...failed, body: "a long body" },
      { ...post, ...failed, body: "{}" },
    ]),
    scenario("Stateful tests", [
      { ...get, status: 200 },
      { ...post, ...failed, body: "another body" },
    ]),
  );
  assert.deepEqual(failures, [
    {
      check: "not_a_server_error",
      operation: "POST /v1/orders",
      message: "Bad: Why",
      requests: 3,
      request: "POST /v1/orders?a=1\nx-note: a\n\n{}",
      answer: '500 {"code":"internal"}',
    },
  ]);
  assert.deepEqual(statuses, { 200: 1, 500: 3 });
  assert.deepEqual(missed, ["POST /v1/stock/counts"]);
});

test("another status, code or check is another finding", async () => {
  const refused = (code: string) => ({
    ...post,
    status: 400,
    answer: `{"code":"${code}"}`,
    failed: "positive_data_acceptance",
  });
  const { failures } = await found(
    scenario("POST /v1/orders", [
      refused("validation-failed"),
      refused("malformed-json"),
      { ...refused("malformed-json"), failed: "status_code_conformance" },
      { ...refused("malformed-json"), status: 409 },
    ]),
  );
  assert.equal(failures.length, 4);
});

test("what is tolerated is counted, and nothing else", async () => {
  const refused = (code: string) => ({
    ...get,
    status: 400,
    answer: `{"code":"${code}"}`,
    failed: "positive_data_acceptance",
  });
  const { failures, tolerated } = await found(
    scenario("GET /v1/orders", [refused("invalid-cursor"), refused("invalid-time")]),
    scenario("GET /v1/orders", [
      { ...refused("malformed-id"), path: "/v1/orders/None" },
      { ...refused("malformed-id"), path: "/v1/orders/Nonesuch" },
    ]),
    scenario("POST /v1/stock/counts", [
      { ...count, method: "OPTIONS", status: 405, failed: "allow_header_conformance" },
    ]),
    scenario("POST /v1/orders", [
      { ...post, method: "OPTIONS", status: 405, failed: "allow_header_conformance" },
    ]),
  );
  assert.deepEqual(
    failures.map(({ check, operation }) => `${check} ${operation}`),
    [
      "positive_data_acceptance GET /v1/orders",
      "positive_data_acceptance GET /v1/orders",
      "allow_header_conformance POST /v1/orders",
    ],
  );
  assert.deepEqual(Object.values(tolerated), [1, 1, 1]);
});

test("a call that breaks the rules of its caller is a finding", async () => {
  const { failures } = await found(scenario("GET /v1/orders", [{ ...get, status: 503 }]));
  assert.equal(failures[0]?.check, "role_rules");
});
