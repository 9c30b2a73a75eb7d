import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { requiredReason } from "./audit.ts";
import { buildOpenApi } from "./openapi.ts";
import { route } from "./route.ts";
import { echoRoutes, getRoute, type Json } from "./testing/test-host.ts";

const info = { title: "Test", version: "1.0.0" };

/** The part of a document at a path, which must exist. */
function at(document: Json, ...keys: string[]): Json {
  let part: Json | undefined = document;
  for (const key of keys) part = part?.[key];
  assert.ok(part, keys.join("/"));
  return part;
}

test("the document describes every operation with its roles, headers and problems", () => {
  const document = buildOpenApi(echoRoutes(), info) as unknown as Json;
  assert.equal(document["openapi"], "3.1.1");
  assert.deepEqual(Object.keys(document["paths"] ?? {}), [
    "/v1/orders",
    "/v1/orders/{id}",
    "/webhooks/provider",
  ]);
  const place = at(document, "paths", "/v1/orders", "post");
  assert.equal(place["operationId"], "placeOrder");
  assert.deepEqual(place["security"], [{ apiKey: [] }]);
  const parameters = place["parameters"] as unknown as readonly { $ref?: string }[];
  const named = parameters.map(({ $ref }) => $ref?.split("/").at(-1));
  assert.deepEqual(named, ["CorrelationId", "IdempotencyKey", "PreferWait", "Reason"]);
  const media = at(place, "requestBody", "content", "application/json");
  assert.deepEqual(media["schema"], {
    $ref: "#/components/schemas/OrderInput",
  });
  assert.ok(at(media, "examples", "one", "value"));
  assert.ok(at(place, "responses", "202", "headers", "Location"));
  assert.deepEqual(Object.keys(at(place, "responses")), [
    "202",
    "400",
    "401",
    "403",
    "409",
    "413",
    "415",
    "422",
    "429",
    "500",
    "503",
  ]);
  const webhook = at(document, "paths", "/webhooks/provider", "post");
  assert.deepEqual(webhook["security"], []);
  assert.ok(at(webhook, "responses", "401"), "signed instead of with a key");
  const limit = at(document, "paths", "/v1/orders", "get", "parameters", "0");
  assert.deepEqual(limit, {
    name: "limit",
    in: "query",
    schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
  });
});

test("every reference of the document leads somewhere", () => {
  const document = buildOpenApi(echoRoutes(), info);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  assert.ok(references.length > 20);
  for (const reference of references) {
    at(document as unknown as Json, ...reference.split("/"));
  }
});

test("a stream is described by one of its events, whose data is JSON in a text", () => {
  const stream = getRoute("/stream", () => ({ status: 200 }), {
    streams: true,
    responses: { 200: Type.Object({ a: Type.String() }, { title: "News" }) },
  });
  const document = buildOpenApi([stream], info) as unknown as Json;
  const content = at(document, "paths", "/stream", "get", "responses", "200", "content");
  assert.deepEqual(Object.keys(content), ["text/event-stream"]);
  const { data } = at(content, "text/event-stream", "schema", "properties");
  assert.deepEqual(data, {
    type: "string",
    contentMediaType: "application/json",
    contentSchema: { $ref: "#/components/schemas/News" },
  });
});

test("two different schemas with one title are refused", () => {
  const body = (field: object) => ({
    responses: { 200: Type.Object({ ...field }, { title: "Same" }) },
  });
  const one = getRoute("/one", () => ({ status: 200 }), body({ a: Type.String() }));
  const two = getRoute("/two", () => ({ status: 200 }), body({ b: Type.String() }));
  assert.throws(() => buildOpenApi([one, two], info), /title Same/);
});

test("a change that takes a reason says so, and with what a header brings", () => {
  const pause = route({
    method: "POST",
    path: "/v1/pause",
    operationId: "pause",
    summary: "Pause",
    tag: "Tests",
    roles: ["operator"],
    reason: "required",
    responses: { 204: null },
    handle: () => ({ status: 204 }),
  });
  const document = buildOpenApi([pause], info) as unknown as Json;
  const pauses = at(document, "paths", "/v1/pause", "post");
  const parameters = pauses["parameters"] as unknown as readonly {
    readonly name?: string;
    readonly required?: boolean;
    readonly schema?: { readonly pattern: string };
  }[];
  const reason = parameters.find(({ name }) => name === "X-Reason");
  assert.equal(reason?.required, true);
  for (const [header, given] of [
    ["late%20delivery", "late delivery"],
    ["100 %", "100 %"],
    ["%00", "%00"],
    ["%20", "%20"],
  ] as const) {
    assert.match(header, new RegExp(reason.schema?.pattern ?? "^$", "u"));
    assert.equal(requiredReason({ headers: { "x-reason": header } }), given);
  }
  for (const headers of [{}, { "x-reason": "" }, { "x-reason": " " }])
    assert.throws(() => requiredReason({ headers }), { code: "validation-failed", status: 400 });
});
