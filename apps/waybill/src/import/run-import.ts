import type { ApiPool } from "./api-pool.ts";
import { eachOf } from "./each-of.ts";
import type { ImportEntry, ImportOrder, ImportSource } from "./import-source.ts";
import type { Progress } from "./progress.ts";
import { Reconciliation, type ReconciliationReport } from "./reconciliation.ts";
import type { RejectsFile } from "./rejects-file.ts";
import { replayOrder } from "./replay.ts";
import { createProduct, defineLocation, receiveGoods } from "./shop.ts";

export interface ImportRun {
  readonly source: ImportSource;
  readonly api: ApiPool;
  readonly rejects: RejectsFile;
  readonly progress: Progress;
  /** Calls at a time. */
  readonly concurrency: number;
}

export interface ImportResult {
  readonly report: ReconciliationReport;
  readonly productsMade: number;
  /** Orders that were placed, or found placed. */
  readonly replayed: number;
  /** From the first order placed to the last one's end. */
  readonly replaySeconds: number;
}

/**
 * Replays a source's orders through the real pipeline. Strictly in this order, which makes it right
 * wherever it is interrupted and run again:
 *
 * 1. The stock location and the products. Each is made once: a code and a SKU are unique.
 * 2. The orders that found no stock in history, while there is none: their SKUs are those of other
 *    orders too, so not one unit may have come in yet. Each is waited for until it is cancelled.
 * 3. The others: first an order's own goods are received, then it is placed, so that at every moment
 *    at least as much has come in as has been ordered. What history cancelled is cancelled.
 *
 * Nothing is taken from memory: every step asks the server and finds there what an earlier run did.
 */
export async function runImport(run: ImportRun): Promise<ImportResult> {
  const { source, api, progress } = run;
  const reconciliation = new Reconciliation(mainCurrency(source));
  try {
    await defineLocation(api, source.name);
    const productsMade = await makeProducts(run);
    const began = performance.now();
    const without = await replayWithoutStock(run, reconciliation);
    progress.begin("orders", source.orderCount);
    const others = await replayWithStock(run, reconciliation);
    const replaySeconds = (performance.now() - began) / 1_000;
    const replayed = without + others;
    return { report: reconciliation.report, productsMade, replayed, replaySeconds };
  } finally {
    progress.end();
  }
}

async function makeProducts({ source, api, progress, concurrency }: ImportRun): Promise<number> {
  let made = 0;
  progress.begin("products", source.products.length);
  await eachOf(source.products, concurrency, async (product) => {
    if (await createProduct(api, product)) made += 1;
    progress.step();
  });
  return made;
}

/** @returns how many orders */
async function replayWithoutStock(run: ImportRun, reconciliation: Reconciliation): Promise<number> {
  let count = 0;
  await eachOf(run.source.entries(), run.concurrency, async (entry) => {
    if (entry.kind === "refused" || entry.outcome !== "unavailable") return;
    await replay(run, reconciliation, entry);
    count += 1;
  });
  return count;
}

/** All other orders, and the list of those that cannot be placed. @returns how many orders */
async function replayWithStock(run: ImportRun, reconciliation: Reconciliation): Promise<number> {
  const { source, api, rejects, progress, concurrency } = run;
  let count = 0;
  await eachOf(source.entries(), concurrency, async (entry: ImportEntry) => {
    if (entry.kind === "refused") {
      rejects.add({ orderId: entry.reference, reason: entry.reason, detail: entry.detail });
      reconciliation.refused(entry);
    } else if (entry.outcome !== "unavailable") {
      await receiveGoods(api, source.name, entry);
      await replay(run, reconciliation, entry);
      count += 1;
    }
    progress.step();
  });
  return count;
}

async function replay(
  { api, rejects }: ImportRun,
  reconciliation: Reconciliation,
  order: ImportOrder,
): Promise<void> {
  const result = await replayOrder(api, order);
  if ("refusal" in result) {
    const { code: reason, detail } = result.refusal;
    rejects.add({ orderId: order.reference, reason, detail });
  }
  reconciliation.replayed(order, result);
}

function mainCurrency({ products }: ImportSource): string {
  const counts = new Map<string, number>();
  for (const { currency } of products) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  let main = "EUR";
  for (const [currency, count] of counts) if (count > (counts.get(main) ?? 0)) main = currency;
  return main;
}
