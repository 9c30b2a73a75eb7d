import type { Shop } from "../shop.ts";

/** Addresses by the names of the pages. */
export type Addresses = ReadonlyMap<string, string>;

const runMs = 60_000;
const sku = "MUG-BLUE";

/** Something for every page to show. @returns where each of them is */
export async function everyPage(shop: Shop): Promise<Addresses> {
  const order = await shop.place([sku, "TEAPOT-CAST", "CUP-ESPRESSO-2"]);
  await shop.reached(order, "OrderCompleted");
  const [letter, failed] = await deadLetter(shop);
  const wrong = await wrongMessage(shop);
  const [mail] = await items<{ id: string }>(shop, `/v1/notifications?orderId=${order}`);
  const [product] = await items<{ id: string }>(shop, `/v1/products?q=${sku}`);
  const [trace] = await items<{ traceId: string }>(shop, `/v1/ops/traces?orderId=${failed}`);
  const [captured] = await items<{ service: string; position: number }>(
    shop,
    `/v1/ops/events?key=${order}&type=PaymentCaptured`,
  );
  await Promise.all([rebuilt(shop, order), proven(shop)]);
  await shop.send("POST", "/v1/ops/keys", { name: "night shift", role: "operator" });
  return new Map([
    ["overview", "/"],
    ["orders", "/orders"],
    ["order", `/orders/${order}`],
    ["dead-letters", "/dead-letters"],
    ["dead-letter", `/dead-letters/${letter}`],
    ["dead-letter-edit", `/dead-letters/${wrong}?edit`],
    ["processes", "/processes"],
    ["stock", "/stock"],
    ["stock-item", `/stock/${sku}`],
    ["catalogue", "/catalogue"],
    ["product", `/catalogue/${product?.id}`],
    ["new-product", "/catalogue/new"],
    ["events", "/events"],
    ["event", `/events?event=${captured?.service}/${captured?.position}`],
    ["consumers", "/events/consumers"],
    ["consumer", "/events/consumers/payments.provider"],
    ["views", "/events/views"],
    ["view", "/events/views/orders/orders"],
    ["proof", "/proof"],
    ["mail", "/mail"],
    ["one-mail", `/mail/${mail?.id}`],
    ["api", "/api"],
    ["api-events", "/api?view=events"],
    ["keys", "/api?view=keys"],
    ["logs", "/logs"],
    ["traces", "/traces"],
    ["trace", `/traces/${trace?.traceId}`],
    ["audit", "/audit"],
  ]);
}

async function items<Item>(shop: Shop, path: string): Promise<readonly Item[]> {
  return (await shop.books.read<{ items: readonly Item[] }>(path)).items;
}

/** One whose attempts are over. @returns its id and its order */
async function deadLetter(shop: Shop): Promise<readonly [string, string]> {
  const mend = await shop.breakOutside({ after: () => undefined }, "provider", "true");
  const order = await shop.place([sku]);
  const payments = shop.books.database("payments");
  let found: string | undefined;
  await shop.waybill.until(async () => {
    // Some attempts that are told; then the last one of an outage of four hours.
    await payments.query(
      `update parked set attempts = case when attempts < 4 then attempts else 499 end, next_at = now()
       where key = $1 and status = 'retry' and attempts between 1 and 498 and code <> 'in-flight'`,
      [order],
    );
    found = await letterOf(shop, order);
    return found !== undefined;
  }, 30_000);
  await mend();
  return [found ?? "", order];
}

/** One whose message itself is wrong. @returns its id */
async function wrongMessage(shop: Shop): Promise<string> {
  const orders = shop.books.database("orders");
  await orders.query(
    "alter table order_shipments add constraint carrier_known check (progress <> 2) not valid",
  );
  const order = await shop.place([sku]);
  let found: string | undefined;
  await shop.waybill.until(async () => {
    found = await letterOf(shop, order);
    return found !== undefined;
  });
  await orders.query("alter table order_shipments drop constraint carrier_known");
  return found ?? "";
}

async function letterOf(shop: Shop, order: string): Promise<string | undefined> {
  const letters = await items<{ id: string; key: string }>(shop, "/v1/dead-letters?limit=50");
  return letters.find(({ key }) => key === order)?.id;
}

/** A view that was wrong in one row, compared and put right. */
async function rebuilt(shop: Shop, order: string): Promise<void> {
  const path = "/v1/ops/views/orders/orders/rebuilds";
  await shop.books
    .database("orders")
    .query("update orders set customer = 'nobody@example.com' where id = $1", [order]);
  for (const dryRun of [true, false]) {
    const headers = { "x-reason": encodeURIComponent("a customer saw a wrong total") };
    await shop.waybill.call("POST", path, { headers, body: { dryRun } });
    await shop.waybill.until(async () => {
      const [latest] = await items<{ state: string }>(shop, path);
      return latest?.state !== "running";
    }, runMs);
  }
}

async function proven(shop: Shop): Promise<void> {
  const path = "/v1/ops/verifications";
  const { id } = await shop.send<{ id: string }>("POST", path);
  await shop.waybill.until(
    async () => (await shop.books.read<{ state: string }>(`${path}/${id}`)).state !== "running",
    runMs,
  );
}
