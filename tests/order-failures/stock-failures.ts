import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cancelledUnpaid, completed } from "../outcomes.ts";
import type { Shop } from "../shop.ts";

/** Too little on the shelves, too many buyers, and products that go while they are ordered. */
export function stockFailures(shop: Shop): void {
  const { books, waybill } = shop;
  describe("stock that does not suffice", { concurrency: true }, () => {
    test("out of stock: the order is cancelled, nothing is taken and nobody is asked for money", async () => {
      const [scarce, plenty] = [await shop.product({ lisbon: 1, porto: 1 }), await shop.product()];
      const lines = [
        { sku: plenty, quantity: 1 },
        { sku: scarce, quantity: 3 },
      ];
      const order = await shop.place([], { changes: { lines } });
      await shop.expect(order, cancelledUnpaid("out_of_stock"));
      await shop.expectStock(plenty, { lisbon: [10, 0, 0] });
      await shop.expectStock(scarce, { lisbon: [1, 0, 0], porto: [1, 0, 0] });
      const failed = (await books.history(order)).find(({ type }) => type === "ReservationFailed");
      assert.deepEqual(failed?.data["shortages"], [{ sku: scarce, requested: 3, available: 2 }]);
    });

    test("a product that was never received is out of stock", async () => {
      await shop.expect(
        await shop.place([await shop.product({})]),
        cancelledUnpaid("out_of_stock"),
      );
    });

    test("two lines of one SKU are summed before they are compared with the shelf", async () => {
      const sku = await shop.product({ lisbon: 3 });
      const two = [
        { sku, quantity: 2 },
        { sku, quantity: 2 },
      ];
      await shop.expect(
        await shop.place([], { changes: { lines: two } }),
        cancelledUnpaid("out_of_stock"),
      );
      await shop.expectStock(sku, { lisbon: [3, 0, 0] });
      const [first, second] = two;
      const fits = await shop.place([], {
        changes: { lines: [first, { ...second, quantity: 1 }] },
      });
      await shop.expect(fits, completed(3000));
      await shop.expectStock(sku, { lisbon: [0, 0, 3] });
    });

    test("an order that no single location can fill takes from several, by their priority", async () => {
      const sku = await shop.product({ faro: 4, lisbon: 2, porto: 2 });
      const order = await shop.place([], { changes: { lines: [{ sku, quantity: 5 }] } });
      const all = completed(5000);
      await shop.expect(order, {
        ...all,
        shipments: ["dispatched", "dispatched", "dispatched"],
        carrier: "accepted 3",
      });
      await shop.expectStock(sku, { faro: [3, 0, 1], lisbon: [0, 0, 2], porto: [0, 0, 2] });
    });

    test("200 buyers at once for 50 units: exactly 50 are sold, 150 are told so", async () => {
      const sku = await shop.product({ lisbon: 30, porto: 20 });
      const orders = await Promise.all(Array.from({ length: 200 }, () => shop.place([sku])));
      const ended = (status: string): boolean => status === "completed" || status === "cancelled";
      await waybill.until(async () =>
        (await Promise.all(orders.map((id) => books.order(id)))).every(({ status }) =>
          ended(status),
        ),
      );
      const statuses = await Promise.all(orders.map(async (id) => (await books.order(id)).status));
      const sold = orders.filter((_, index) => statuses[index] === "completed");
      assert.equal(sold.length, 50);
      for (const order of sold) assert.deepEqual(await books.ledgers(order), completed(1000));
      for (const order of orders.slice(0, 50).filter((id) => !sold.includes(id))) {
        assert.deepEqual(await books.ledgers(order), cancelledUnpaid("out_of_stock"));
      }
      await shop.expectStock(sku, { lisbon: [0, 0, 30], porto: [0, 0, 20] });
    });

    test("a delivery that is reported twice by its reference is received once", async () => {
      const sku = await shop.product({});
      const receipt = { location: "lisbon", reference: `PO-${sku}`, lines: [{ sku, quantity: 7 }] };
      const answers = await Promise.all(
        [1, 2, 3].map(() => waybill.call("POST", "/v1/stock/receipts", { body: receipt })),
      );
      assert.deepEqual(
        answers.map(({ status }) => status).sort((a, b) => a - b),
        [201, 409, 409],
      );
      await shop.expectStock(sku, { lisbon: [7, 0, 0] });
    });

    test("of several deliveries received together none comes in when one has before", async () => {
      const sku = await shop.product({});
      const receive = (quantity: number, references: string[]) => {
        const body = { location: "lisbon", references, lines: [{ sku, quantity }] };
        return waybill.call("POST", "/v1/stock/receipts", { body });
      };
      assert.equal((await receive(7, [`${sku}-a`, `${sku}-b`])).status, 201);
      const again = await receive(5, [`${sku}-c`, `${sku}-b`]);
      assert.equal(again.status, 409);
      assert.equal((again.body as { reference?: string }).reference, `${sku}-b`);
      await shop.expectStock(sku, { lisbon: [7, 0, 0] });
      assert.equal((await receive(5, [`${sku}-c`])).status, 201);
      await shop.expectStock(sku, { lisbon: [12, 0, 0] });
    });
  });

  test("a product deleted while an order for it is pending: the order goes its way, the next one is refused", async (t) => {
    const sku = await shop.product({ lisbon: 10 });
    const { items } = await books.read<{ items: { id: string }[] }>(`/v1/products?sku=${sku}`);
    const mend = await shop.breakOutside(t, "provider", "true");
    const order = await shop.place([sku]);
    await waybill.until(async () => (await shop.parked()).length > 0);
    await shop.send("DELETE", `/v1/products/${items[0]!.id}`);
    const next = { lines: [{ sku, quantity: 1 }], expectedTotal: { amount: 1, currency: "EUR" } };
    await waybill.until(async () => (await waybill.placeOrder(next)).status === 422);
    assert.equal((await books.order(order)).status, "pending");
    await mend();
    await shop.expect(order, completed(1000));
    await shop.expectStock(sku, { lisbon: [9, 0, 1] });
  });
}
