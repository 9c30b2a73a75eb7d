import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cancelledAuthorized, completed } from "../outcomes.ts";
import type { Shop } from "../shop.ts";

interface Letter {
  readonly id: string;
}

/** Parcels that no carrier takes, or only late, and what is left of an order that nobody can go on with. */
export function deliveryFailures(shop: Shop): void {
  const { books, waybill } = shop;
  describe("a delivery that does not go smoothly", { concurrency: true }, () => {
    test("no carrier goes there: the money is let go and the stock is free again", async () => {
      const sku = await shop.product({ lisbon: 10 });
      const order = await shop.place([sku], { address: { country: "AQ" } });
      await shop.expect(order, {
        ...cancelledAuthorized("shipment_impossible", 1000),
        carrier: "cancelled 0",
      });
      await shop.expectStock(sku, { lisbon: [10, 0, 0] });
    });

    for (const [postalCode, what] of [
      ["DOWN", "the carrier is away for a while: it is asked again until it is back"],
      [
        "SLOW",
        "the carrier takes its time, and reports the parcel before it answers: it is one parcel",
      ],
    ] as const) {
      test(what, async () => {
        const sku = await shop.product({ lisbon: 10 });
        const order = await shop.place([sku], { address: { postalCode } });
        await shop.expect(order, completed(1000));
        await shop.expectStock(sku, { lisbon: [9, 0, 1] });
      });
    }

    test("called off while the carrier takes its time: the parcel that it took is taken back", async () => {
      const sku = await shop.product({ lisbon: 10 });
      const order = await shop.place([sku], { address: { postalCode: "SLOW" } });
      await shop.reached(order, "ShipmentRequested");
      await shop.cancel(order);
      await waybill.until(async () => (await books.order(order)).status === "cancelled");
      const { provider, carrier } = await books.ledgers(order);
      assert.deepEqual(
        [provider?.authorized, provider?.voided, provider?.captured],
        [1000, 1000, 0],
      );
      assert.match(carrier ?? "", /^(cancelled|returned) 1$/);
      await shop.expectStock(sku, { lisbon: [10, 0, 0] });
    });

    test("tracking updates that come again, and late, change nothing", async () => {
      const order = await shop.place([await shop.product()]);
      await shop.expect(order, completed(1000));
      const [row] = await books
        .database("carrier")
        .query<{ reference: string; parcels: { shipmentId: string; trackingNumber: string }[] }>(
          "select reference, parcels from consignments where order_id = $1",
          [order],
        );
      const { shipmentId, trackingNumber } = row!.parcels[0]!;
      const update = {
        orderId: order,
        shipmentId,
        trackingNumber,
        reference: row!.reference,
        at: Date.now(),
      };
      const tell = (...types: string[]) =>
        shop.webhook("carrier", {
          events: types.map((type) => ({ id: `${shipmentId}/${type}`, type, ...update })),
        });
      assert.equal((await tell("delivered")).status, 204);
      const delivered = { ...completed(1000), shipments: ["delivered"] };
      await shop.expect(order, delivered);
      const before = await books.history(order);
      assert.equal((await tell("delivered", "dispatched", "dispatched")).status, 204);
      assert.deepEqual(await books.history(order), before);
      await shop.expect(order, delivered);
    });
  });

  describe("a message that cannot be handled", () => {
    test("is listed as a dead letter that holds later ones of its order back; replayed, they follow in order", async (t) => {
      const sku = await shop.product({ lisbon: 10 });
      const mend = await shop.breakOutside(t, "carrier", `new.parcels::text like '%"${sku}"%'`);
      const order = await shop.place([sku]);
      await waybill.until(async () =>
        (await shop.parked()).some(({ status }) => status === "dead"),
      );
      await shop.cancel(order);
      await waybill.until(async () => (await shop.parked()).some(({ behind }) => behind === 1));
      const [letter] = await letters("ls");
      assert.partialDeepStrictEqual(letter, {
        service: "fulfilment",
        consumer: "fulfilment.carrier",
        key: order,
        status: "dead",
        type: "ShipmentRequested",
        behind: 1,
      });
      const others = await shop.place([await shop.product()]);
      await shop.expect(others, completed(1000));
      const shown = await letters("show", letter!.id);
      assert.partialDeepStrictEqual(shown, { id: letter!.id, key: order });
      await mend();
      await letters("replay", letter!.id);
      const pressedAgain = await waybill.call("POST", `/v1/dead-letters/${letter!.id}/replay`);
      assert.ok([202, 404].includes(pressedAgain.status));
      await waybill.until(async () => (await books.order(order)).status === "cancelled");
      const { provider, carrier } = await books.ledgers(order);
      assert.deepEqual([provider?.authorized, provider?.voided], [1000, 1000]);
      assert.match(carrier ?? "", /^(cancelled|returned) 1$/);
      await shop.expectStock(sku, { lisbon: [10, 0, 0] });
      assert.deepEqual(await shop.parked(), []);
    });

    test("can be given up: what waited behind it goes on, and later messages of its order too", async (t) => {
      const sku = await shop.product({ lisbon: 10 });
      const mend = await shop.breakOutside(t, "carrier", `new.parcels::text like '%"${sku}"%'`);
      const order = await shop.place([sku]);
      await waybill.until(async () =>
        (await shop.parked()).some(({ status }) => status === "dead"),
      );
      const [letter] = await shop.parked();
      await mend();
      await letters("drop", letter!.id);
      const again = await waybill.command("dead-letters", "drop", letter!.id);
      assert.equal(again.code, 1);
      await shop.cancel(order);
      await shop.expect(order, {
        ...cancelledAuthorized("operator_request", 1000),
        carrier: "cancelled 0",
      });
      await shop.expectStock(sku, { lisbon: [10, 0, 0] });
    });
  });

  /** Of the command line; a list for `ls`. */
  async function letters(...parameters: readonly string[]): Promise<readonly Letter[]> {
    const { code, stdout, stderr } = await waybill.command("dead-letters", ...parameters, "--json");
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as readonly Letter[];
  }
}
