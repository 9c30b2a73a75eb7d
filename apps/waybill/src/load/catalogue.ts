import { Terminal } from "@waybill/kit";
import type { ApiPool, Problem } from "../import/api-pool.ts";
import { eachOf } from "../import/each-of.ts";

export interface Goods {
  readonly skus: readonly string[];
  readonly currency: string;
}

interface ProductPage {
  readonly items: readonly {
    readonly sku: string;
    readonly price: { readonly currency: string };
  }[];
  readonly nextCursor: string | null;
}

const pageSize = 200;
const pagesRead = 50;
const makingAtATime = 64;
const firstPrice = 500;

/**
 * What customers can order: the active products of the currency that most of them have.
 * @throws Terminal `no-products`
 */
export async function catalogueGoods(api: ApiPool): Promise<Goods> {
  const byCurrency = new Map<string, string[]>();
  let cursor: string | null = "";
  for (let read = 0; read < pagesRead && cursor !== null; read += 1) {
    const more: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/v1/products?status=active&limit=${pageSize}${more}`;
    const { body } = await api.expect({ method: "GET", path }, [200]);
    const page = body as ProductPage;
    for (const { sku, price } of page.items) {
      const skus = byCurrency.get(price.currency) ?? [];
      skus.push(sku);
      byCurrency.set(price.currency, skus);
    }
    cursor = page.nextCursor;
  }
  const [most] = [...byCurrency].toSorted(([, a], [, b]) => b.length - a.length);
  if (most === undefined) {
    throw new Terminal(
      "no-products",
      "the catalogue has no active product; make some, or use --skus",
    );
  }
  return { currency: most[0], skus: most[1] };
}

/** Products of the load's own, the same in every run, made when they are missing. */
export async function ownGoods(api: ApiPool, count: number): Promise<Goods> {
  const skus = Array.from(
    { length: count },
    (_, index) => `LOAD-${String(index).padStart(6, "0")}`,
  );
  const currency = "EUR";
  await eachOf(skus.entries(), makingAtATime, async ([index, sku]) => {
    const body = {
      sku,
      name: `Load product ${index}`,
      category: "load",
      price: { amount: firstPrice + (index % 100) * 10, currency },
    };
    const answer = await api.call({ method: "POST", path: "/v1/products", body });
    const { code = "unexpected", detail = "" } = (answer.body ?? {}) as Problem;
    if (answer.status === 201 || code === "sku-taken") return;
    throw new Terminal(code, `product ${sku}: ${detail}`, { status: answer.status });
  });
  return { skus, currency };
}

const linesOfReceipt = 500;
const location = "load";

/**
 * Receives goods, so that no order of the load finds none.
 * @param units by SKU
 */
export async function receiveStock(
  api: ApiPool,
  units: ReadonlyMap<string, number>,
): Promise<void> {
  const body = { name: "Load generator", priority: 800_000 };
  await api.expect({ method: "PUT", path: `/v1/locations/${location}`, body }, [200]);
  const lines = [...units].map(([sku, quantity]) => ({ sku, quantity }));
  for (let from = 0; from < lines.length; from += linesOfReceipt) {
    const receipt = { location, lines: lines.slice(from, from + linesOfReceipt) };
    // A second receipt, after an answer that was lost, only means more stock.
    await api.expect({ method: "POST", path: "/v1/stock/receipts", body: receipt }, [201]);
  }
}
