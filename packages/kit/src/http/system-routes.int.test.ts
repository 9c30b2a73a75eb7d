import assert from "node:assert/strict";
import { test } from "node:test";
import { startHost } from "./testing/test-host.ts";

const PATH = "/v1/orders";

test("metrics count by route pattern, method and status class", async (context) => {
  const { call } = await startHost(context);
  await call(`${PATH}/ord_1`, { method: "DELETE", key: "wb_operator" });
  await call("/v1/nothing-1");
  await call("/v1/nothing-2");
  const { text, headers } = await call("/metrics", { key: null });
  assert.match(headers.get("content-type") ?? "", /^text\/plain/);
  assert.match(text, /_seconds_count\{route="\/v1\/orders\/:id",method="DELETE",status="2xx"\} 1/);
  assert.match(text, /_seconds_count\{route="unmatched",method="GET",status="4xx"\} 2/);
  assert.match(text, /waybill_http_requests_in_flight 1\n/);
});

test("readiness tells which dependency is missing", async (context) => {
  const { call } = await startHost(context, {
    health: {
      ready: async () => ({ ok: false, checks: { store: { ok: false, detail: "refused" } } }),
    },
  });
  const answer = await call("/health/ready", { key: null });
  assert.equal(answer.status, 503);
  assert.deepEqual(answer.json, { ok: false, checks: { store: { ok: false, detail: "refused" } } });
  assert.equal((await call("/health/live", { key: null })).status, 200);
});

test("documents and the page need no key and load nothing from elsewhere", async (context) => {
  const { call } = await startHost(context, { asyncapi: () => ({ asyncapi: "3.0.0" }) });
  const anonymous = { key: null };
  assert.equal((await call("/openapi.json", anonymous)).json["openapi"], "3.1.1");
  assert.deepEqual((await call("/asyncapi.json", anonymous)).json, { asyncapi: "3.0.0" });
  for (const path of ["/docs", "/docs/events"]) {
    const page = await call(path, anonymous);
    assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(
      page.headers.get("content-security-policy") ?? "",
      /script-src 'self'; style-src 'self'/,
    );
    assert.doesNotMatch(page.text, /https?:\/\/|<script>|<style/);
    const script = / src="([^"]+)"/.exec(page.text)?.[1] ?? "";
    for (const each of [script, "/docs/parts.js"]) {
      const { headers } = await call(each, anonymous);
      assert.match(headers.get("content-type") ?? "", /^text\/javascript/);
    }
  }
});

test("a process without events has no AsyncAPI document", async (context) => {
  const { call } = await startHost(context);
  assert.equal((await call("/asyncapi.json")).status, 404);
});
