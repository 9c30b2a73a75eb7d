import type { ApiPool } from "./api-pool.ts";
import { eachOf } from "./each-of.ts";
import type { ImportEntry, ImportOrder, ImportSource } from "./import-source.ts";
import { OrderEnds } from "./order-ends.ts";
import type { Progress } from "./progress.ts";
import { Reconciliation, type ReconciliationReport } from "./reconciliation.ts";
import type { RejectsFile } from "./rejects-file.ts";
import { replayTogether, type Replayed } from "./replay.ts";
import { SpillDirectory } from "./spill.ts";
import { createProduct, defineLocation, receiveGoods } from "./shop.ts";

export interface ImportRun {
  readonly source: ImportSource;
  readonly api: ApiPool;
  readonly rejects: RejectsFile;
  readonly progress: Progress;
  /** Orders under way at a time, more or less. */
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

/** Orders that are placed together, and whose goods are received together. */
const together = 64;
/** Lines that a receipt takes. */
const mostLines = 1_000;
/** Entries of a group, those that are not meant among them. */
const mostEntries = 1_000;
/** Products that are made at a time. */
const mostProducts = 64;

/**
 * Replays a source's orders through the real pipeline. Strictly in this order, which makes it right
 * wherever it is interrupted and run again:
 *
 * 1. The stock location and the products. Each is made once: a code and a SKU are unique.
 * 2. The orders that found no stock in history, while there is none: their SKUs are those of other
 *    orders too, so not one unit may have come in yet. Each is waited for until it is cancelled.
 * 3. The others, some at a time: first the orders' own goods are received, then they are placed, so that
 *    at every moment at least as much has come in as has been ordered. What history cancelled is cancelled.
 *    The last one is waited for to its end, which keeps the import from running away from the server.
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
  await eachOf(source.products, Math.min(concurrency, mostProducts), async (product) => {
    if (await createProduct(api, product)) made += 1;
    progress.step();
  });
  return made;
}

/** @returns how many orders */
async function replayWithoutStock(replay: Replay): Promise<number> {
  const { source, api } = replay.run;
  let count = 0;
  await eachOf(
    inGroups(source.entries(), isUnavailable),
    groupsAtATime(replay.run),
    async (entries) => {
      const orders = entries.filter(isUnavailable);
      if (orders.length === 0) return;
      for (const { order, result } of await replayTogether(api, orders, "for all")) {
        note(replay, order, result);
      }
      count += orders.length;
    },
  );
  return count;
}

/** All other orders, and the list of those that cannot be placed. @returns how many orders */
async function replayWithStock(replay: Replay): Promise<number> {
  const { source, rejects, progress, api } = replay.run;
  let count = 0;
  progress.begin("orders", source.orderCount);
  await eachOf(
    inGroups(source.entries(), needsGoods),
    groupsAtATime(replay.run),
    async (entries) => {
      for (const entry of entries) {
        if (entry.kind !== "refused") continue;
        rejects.add({ orderId: entry.reference, reason: entry.reason, detail: entry.detail });
        replay.reconciliation.rejected();
      }
      const orders = entries.filter(needsGoods);
      if (orders.length > 0) {
        await receiveGoods(api, source.name, orders);
        for (const { order, result } of await replayTogether(api, orders, "for the last")) {
          note(replay, order, result);
        }
      }
      count += orders.length;
      for (const _ of entries) progress.step();
    },
  );
  return count;
}

function groupsAtATime({ concurrency }: ImportRun): number {
  return Math.max(1, Math.round(concurrency / together));
}

/** All entries in their order, with no more of those that are meant together than one receipt takes. */
async function* inGroups(
  entries: AsyncIterable<ImportEntry>,
  meant: (entry: ImportEntry) => entry is ImportOrder,
): AsyncGenerator<readonly ImportEntry[]> {
  let group: ImportEntry[] = [];
  let orders = 0;
  let lines = 0;
  for await (const entry of entries) {
    const size = meant(entry) ? entry.lines.length : 0;
    const full = orders === together || group.length === mostEntries;
    if (full || lines + size > mostLines) {
      yield group;
      group = [];
      orders = 0;
      lines = 0;
    }
    group.push(entry);
    if (size > 0) orders += 1;
    lines += size;
  }
  if (group.length > 0) yield group;
}

function isUnavailable(entry: ImportEntry): entry is ImportOrder {
  return entry.kind !== "refused" && entry.outcome === "unavailable";
}

function needsGoods(entry: ImportEntry): entry is ImportOrder {
  return entry.kind !== "refused" && entry.outcome !== "unavailable";
}

function note({ run, reconciliation, ends }: Replay, order: ImportOrder, result: Replayed): void {
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
