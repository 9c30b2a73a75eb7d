import type { ApiPool, Problem } from "./api-pool.ts";
import type { ImportLine, ImportProduct } from "./import-source.ts";
import { Terminal } from "@waybill/kit";

/** Behind the locations that a shop sells from, so that imported goods do not ship new orders first. */
const priority = 900_000;

/** Makes the stock location of an import, or finds it made. */
export async function defineLocation(api: ApiPool, code: string): Promise<void> {
  const path = `/v1/locations/${code}`;
  await api.expect({ method: "PUT", path, body: { name: `Import ${code}`, priority } }, [200]);
}

/** Makes a product, unless its SKU is there: then it stays as the shop has it. @returns whether it was made */
export async function createProduct(api: ApiPool, product: ImportProduct): Promise<boolean> {
  const { sku, name, category, price, currency, weightGrams = 0 } = product;
  const body = { sku, name, category, price: { amount: price, currency }, weightGrams };
  const answer = await api.call({ method: "POST", path: "/v1/products", body });
  if (answer.status === 201) return true;
  const { code = "unexpected", detail = "" } = (answer.body ?? {}) as Problem;
  if (code === "sku-taken") return false;
  throw new Terminal(code, `product ${sku}: ${detail}`, { status: answer.status });
}

interface Goods {
  readonly reference: string;
  readonly lines: readonly ImportLine[];
}

/**
 * Receives the goods of orders, in one call that names each order's own reference: a reference is
 * taken once and for ever, so however often an import is interrupted, repeated, or its source grows,
 * each order brings its goods exactly once. If some were received before, each is received by itself.
 */
export async function receiveGoods(
  api: ApiPool,
  location: string,
  orders: readonly Goods[],
): Promise<void> {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of orders.flatMap(({ lines }) => lines)) {
    quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  const references = orders.map(({ reference }) => `import-${location}-${reference}`);
  const lines = [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
  const body = { location, references, lines };
  const answer = await api.call({ method: "POST", path: "/v1/stock/receipts", body });
  if (answer.status === 201) return;
  const { code = "unexpected", detail = "" } = (answer.body ?? {}) as Problem;
  if (code === "reference-taken") {
    if (orders.length === 1) return;
    await Promise.all(orders.map((order) => receiveGoods(api, location, [order])));
    return;
  }
  throw new Terminal(code, `goods of the orders from ${orders[0]?.reference} on: ${detail}`, {
    status: answer.status,
  });
}
