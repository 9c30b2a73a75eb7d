import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { verifyWebhook } from "@waybill/kit";
import { SMTPServer } from "smtp-server";
import { cancelledUnpaid, completed } from "./outcomes.ts";
import { openShop } from "./shop.ts";

/** Mails as they came; the first `refusals` are turned away as a busy server does. */
const post: { mails: string[]; refusals: number } = { mails: [], refusals: 0 };
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData(stream, _session, callback) {
    const isRefused = post.refusals > 0;
    if (isRefused) post.refusals -= 1;
    const busy = Object.assign(new Error("try later"), { responseCode: 451 });
    stream.once("end", () => callback(isRefused ? busy : null));
    void text(stream).then((mail) => {
      if (!isRefused) post.mails.push(mail);
    });
  },
});
mailServer.on("error", () => undefined);
mailServer.listen(0, "127.0.0.1");
await once(mailServer.server, "listening");
const shop = await openShop(
  { after },
  {
    environment: {
      WAYBILL_SMTP_URL: `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}`,
      WAYBILL_MAIL_FROM: "Shop <shop@example.org>",
      WAYBILL_PRIVATE_WEBHOOKS: "yes",
    },
  },
);
after(() => new Promise<void>((resolve) => mailServer.close(resolve)));
const { books, waybill } = shop;

/** Subjects of the mails to an address, in the order in which they came. */
function subjectsTo(address: string): string[] {
  const own = post.mails.filter(
    (mail) => mail.includes(`To: ${address}`) || mail.includes(`<${address}>`),
  );
  return own.map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1] ?? "");
}

test("each mail is sent once, by SMTP, also when the mail server is busy at first", async () => {
  post.refusals = 2;
  const customer = { email: "ana.mails@example.com", name: "Ana" };
  const order = await shop.place([await shop.product()], { changes: { customer } });
  await shop.expect(order, completed(1000));
  const { number } = await books.order(order);
  const subjects = subjectsTo(customer.email);
  assert.equal(subjects.length, 3, subjects.join("\n"));
  for (const subject of subjects) assert.ok(subject.includes(String(number)), subject);
  const ids = post.mails.map((mail) => /^Message-ID: (.*)$/im.exec(mail)?.[1]);
  assert.equal(new Set(ids).size, ids.length);
  const { items } = await books.read<{ items: { channel: string }[] }>(
    `/v1/notifications?orderId=${order}`,
  );
  assert.deepEqual(new Set(items.map(({ channel }) => channel)), new Set(["smtp"]));
});

test("a mail sent again goes out once more, after the first one, and waits while the mail server is busy", async () => {
  const customer = { email: "cora.mails@example.com", name: "Cora" };
  const order = await shop.place([await shop.product()], { changes: { customer } });
  const path = `/v1/notifications/ntf_${order.slice("ord_".length)}.placed/resend`;
  // Pressed from the first moment on: it is refused until the first delivery is recorded.
  const early: number[] = [];
  await waybill.until(async () => {
    const { status } = await waybill.call("POST", path);
    early.push(status);
    return status === 202;
  });
  assert.ok(
    early.slice(0, -1).every((status) => status === 404 || status === 409),
    early.join(" "),
  );
  await shop.expect(order, completed(1000));
  await waybill.until(async () => (await deliveriesOf(order)).every((each) => each === "sent"));
  assert.equal(subjectsTo(customer.email).length, 4);

  post.refusals = 3;
  assert.equal((await waybill.call("POST", path)).status, 202);
  assert.deepEqual((await deliveriesOf(order)).toSorted(), ["pending", "sent"]);
  const other = await waybill.call("POST", path);
  assert.deepEqual(
    [other.status, (other.body as { code: string }).code],
    [409, "resend-under-way"],
  );
  await waybill.until(async () => (await deliveriesOf(order)).every((each) => each === "sent"));
  assert.equal(post.refusals, 0);
  const own = post.mails.filter((mail) => mail.includes(customer.email));
  const ids = own.map((mail) => /^Message-ID:\s+(<.*>)/im.exec(mail)?.[1] ?? "");
  assert.equal(new Set(ids).size, 5, ids.join(" "));
  const placed = ids.filter((id) => id.startsWith(`<placed.${order}`));
  assert.equal(placed[0]?.includes("rsd_"), false, "the first delivery is the notification itself");
  assert.equal(placed.length, 3);
});

/** What became of the further deliveries of the mail "placed". */
async function deliveriesOf(order: string): Promise<string[]> {
  const id = `ntf_${order.slice("ord_".length)}.placed`;
  const { deliveries } = await books.read<{ deliveries: { id: string; status: string }[] }>(
    `/v1/notifications/${id}`,
  );
  return deliveries.slice(1).map(({ status }) => status);
}

test("an order that cannot be fulfilled is told so, once", async () => {
  const customer = { email: "bea.mails@example.com", name: "Bea" };
  const order = await shop.place([await shop.product({})], { changes: { customer } });
  await shop.expect(order, cancelledUnpaid("out_of_stock"));
  assert.equal(subjectsTo(customer.email).length, 2);
});

test("webhooks go to whoever registered, signed, each event once, and again when they are not taken", async (t) => {
  const received: { id: string; type: string; orderId: string }[] = [];
  let refusals = 2;
  let secret = "";
  const receiver = createServer((request, response) => {
    void text(request).then((body) => {
      const id = verifyWebhook(
        { headers: request.headers, body: Buffer.from(body), now: Date.now() },
        [secret],
      );
      refusals -= 1;
      if (refusals >= 0) {
        response.writeHead(503).end();
        return;
      }
      const event = JSON.parse(body) as { type: string; data: { orderId: string } };
      received.push({ id, type: event.type, orderId: event.data.orderId });
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
  const topics = ["orders.*", "payments.captured"];
  const endpoint = await shop.send<{ id: string; secret: string }>("POST", "/v1/webhooks", {
    url,
    topics,
  });
  secret = endpoint.secret;
  const order = await shop.place([await shop.product()]);
  await shop.expect(order, completed(1000));
  await waybill.until(() => Promise.resolve(received.length >= 4));
  const types = ["orders.completed", "orders.confirmed", "orders.created", "payments.captured"];
  const own = received.filter((each) => each.orderId === order).map(({ type }) => type);
  assert.deepEqual(own.sort(), types);
  const deliveries = await books.read<{
    items: { status: string; attempts: { status?: number }[] }[];
  }>(`/v1/webhooks/${endpoint.id}/deliveries`);
  assert.deepEqual(new Set(deliveries.items.map(({ status }) => status)), new Set(["delivered"]));
  const refusedOnce = deliveries.items
    .flatMap(({ attempts }) => attempts)
    .filter(({ status }) => status === 503);
  assert.equal(refusedOnce.length, 2);
  await shop.send("DELETE", `/v1/webhooks/${endpoint.id}`);
  const before = received.length;
  await shop.expect(await shop.place([await shop.product()]), completed(1000));
  assert.equal(received.length, before, "who has left hears no more");
});

test("nothing has changed since, and all invariants hold", () => shop.end());
