import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "@waybill/kit/testing";
import type { HistoryEvent, OrderDocument } from "../ledgers.ts";
import { completed } from "../outcomes.ts";
import type { Shop } from "../shop.ts";

/** How an order is found, waited for, followed and told. */
export function orderConventions(shop: Shop): void {
  const { books, waybill } = shop;
  describe("an order's own conventions", { concurrency: true }, () => {
    test("it is found at its Location from the moment of the 202 on", async () => {
      const sku = await shop.product({ lisbon: 50 });
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const placed = await waybill.placeOrder({ lines: [{ sku, quantity: 1 }] });
          assert.equal(placed.status, 202);
          const found = await waybill.call("GET", placed.headers.get("location") ?? "");
          assert.equal(found.status, 200);
          assert.equal((found.body as OrderDocument).number, (placed.body as OrderDocument).number);
        }),
      );
    });

    test("a changed price holds for the orders after it, within seconds", async () => {
      const sku = await shop.product();
      const lines = [{ sku, quantity: 1 }];
      const totalNow = async (): Promise<number> => {
        const placed = await waybill.placeOrder({ lines });
        return (placed.body as OrderDocument).total.amount;
      };
      assert.equal(await totalNow(), 1000);
      const { items } = await shop.send<{ items: readonly { readonly id: string }[] }>(
        "GET",
        `/v1/products?sku=${sku}`,
      );
      await shop.send("PATCH", `/v1/products/${items[0]?.id}`, {
        price: { amount: 1200, currency: "EUR" },
      });
      await eventually("the new price", async () => (await totalNow()) === 1200);
    });

    test("Prefer: wait answers with the order at its end, or as it is when the time is over", async () => {
      const lines = [{ sku: await shop.product(), quantity: 1 }];
      const waited = await waybill.placeOrder({ lines }, { prefer: "wait=20" });
      assert.deepEqual([waited.status, (waited.body as OrderDocument).status], [200, "completed"]);
      const payment = { token: "tok_timeout_after_success" };
      const started = performance.now();
      const tooSoon = await waybill.placeOrder({ lines, payment }, { prefer: "wait=1" });
      assert.equal(tooSoon.status, 202);
      assert.ok(performance.now() - started >= 1_000);
    });

    test("its events are streamed to its end, each once, and from where a reader left off", async () => {
      const order = await shop.place([await shop.product()], { token: "tok_slow" });
      const events = await readStream(`/v1/orders/${order}/events`);
      assert.deepEqual(events, ["1 OrderPlaced", "2 OrderConfirmed", "3 OrderCompleted"]);
      const rest = await readStream(`/v1/orders/${order}/events`, { "last-event-id": "1" });
      assert.deepEqual(rest, ["2 OrderConfirmed", "3 OrderCompleted"]);
      const done = await waybill.call("GET", `/v1/orders/${order}/events`, {
        headers: { "last-event-id": "3" },
      });
      assert.equal(done.status, 204);
    });

    test("its correlation id is on every event in every service, and causes lead back to the request", async () => {
      const correlationId = "test-correlation-1";
      const order = await shop.place([await shop.product()], {
        headers: { "x-correlation-id": correlationId },
      });
      await shop.expect(order, completed(1000));
      const history = await books.history(order);
      assert.deepEqual(
        new Set(history.map((event) => event.correlationId)),
        new Set([correlationId]),
      );
      const services = [
        "checkout",
        "fulfilment",
        "inventory",
        "notifications",
        "orders",
        "payments",
      ];
      assert.deepEqual([...new Set(history.map(({ service }) => service))].sort(), services);
      const ids = new Set(history.map(({ id }) => id));
      const causes = history
        .filter(({ causedBy }) => !ids.has(causedBy))
        .map(({ type, causedBy }) => `${type} ← ${causedBy}`);
      assert.deepEqual(
        causes.map((each) => each.replace(/shp_\w+/, "shp")),
        [`OrderPlaced ← ${correlationId}`, "ShipmentDispatched ← carrier:shp/dispatched"],
      );
      assert.ok(!JSON.stringify(history).includes("tok_ok"), "a history shows no payment token");
    });

    test("the command line tells its story", async () => {
      const order = await shop.place([await shop.product()]);
      await shop.expect(order, completed(1000));
      const { code, stdout } = await waybill.command("order", order);
      assert.equal(code, 0);
      assert.match(stdout, /completed, 10\.00 EUR/);
      assert.match(stdout, /payments +PaymentCaptured +← CaptureRequested/);
      const unknown = await waybill.command(
        "order",
        order.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
      );
      assert.equal(unknown.code, 1);
    });

    test("the total that the customer saw no longer holds: 409 with the difference", async () => {
      const expectedTotal = { amount: 900, currency: "EUR" };
      const answer = await waybill.placeOrder({
        lines: [{ sku: await shop.product(), quantity: 1 }],
        expectedTotal,
      });
      assert.equal(answer.status, 409);
      assert.partialDeepStrictEqual(answer.body, {
        code: "total-changed",
        difference: { amount: 100, currency: "EUR" },
      });
    });
  });

  /** Reads a stream until the server ends it. @returns id and type of each event */
  async function readStream(path: string, headers: Record<string, string> = {}): Promise<string[]> {
    const response = await fetch(new URL(path, waybill.url), {
      headers: { authorization: `Bearer ${waybill.apiKey}`, ...headers },
      signal: AbortSignal.timeout(20_000),
    });
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    const text = await response.text();
    return [...text.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.+)$/gm)].map(
      ([, id, type, data]) => {
        assert.equal((JSON.parse(data ?? "") as HistoryEvent).type, type);
        return `${id} ${type}`;
      },
    );
  }
}
