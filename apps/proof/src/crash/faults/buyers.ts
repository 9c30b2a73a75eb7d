import { bookedOrders } from "../books.ts";
import type { Drill, Scene } from "../drill.ts";
import { eachOf } from "../each-of.ts";
import { orderBody } from "../load.ts";
import { SentOrder } from "../sent-order.ts";
import { setTimeout as delay } from "node:timers/promises";

const fullBuyers = 10_000;
const quickBuyers = 2_000;
const units = 100;
const sku = "CRASH-RARE";
const buyersAtOnce = 64;
const endsMs = 120_000;

/** Thousands of buyers for 100 units: exactly 100 are sold, and all others are told so. */
export const buyersForFew: Drill = {
  name: "buyers-for-few-units",
  faults: [28],
  place: "embedded",
  isQuick: false,
  async strike(scene) {
    const { load, evidence, options } = scene;
    await offer(scene);
    const buyers = Array.from(
      { length: options.quick ? quickBuyers : fullBuyers },
      () =>
        new SentOrder(orderBody({ lines: [{ sku, quantity: 1 }], token: "tok_ok" }), {
          isContested: true,
        }),
    );
    load.sent.push(...buyers);
    evidence.struck(load);
    await eachOf(buyers, (order) => buy(scene, order), buyersAtOnce);
    await checkSold(scene, buyers);
  },
};

async function offer({ load: { client } }: Scene): Promise<void> {
  const product = { sku, name: "A rare thing", category: "crash" };
  const price = { amount: 1_000, currency: "EUR" };
  await client.expect({ method: "POST", path: "/v1/products", body: { ...product, price } }, 201);
  const receipt = { location: "lisbon", lines: [{ sku, quantity: units }] };
  await client.expect({ method: "POST", path: "/v1/stock/receipts", body: receipt }, 201);
}

/** Whoever is told to come back does so. */
async function buy({ load }: Scene, order: SentOrder): Promise<void> {
  const deadline = performance.now() + endsMs;
  while (!order.isSettled && performance.now() < deadline) {
    await load.client.send(order);
    if (!order.isSettled) await delay(500);
  }
}

async function checkSold(scene: Scene, buyers: readonly SentOrder[]): Promise<void> {
  const { shop, load, evidence } = scene;
  const keys = new Set(buyers.map(({ key }) => key));
  const deadline = performance.now() + endsMs;
  let open = 1;
  let sold = 0;
  let refused = 0;
  while (open > 0 && performance.now() < deadline) {
    await delay(1_000);
    const theirs = (await bookedOrders(shop)).filter(({ reference }) => keys.has(reference ?? ""));
    open = theirs.filter(({ end }) => end === "open").length;
    sold = theirs.filter(({ end }) => end === "completed").length;
    refused = theirs.filter(({ reason }) => reason === "out_of_stock").length;
  }
  evidence.notes.push(`${buyers.length} buyers: ${sold} sold, ${refused} out_of_stock`);
  if (sold !== units) evidence.violations.push(`${sold} units of ${units} were sold`);
  if (sold + refused !== buyers.length) {
    evidence.violations.push(`${buyers.length - sold - refused} buyers have another end`);
  }
  const stock = (await load.client.expect({ method: "GET", path: `/v1/stock/${sku}` }, 200)) as {
    readonly available: number;
    readonly reserved: number;
  };
  if (stock.available !== 0 || stock.reserved !== 0) {
    evidence.violations.push(`of ${sku} there are ${JSON.stringify(stock)} left`);
  }
}
