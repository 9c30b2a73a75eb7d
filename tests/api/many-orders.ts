import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrderDocument } from "../ledgers.ts";
import { completed } from "../outcomes.ts";
import { assertProblem } from "../problem.ts";
import { anasOrder, type Answer } from "../waybill-process.ts";
import type { Shop } from "../shop.ts";

interface Item {
  readonly status: number;
  readonly order?: OrderDocument;
  readonly problem?: Readonly<Record<string, unknown>>;
  readonly replayed?: boolean;
}

/** Many orders in one call. */
export function manyOrders(shop: Shop): void {
  const { waybill } = shop;
  const place = (orders: readonly unknown[]): Promise<Answer> =>
    waybill.call("POST", "/v1/order-batches", { body: { orders } });
  const entry = (idempotencyKey: string, changes: object) => ({
    idempotencyKey,
    order: { ...anasOrder, ...changes },
  });
  const itemsOf = ({ status, body }: Answer): readonly Item[] => {
    assert.equal(status, 200);
    return (body as { readonly items: readonly Item[] }).items;
  };

  describe("many orders in one call", { concurrency: true }, () => {
    test("each stands for itself, and is carried through", async () => {
      const sku = await shop.product({ lisbon: 100 });
      const lines = [{ sku, quantity: 1 }];
      const items = itemsOf(
        await place([
          entry("many-1", { lines }),
          entry("many-2", { lines: [{ sku: "NOT-THERE", quantity: 1 }] }),
          entry("many-3", { lines, expectedTotal: { amount: 1, currency: "EUR" } }),
          entry("many-4", { lines: [{ sku, quantity: 2 }] }),
        ]),
      );
      assert.deepEqual(
        items.map(({ status, problem }) => [status, problem?.["code"]]),
        [
          [202, undefined],
          [422, "unknown-sku"],
          [409, "total-changed"],
          [202, undefined],
        ],
      );
      const errors = items[1]?.problem?.["errors"] as readonly { readonly pointer: string }[];
      assert.equal(errors[0]?.pointer, "/lines/0/sku");
      await shop.expect(items[0]!.order!.id, completed(1000));
      await shop.expect(items[3]!.order!.id, completed(2000));
      await shop.expectStock(sku, { lisbon: [97, 0, 3] });
    });

    test("each has a correlation id of its own, so that its story is its own", async () => {
      const sku = await shop.product({ lisbon: 100 });
      const orders = ["story-1", "story-2"].map((key) =>
        entry(key, { lines: [{ sku, quantity: 1 }] }),
      );
      const answer = await place(orders);
      const call = answer.headers.get("x-correlation-id");
      for (const [index, { order }] of itemsOf(answer).entries()) {
        await shop.expect(order!.id, completed(1000));
        const history = await waybill.call("GET", `/v1/orders/${order!.id}/history`);
        const { items } = history.body as {
          readonly items: readonly { readonly correlationId: string; readonly data: unknown }[];
        };
        assert.equal(items[0]?.correlationId, `${call}.${index + 1}`);
      }
    });

    test("the same again places nothing anew, alone or among others", async () => {
      const sku = await shop.product({ lisbon: 100 });
      const lines = [{ sku, quantity: 1 }];
      const orders = [entry("again-1", { lines }), entry("again-2", { lines })];
      const first = itemsOf(await place(orders));
      const again = itemsOf(await place([...orders].reverse()));
      assert.deepEqual(
        again.map(({ order, replayed }) => [order, replayed]),
        first.map(({ order }) => [order, true]).reverse(),
      );
      const alone = await waybill.placeOrder({ lines }, { "idempotency-key": "again-1" });
      assert.equal(alone.headers.get("idempotent-replayed"), "true");
      assert.equal((alone.body as OrderDocument).id, first[0]?.order?.id);
      const [reused] = itemsOf(await place([entry("again-1", { lines, reference: "r" })]));
      assert.equal(reused?.problem?.["code"], "idempotency-key-reused");
      await shop.expect(first[0]!.order!.id, completed(1000));
      await shop.expect(first[1]!.order!.id, completed(1000));
      await shop.expectStock(sku, { lisbon: [98, 0, 2] });
    });

    test("the same key twice in one call is one order", async () => {
      const sku = await shop.product({ lisbon: 100 });
      const twin = entry("twin", { lines: [{ sku, quantity: 1 }] });
      const items = itemsOf(await place([twin, twin]));
      assert.equal(new Set(items.map(({ order }) => order?.id)).size, 1);
      await shop.expect(items[0]!.order!.id, completed(1000));
      await shop.expectStock(sku, { lisbon: [99, 0, 1] });
    });

    test("what is malformed anywhere is refused as a whole, and nothing is placed", async () => {
      const sku = await shop.product({ lisbon: 100 });
      const good = entry("whole-1", { lines: [{ sku, quantity: 1 }] });
      const bad = entry("whole-2", { lines: [{ sku, quantity: 0 }] });
      const refused = await place([good, bad]);
      assertProblem(refused, "400 validation-failed");
      const [error] = (refused.body as { errors: readonly { pointer: string }[] }).errors;
      assert.equal(error?.pointer, "/orders/1/order/lines/0/quantity");
      for (const orders of [[], Array.from({ length: 101 }, () => good), [{ order: good.order }]]) {
        assertProblem(await place(orders), "400 validation-failed");
      }
      const [item] = itemsOf(await place([good]));
      assert.equal(item?.replayed, false);
      await shop.expect(item.order!.id, completed(1000));
    });

    test("a customer's key may not", async () => {
      const { key } = await shop.key("customer", "ana@example.com");
      const answer = await waybill.call("POST", "/v1/order-batches", {
        key,
        body: { orders: [entry("customers", {})] },
      });
      assertProblem(answer, "403 forbidden");
    });
  });
}
