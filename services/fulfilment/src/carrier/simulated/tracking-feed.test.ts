import assert from "node:assert/strict";
import { test } from "node:test";
import { Retryable, type Database } from "@waybill/kit";
import type { TrackingUpdates } from "../tracking-update.ts";
import { TrackingFeed, type MovedConsignment } from "./tracking-feed.ts";
import type { WebhookSender } from "./webhook-sender.ts";

const never = new AbortController().signal;

/** A carrier's books with so many parcels that have left, and a shop that takes what it is sent. */
function stage(parcels: number) {
  const rows = Array.from({ length: parcels }, (_, index): MovedConsignment => {
    const order = `ord_${index + 1}`;
    return {
      seq: String(index + 1),
      order_id: order,
      status: "accepted",
      reference: "{}",
      dispatch_at: "0",
      deliver_at: "0",
      parcels: [
        { shipmentId: `shp_${index + 1}`, location: "LIS", trackingNumber: order, lines: [] },
      ],
    };
  });
  let acknowledged = 0;
  const sent = new Map<string, number>();
  const refuses = new Set<string>();
  const database: Database = {
    query: <Row extends object>(sql: string, [first, upTo, most]: readonly unknown[] = []) => {
      if (sql.startsWith("UPDATE")) {
        acknowledged = Math.max(acknowledged, Number(first));
        return Promise.resolve([]);
      }
      const found = rows.filter(
        ({ seq }) => Number(seq) > Number(first) && Number(seq) <= Number(upTo),
      );
      return Promise.resolve(found.slice(0, Number(most)) as unknown as Row[]);
    },
  };
  const sender = {
    send(id: string, body: string) {
      if (refuses.has(id)) return Promise.reject(new Retryable("webhook-not-acknowledged", id));
      sent.set(id, (JSON.parse(body) as TrackingUpdates).events.length);
      return Promise.resolve();
    },
  } as unknown as WebhookSender;
  const feed = new TrackingFeed({ kind: "dispatched", database, sender });
  return {
    sent,
    refuses,
    acknowledged: () => acknowledged,
    send: () => feed.send({ after: acknowledged, upTo: parcels, now: 1 }, never),
  };
}

test("what has moved is told in a few calls at once, in order, and what is left comes next", async () => {
  const shop = stage(2_300);
  assert.equal(await shop.send(), true);
  assert.deepEqual([...shop.sent.values()], [500, 500, 500, 500]);
  assert.equal(shop.acknowledged(), 2_000);
  assert.equal(await shop.send(), false);
  assert.equal(shop.acknowledged(), 2_300);
  assert.equal(shop.sent.get("dispatched-2001-2300"), 300);
});

test("it goes on from the first call that was not acknowledged; those after it come again", async () => {
  const shop = stage(1_300);
  shop.refuses.add("dispatched-501-1000");
  await assert.rejects(shop.send(), { code: "webhook-not-acknowledged" });
  assert.equal(shop.acknowledged(), 500);
  assert.equal(shop.sent.get("dispatched-1001-1300"), 300);
  shop.refuses.clear();
  shop.sent.clear();
  await shop.send();
  assert.deepEqual([...shop.sent.keys()], ["dispatched-501-1000", "dispatched-1001-1300"]);
  assert.equal(shop.acknowledged(), 1_300);
});
