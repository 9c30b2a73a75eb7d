import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertProblem } from "../problem.ts";
import type { Shop } from "../shop.ts";
import { anasOrder } from "../waybill-process.ts";

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

/** Pages, cursors and ETags. */
export function listsAndVersions(shop: Shop): void {
  const { books, waybill } = shop;
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
      const { items } = await books.read<{ items: { sku: string }[] }>(
        "/v1/stock?below=3&limit=200",
      );
      const skus = items.map((item) => item.sku);
      assert.ok(skus.includes(low) && !skus.includes(enough));
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
  });
}
