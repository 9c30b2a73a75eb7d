import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { completed } from "../outcomes.ts";
import { assertProblem } from "../problem.ts";
import type { Shop } from "../shop.ts";

interface Overview {
  readonly orders: {
    readonly accepted: number;
    readonly completed: number;
    readonly revenue: readonly { readonly amount: number; readonly currency: string }[];
  };
  readonly services: readonly { readonly name: string; readonly status: string }[];
  readonly flows: readonly { readonly from: string; readonly to: string }[];
}

/** What the console shows first, and the files that it is made of. */
export function operations(shop: Shop): void {
  const { waybill } = shop;
  const overview = async (key?: string): Promise<Overview> => {
    const { status, body } = await waybill.call(
      "GET",
      "/v1/ops/overview",
      key === undefined ? {} : { key },
    );
    assert.equal(status, 200);
    return body as Overview;
  };
  const page = (path: string, headers: Record<string, string> = { accept: "text/html" }) =>
    fetch(new URL(path, waybill.url), { headers });

  describe("the overview", () => {
    test("counts an order when it is placed and when it ends, with what it was worth", async () => {
      const before = await overview();
      const order = await shop.place([await shop.product()]);
      await shop.expect(order, completed(1000));
      const after = await overview();
      assert.ok(after.orders.accepted > before.orders.accepted);
      assert.ok(after.orders.completed > before.orders.completed);
      assert.ok((after.orders.revenue[0]?.amount ?? 0) >= 1000);
    });

    test("shows the services and what they hear of each other", async () => {
      const { services, flows } = await overview();
      assert.equal(services.length, 7);
      assert.ok(flows.some(({ from, to }) => from === "orders" && to === "inventory"));
    });

    test("counts nothing of other tenants, and is not for customers", async () => {
      const rival = await shop.key("operator", undefined, "rival");
      assert.equal((await overview(rival.key)).orders.accepted, 0);
      const { key } = await shop.key("customer", "ana@example.com");
      assertProblem(await waybill.call("GET", "/v1/ops/overview", { key }), "403 forbidden");
    });

    test("comes once a second as a stream", async () => {
      const headers = { authorization: `Bearer ${waybill.apiKey}` };
      const signal = AbortSignal.timeout(20_000);
      const answer = await fetch(new URL("/v1/ops/live", waybill.url), { headers, signal });
      let text = "";
      for await (const part of answer.body ?? []) {
        text += Buffer.from(part).toString();
        if (text.split("event: overview\n").length > 2) break;
      }
      const [, first = ""] = text.split("event: overview\ndata: ");
      assert.equal((JSON.parse(first.split("\n")[0] ?? "") as Overview).services.length, 7);
    });
  });

  describe("the console's address", () => {
    test("gives its page to browsers, under a policy that lets no other script in", async () => {
      for (const path of ["/", "/orders/ord_1"]) {
        const answer = await page(path);
        assert.equal(answer.status, 200);
        const html = await answer.text();
        const policy = answer.headers.get("content-security-policy") ?? "";
        const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "?";
        assert.ok(html.includes(nonce) && !html.includes("__CSP_NONCE__"));
        assert.match(policy, /script-src 'self';/);
        assert.doesNotMatch(html, /<script(?![^>]* src=)/);
      }
    });

    test("gives its files for good, and nothing outside of them", async () => {
      const html = await (await page("/")).text();
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? "";
      const answer = await page(script, {});
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get("cache-control") ?? "", /immutable/);
      for (const path of ["/assets/../../package.json", "/assets/%2e%2e/%2e%2e/package.json"])
        assert.doesNotMatch(await (await page(path, {})).text(), /"name"/);
    });

    test("sends them compressed to whoever takes that, and no body where only the head was asked for", async () => {
      const html = await (await page("/")).text();
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? "";
      const sizes = await Promise.all(
        ["br", "gzip", "identity"].map(async (encoding) => {
          const answer = await fetch(new URL(script, waybill.url), {
            method: "HEAD",
            headers: { "accept-encoding": encoding },
          });
          assert.equal(answer.headers.get("content-encoding") ?? "identity", encoding);
          return Number(answer.headers.get("content-length"));
        }),
      );
      const [br = 0, gzip = 0, plain = 0] = sizes;
      assert.ok(br > 0 && br < gzip && gzip < plain, sizes.join(" "));
    });

    test("stays the API's where it is the API's", async () => {
      for (const path of ["/v1/nothing", "/nothing"]) {
        const answer = await page(path, {});
        assert.equal(answer.status, 404);
        assert.match(answer.headers.get("content-type") ?? "", /problem\+json/);
      }
      assert.equal((await page("/v1/nothing")).status, 404);
    });
  });
}
