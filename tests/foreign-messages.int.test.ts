import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { partitionOf } from "@waybill/kit";
import { completed } from "./outcomes.ts";
import { openShop } from "./shop.ts";

const shop = await openShop({ after }, { environment: { WAYBILL_PRIVATE_WEBHOOKS: "yes" } });
const { books, waybill } = shop;

interface Letter {
  readonly id: string;
  readonly key: string;
  readonly consumer: string;
  readonly code: string;
  readonly error: string;
}

/** Writes into the log of payments as somebody would who has got hold of its database. */
async function intrude(key: string, data: string, others: { time?: string } = {}): Promise<void> {
  await books.database("payments").query(
    `insert into events (position, partition, stream, version, type, schema_version, tenant,
                         correlation_id, causation_id, traceparent, recorded_at, data)
     select coalesce(max(position), 0) + 1, $1, $2, 1, 'PaymentCaptured', 1, 'dev', 'c', 'c', 't',
            $3::timestamptz, $4
     from events`,
    [partitionOf(key), `foreign-${key}`, others.time ?? "now", data],
  );
}

async function letters(): Promise<readonly Letter[]> {
  const { code, stdout, stderr } = await waybill.command("dead-letters", "ls", "--json");
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Letter[];
}

test("what a stranger writes into a service's log is listed with its cause, and orders, mails and webhooks go on", async (t) => {
  const received: string[] = [];
  const receiver = createServer((request, response) => {
    void text(request).then((body) => {
      received.push((JSON.parse(body) as { data: { orderId: string } }).data.orderId);
      response.writeHead(204).end();
    });
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  t.after(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  await shop.send("POST", "/v1/webhooks", { url, topics: ["payments.captured"] });
  const sku = await shop.product();
  const before = await shop.place([sku]);
  await shop.expect(before, completed(1000));
  await intrude("ord_text", "no JSON {");
  await intrude("ord_null", "null");
  await intrude("ord_wrong", '{"orderId":"ord_wrong","currency":"EUR","amount":"much"}');
  await intrude("ord_never", '{"orderId":"ord_never"}', { time: "infinity" });
  await intrude(before, '{"orderId":"ord_another","currency":"EUR"}');
  const orders = [await shop.place([sku]), await shop.place([sku])];
  for (const order of orders) await shop.expect(order, completed(1000));
  await waybill.until(() => Promise.resolve(received.length >= 3));
  assert.deepEqual(received.toSorted(), [before, ...orders].toSorted());
  const listed = await letters();
  assert.deepEqual(
    listed.map(({ key, consumer, code }) => `${consumer} ${key} ${code}`).toSorted(),
    ["checkout", "orders"].flatMap((consumer) =>
      [before, "ord_never", "ord_null", "ord_text", "ord_wrong"].map(
        (key) => `${consumer} ${key} message-malformed`,
      ),
    ),
  );
  const wrong = listed.filter(({ key }) => key === "ord_wrong");
  for (const { error } of wrong) assert.match(error, /PaymentCaptured.*amount|required properties/);
  const [first, ...others] = listed;
  assert.equal((await waybill.command("dead-letters", "drop", first?.id ?? "")).code, 0);
  for (const { id } of others) await shop.send("DELETE", `/v1/dead-letters/${id}`);
  await waybill.until(async () => {
    const { items } = await books.read<{ items: unknown[] }>("/v1/dead-letters?all=true");
    return items.length === 0;
  });
  const later = await shop.place([sku]);
  await shop.expect(later, completed(1000));
});
