import type { ApiPool } from "./api-pool.ts";
import { eachOf } from "./each-of.ts";
import type { ImportEntry, ImportOrder, ImportSource } from "./import-source.ts";
import { OrderEnds } from "./order-ends.ts";
import type { Progress } from "./progress.ts";
import { Reconciliation, type ReconciliationReport } from "./reconciliation.ts";
import type { RejectsFile } from "./rejects-file.ts";
import { replayOrder } from "./replay.ts";
import { SpillDirectory } from "./spill.ts";
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

/** Every so many orders one is waited for to its end, which keeps the import from running away from the server. */
const waitedFor = 32;
/** Orders whose goods are received together, and lines that they may have: a receipt takes 1,000. */
const receivedTogether = 64;
const mostLines = 1_000;

/**
 * Replays a source's orders through the real pipeline. Strictly in this order, which makes it right
 * wherever it is interrupted and run again:
 *
 * 1. The stock location and the products. Each is made once: a code and a SKU are unique.
 * 2. The orders that found no stock in history, while there is none: their SKUs are those of other
 *    orders too, so not one unit may have come in yet. Each is waited for until it is cancelled.
 * 3. The others: first the orders' own goods are received, for some orders at a time, then they are
 *    placed, so that at every moment at least as much has come in as has been ordered. What history cancelled is cancelled.
 * 4. When all have ended, the server's orders are compared with the source's, one by one.
 *
 * Nothing is taken from memory: every step asks the server and finds there what an earlier run did.
 */
export async function runImport(run: ImportRun): Promise<ImportResult> {
  const { source, api, progress } = run;
  const reconciliation = new Reconciliation(mainCurrency(source));
  const directory = new SpillDirectory();
  const ends = new OrderEnds(directory);
  try {
    await defineLocation(api, source.name);
    const productsMade = await makeProducts(run);
    const began = performance.now();
    const replay: Replay = { run, reconciliation, ends };
    const without = await replayWithoutStock(replay);
    const others = await replayWithStock(replay);
    await ends.settled(api);
    const replaySeconds = (performance.now() - began) / 1_000;
    await ends.reconcile(api, reconciliation);
    const replayed = without + others;
    return { report: reconciliation.report, productsMade, replayed, replaySeconds };
  } finally {
    progress.end();
    directory.remove();
  }
}

interface Replay {
  readonly run: ImportRun;
  readonly reconciliation: Reconciliation;
  readonly ends: OrderEnds;
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
async function replayWithoutStock(replay: Replay): Promise<number> {
  const { source, concurrency } = replay.run;
  let count = 0;
  await eachOf(source.entries(), concurrency, async (entry) => {
    if (entry.kind === "refused" || entry.outcome !== "unavailable") return;
    await replayOne(replay, entry, true);
    count += 1;
  });
  return count;
}

/** All other orders, and the list of those that cannot be placed. @returns how many orders */
async function replayWithStock(replay: Replay): Promise<number> {
  const { source, rejects, progress, concurrency } = replay.run;
  let count = 0;
  progress.begin("orders", source.orderCount);
  await eachOf(withGoods(replay.run), concurrency, async (entry) => {
    if (entry.kind === "refused") {
      rejects.add({ orderId: entry.reference, reason: entry.reason, detail: entry.detail });
      replay.reconciliation.rejected();
    } else if (entry.outcome !== "unavailable") {
      count += 1;
      const wait = count % waitedFor === 0;
      await replayOne(replay, entry, wait);
    }
    progress.step();
  });
  return count;
}

/**
 * All entries in their order, each order when its goods have come in. The goods of the next orders come
 * in while those before are placed: waiting for them in between left the server idle a third of the time.
 */
async function* withGoods(run: ImportRun): AsyncGenerator<ImportEntry> {
  let before: Promise<readonly ImportEntry[]> = Promise.resolve([]);
  for await (const together of inDeliveries(run.source.entries())) {
    const next = received(run, together);
    // Its failure is thrown when its turn comes; it is no unhandled one until then.
    next.catch(() => undefined);
    yield* await before;
    before = next;
  }
  yield* await before;
}

/** The entries, when the goods of those that need some have come in. */
async function received(
  { source, api }: ImportRun,
  together: readonly ImportEntry[],
): Promise<readonly ImportEntry[]> {
  const orders = together.filter(needsGoods);
  if (orders.length > 0) await receiveGoods(api, source.name, orders);
  return together;
}

/** The entries, with no more orders together than one receipt takes. */
async function* inDeliveries(
  entries: AsyncIterable<ImportEntry>,
): AsyncGenerator<readonly ImportEntry[]> {
  let together: ImportEntry[] = [];
  let orders = 0;
  let lines = 0;
  for await (const entry of entries) {
    const size = needsGoods(entry) ? entry.lines.length : 0;
    const full = orders === receivedTogether || together.length === mostLines;
    if (full || lines + size > mostLines) {
      yield together;
      together = [];
      orders = 0;
      lines = 0;
    }
    together.push(entry);
    if (size > 0) orders += 1;
    lines += size;
  }
  if (together.length > 0) yield together;
}

function needsGoods(entry: ImportEntry): entry is ImportOrder {
  return entry.kind !== "refused" && entry.outcome !== "unavailable";
}

async function replayOne(replay: Replay, order: ImportOrder, wait: boolean): Promise<void> {
  const { run, reconciliation, ends } = replay;
  const result = await replayOrder(run.api, order, wait);
  if ("refusal" in result) {
    const { code: reason, detail } = result.refusal;
    run.rejects.add({ orderId: order.reference, reason, detail });
    reconciliation.refused(order, result.refusal);
  } else if (result.ended) reconciliation.placed(order, result.placed);
  else ends.expect(order, result.placed);
}

function mainCurrency({ products }: ImportSource): string {
  const counts = new Map<string, number>();
  for (const { currency } of products) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  let main = "EUR";
  for (const [currency, count] of counts) if (count > (counts.get(main) ?? 0)) main = currency;
  return main;
}
