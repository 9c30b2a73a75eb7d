import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrderDocument } from "../ledgers.ts";
import { completed } from "../outcomes.ts";
import { assertProblem } from "../problem.ts";
import type { Shop } from "../shop.ts";
import { anasOrder } from "../waybill-process.ts";

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

/** Keys, roles and tenants. */
export function access(shop: Shop): void {
  const { books, waybill } = shop;
  describe("who may see what", { concurrency: true }, () => {
    test("customers see their own orders only, and set no prices", async () => {
      const sku = await shop.product();
      const order = await shop.place([sku]);
      const { key } = await shop.key("customer", "bea@example.com");
      for (const path of ["", "/history", "/events"]) {
        assertProblem(
          await waybill.call("GET", `/v1/orders/${order}${path}`, { key }),
          "404 order-not-found",
        );
      }
      assertProblem(
        await waybill.call("DELETE", `/v1/orders/${order}`, { key }),
        "404 order-not-found",
      );
      assertProblem(await waybill.call("GET", `/v1/payments/${order}`, { key }), "403 forbidden");
      const own = await waybill.call("GET", "/v1/orders", { key });
      assert.deepEqual((own.body as Page).items, []);
      const lines = [{ sku, quantity: 1, unitPrice: { amount: 1, currency: "EUR" } }];
      const bea = { email: "Bea@example.com", name: "Bea" };
      const body = (changes: object) => ({ ...anasOrder, customer: bea, ...changes });
      const cheap = await waybill.call("POST", "/v1/orders", { body: body({ lines }), key });
      assertProblem(cheap, "403 price-override-forbidden");
      const forAna = await waybill.call("POST", "/v1/orders", {
        body: { ...anasOrder, lines: [{ sku, quantity: 1 }] },
        key,
      });
      assertProblem(forAna, "403 other-customer");
      const placed = await waybill.call("POST", "/v1/orders", {
        body: body({ lines: [{ sku, quantity: 1 }] }),
        key,
      });
      assert.equal(placed.status, 202);
      const { id } = placed.body as OrderDocument;
      assert.equal((await waybill.call("GET", `/v1/orders/${id}`, { key })).status, 200);
    });

    test("customers find products only while they are on sale", async () => {
      const sku = await shop.product();
      const { key } = await shop.key("customer", "bea@example.com");
      const list = `/v1/products?sku=${sku}`;
      const { items } = await books.read<Page>(list);
      const path = `/v1/products/${items[0]!.id}`;
      const found = async (query = "") => {
        const { body } = await waybill.call("GET", `${list}${query}`, { key });
        return (body as Page).items.length;
      };
      assert.equal((await waybill.call("GET", path, { key })).status, 200);
      assert.deepEqual([await found(), await found("&status=active")], [1, 1]);
      for (const status of ["draft", "archived"]) {
        await shop.send("PATCH", path, { status });
        await waybill.until(async () => {
          const drawn = await books.read<Page>(`${list}&status=${status}`);
          return drawn.items.length === 1;
        });
        assertProblem(await waybill.call("GET", path, { key }), "404 product-not-found");
        assert.deepEqual([await found(), await found(`&status=${status}`)], [0, 0]);
        const order = { ...anasOrder, customer: { email: "bea@example.com", name: "Bea" } };
        const body = { ...order, lines: [{ sku, quantity: 1 }] };
        const placed = await waybill.call("POST", "/v1/orders", { key, body });
        assertProblem(placed, "422 product-unavailable");
      }
    });

    test("another tenant's key finds nothing of this one: 404 everywhere, and lists that are empty", async () => {
      const sku = await shop.product();
      const order = await shop.place([sku]);
      await shop.expect(order, completed(1000));
      const { shipments } = await books.order(order);
      const { items } = await books.read<Page>(`/v1/products?sku=${sku}`);
      const { key } = await shop.key("admin", undefined, "rival");
      const paths = [
        `/v1/orders/${order}`,
        `/v1/orders/${order}/history`,
        `/v1/orders/${order}/events`,
        `/v1/payments/${order}`,
        `/v1/processes/${order}`,
        `/v1/shipments/${shipments[0]!.id}`,
        `/v1/products/${items[0]!.id}`,
        `/v1/stock/${sku}`,
        `/v1/notifications/ntf_${order.slice(4)}.placed`,
      ];
      for (const path of paths)
        assert.equal((await waybill.call("GET", path, { key })).status, 404, path);
      for (const path of [
        "orders",
        "products",
        "stock",
        "processes",
        "locations",
        "dead-letters",
        "webhooks",
      ]) {
        const { status, body } = await waybill.call("GET", `/v1/${path}`, { key });
        assert.deepEqual([status, (body as Page).items], [200, []], path);
      }
      const notifications = await waybill.call("GET", `/v1/notifications?orderId=${order}`, {
        key,
      });
      assert.deepEqual((notifications.body as Page).items, []);
      assert.equal((await waybill.call("DELETE", `/v1/orders/${order}`, { key })).status, 404);
      assert.equal(
        (await waybill.call("POST", `/v1/processes/${order}/cancel`, { key })).status,
        404,
      );
      const refund = { amount: { amount: 1, currency: "EUR" }, reason: "mine" };
      assert.equal(
        (await waybill.call("POST", `/v1/payments/${order}/refunds`, { key, body: refund })).status,
        404,
      );
      const stolen = await waybill.call("POST", "/v1/orders", {
        key,
        body: { ...anasOrder, lines: [{ sku, quantity: 1 }] },
      });
      assertProblem(stolen, "422 unknown-sku");
      await shop.expect(order, completed(1000));
    });

    test("a key that is revoked is refused within a second or so", async () => {
      const { id, key } = await shop.key("operator");
      assert.equal((await waybill.call("GET", "/v1/orders", { key })).status, 200);
      const revoked = await waybill.command("keys", "revoke", id);
      assert.equal(revoked.code, 0, revoked.stderr);
      await waybill.until(
        async () => (await waybill.call("GET", "/v1/orders", { key })).status === 401,
        1_500,
      );
      assert.equal((await waybill.command("keys", "revoke", id)).code, 1);
    });
  });
}
