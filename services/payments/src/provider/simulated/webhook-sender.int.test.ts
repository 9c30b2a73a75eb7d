import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, test } from "node:test";
import { systemClock, systemIds, verifyWebhook } from "@waybill/kit";
import { memoryLedger } from "./memory-ledger.ts";
import { SimulatedProvider } from "./simulated-provider.ts";

const secret = "a secret that is long enough";
const currency = "EUR";
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A receiver that answers as told, and keeps the ids of what it took. */
async function receive(answer: (call: number) => number) {
  const taken: string[][] = [];
  let calls = 0;
  let arrived: () => void = () => undefined;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      verifyWebhook({ headers: request.headers, body, now: Date.now() }, [secret]);
      calls += 1;
      const status = answer(calls);
      const { events } = JSON.parse(body.toString()) as { events: { refundId: string }[] };
      if (status < 300) taken.push(events.map((event) => event.refundId));
      response.writeHead(status).end();
      arrived();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/provider`,
    taken,
    calls: () => calls,
    async until(done: () => boolean): Promise<void> {
      while (!done()) await new Promise<void>((resolve) => (arrived = resolve));
    },
  };
}

async function open(orders: readonly string[]) {
  const provider = new SimulatedProvider({
    ledger: memoryLedger(),
    clock: systemClock,
    ids: systemIds(),
  });
  closing.unshift(() => provider.close());
  await Promise.all(
    orders.map(async (orderId) => {
      const metadata = { tenant: "acme" };
      const order = { orderId, amount: 100, currency };
      await provider.authorize({
        ...order,
        idempotencyKey: `a${orderId}`,
        token: "tok_ok",
        metadata,
      });
      await provider.capture({ ...order, idempotencyKey: `c${orderId}` });
      await provider.refundOutside({ ...order, amount: 1, refundId: orderId, as: "refund" });
    }),
  );
  return provider;
}

test("events are posted in signed batches, and again until they are taken", async () => {
  const provider = await open(Array.from({ length: 700 }, (_, index) => `ord_${index}`));
  const receiver = await receive((call) => (call <= 2 ? 503 : 200));
  const failures: string[] = [];
  provider.postWebhooks({
    url: receiver.url,
    secrets: [secret],
    failed: (why) => failures.push(why),
  });
  await receiver.until(() => receiver.taken.flat().length >= 700);
  assert.deepEqual(
    receiver.taken.map((batch) => batch.length),
    [500, 200],
  );
  assert.equal(failures.length, 2);
  assert.match(failures[0]!, /answered 503/);
});

test("an event that happens while nothing is due is posted at once", async () => {
  const provider = await open(["ord_1"]);
  const receiver = await receive(() => 200);
  provider.postWebhooks({ url: receiver.url, secrets: [secret] });
  await receiver.until(() => receiver.taken.length === 1);
  await provider.refundOutside({
    orderId: "ord_1",
    currency,
    amount: 2,
    refundId: "r2",
    as: "dispute",
  });
  await receiver.until(() => receiver.taken.length === 2);
  assert.deepEqual(receiver.taken[1], ["r2"]);
});
