import { callApi, type Call, type Target } from "../client.ts";
import type { System } from "../system/system.ts";
import { loadSampleShop } from "./sample-shop.ts";

const milestone = "sample-shop";

/** Loads the sample shop through the API at the first start of an installation. Begun again after a crash, it does nothing twice. */
export async function loadSampleShopOnce(system: System, target: Target): Promise<void> {
  const { platform } = system.databases;
  const reached = await platform.query("select name from milestones where name = $1", [milestone]);
  if (reached.length > 0) return;
  const send = async (call: Call): Promise<void> => {
    await callApi(target, call);
  };
  await loadSampleShop({
    createProduct: (product) => send({ ...create("/v1/products", product.sku), body: product }),
    createLocation: ({ code, ...location }) =>
      send({ method: "PUT", path: `/v1/locations/${code}`, body: location }),
    receive: (receipt) =>
      send({ ...create("/v1/stock/receipts", receipt.reference), body: receipt }),
  });
  await platform.query("insert into milestones (name) values ($1) on conflict do nothing", [
    milestone,
  ]);
}

function create(path: string, name: string): Call {
  return { method: "POST", path, idempotencyKey: `sample-shop${path}/${name}` };
}
