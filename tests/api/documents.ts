import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { contracts } from "@waybill/contracts";
import type { Shop } from "../shop.ts";

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly security?: readonly object[];
}

/** What the API says of itself. */
export function documents({ waybill }: Shop): void {
  describe("the documents", { concurrency: true }, () => {
    test("OpenAPI 3.1 describes every route, and each of its references leads somewhere", async () => {
      const { status, body } = await waybill.call("GET", "/openapi.json", { key: null });
      assert.equal(status, 200);
      const document = body as {
        openapi: string;
        paths: Record<string, Record<string, Operation>>;
      };
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

    test("the console's types are what the OpenAPI document gives", async () => {
      const tool = new URL("../../apps/console/tools/write-api-types.ts", import.meta.url).pathname;
      await promisify(execFile)(process.execPath, [tool, "--check", "--url", waybill.url]);
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
      for (const path of [
        "/docs",
        "/docs/events",
        "/docs/parts.js",
        "/health/live",
        "/health/ready",
        "/metrics",
      ]) {
        const response = await fetch(new URL(path, waybill.url));
        assert.equal(response.status, 200, path);
        await response.text();
      }
    });
  });
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
