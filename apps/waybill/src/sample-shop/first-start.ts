import { callApi, type Target } from "../client.ts";
import type { System } from "../system/system.ts";
import { loadSampleShop } from "./sample-shop.ts";

const milestone = "sample-shop";

/** Loads the sample shop through the API at the first start of an installation. Begun again after a crash, it does nothing twice. */
export async function loadSampleShopOnce(system: System, target: Target): Promise<void> {
  const { platform } = system.databases;
  const reached = await platform.query("select name from milestones where name = $1", [milestone]);
  if (reached.length > 0) return;
  await loadSampleShop({
    createProduct: (product) => send(target, "POST", "/v1/products", product, `product-${product.sku}`),
    createLocation: ({ code, ...location }) => send(target, "PUT", `/v1/locations/${code}`, location),
    receive: (receipt) => send(target, "POST", "/v1/stock/receipts", receipt, `receipt-${receipt.reference}`),
  });
  await platform.query("insert into milestones (name) values ($1) on conflict do nothing", [milestone]);
}

async function send(target: Target, method: string, path: string, body: unknown, key?: string): Promise<void> {
  await callApi(target, method, path, {
    body,
    ...(key === undefined ? {} : { idempotencyKey: `sample-shop-${key}` }),
  });
}
