import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { after, test } from "node:test";
import { openShop } from "./shop.ts";
import { anasOrder } from "./waybill-process.ts";

const shop = await openShop({ after });
const { books, waybill } = shop;
const elsewhere = { ...anasOrder.shippingAddress, line1: "2 Side St" };

/** Moves while the order is on its way. @returns what was answered, and where the parcel went */
async function moved(sku: string, afterMs: number): Promise<{ status: number; sentTo: unknown }> {
  const id = await shop.place([sku]);
  await delay(afterMs);
  const body = { shippingAddress: elsewhere };
  const { status } = await waybill.call("PUT", `/v1/orders/${id}`, { body });
  await waybill.until(async () => (await books.order(id)).status === "completed");
  const requests = (await books.history(id)).filter(({ type }) => type === "ShipmentRequested");
  assert.equal(requests.length, 1);
  return { status, sentTo: requests[0]?.data["shippingAddress"] };
}

test("a change of address at any moment is refused, or the parcel goes to the new one", async () => {
  const sku = await shop.product({ lisbon: 200 });
  const statuses = new Map<number, number>();
  // One after the other: together they would hold each other up, and be longer where nothing is changed.
  for (let index = 0; index < 80; index++) {
    const { status, sentTo } = await moved(sku, index / 2);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    assert.deepEqual(
      sentTo,
      status === 200 ? elsewhere : anasOrder.shippingAddress,
      `after ${index / 2} ms the change was answered ${status}`,
    );
  }
  assert.deepEqual(new Set(statuses.keys()).difference(new Set([200, 409])), new Set());
  assert.ok((statuses.get(200) ?? 0) > 0, "nothing was changed in time");
});

test("all invariants hold", () => shop.end());
