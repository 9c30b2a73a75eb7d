import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreUnavailable, type Database } from "@waybill/kit";
import type { PriceAnswer, ProductPrice } from "../domain/pricing.ts";
import { PriceBook } from "./price-book.ts";
import { encodePriceRecord } from "./price-record.ts";

function priceOf(sku: string, amount: number): ProductPrice {
  return { sku, name: sku, amount, currency: "EUR", status: "active" };
}

/** A price book over a copy of the catalogue in memory, on a clock that stands still. */
function shop(limit = 100) {
  const world = {
    now: 0,
    down: false,
    /** Counts the changes of the copy. */
    progress: 0,
    checks: 0,
    /** Answers of queries that have read already wait for it. */
    hold: undefined as PromiseWithResolvers<void> | undefined,
    queries: [] as string[][],
    asked: [] as string[],
    copy: new Map<string, string>(),
    /** Records of products that had the SKU before. */
    former: new Map<string, string>(),
    catalog: new Map<string, PriceAnswer>(),
  };
  const database: Database = {
    async query<R extends object>(_sql: string, parameters: readonly unknown[] = []) {
      const [tenants, skus] = parameters as [string[], string[]];
      world.queries.push(skus);
      if (world.down) throw new StoreUnavailable("down");
      const rows = skus.flatMap((sku, index) => {
        const tenant = tenants[index];
        return [world.copy, world.former].flatMap((records, row) => {
          const latest = records.get(`${tenant}/${sku}`);
          const product_id = `prd_${9 - row}`;
          return latest === undefined ? [] : [{ tenant, sku, product_id, latest }];
        });
      });
      await world.hold?.promise;
      return rows as unknown as readonly R[];
    },
  };
  const book = new PriceBook({
    database,
    clock: {
      now: () => world.now,
      after: (_delayMs, callback) => {
        const timer = setImmediate(callback);
        return () => {
          clearImmediate(timer);
        };
      },
    },
    ask: async (tenant, sku) => {
      world.asked.push(sku);
      return world.catalog.get(`${tenant}/${sku}`) ?? "unknown";
    },
    progress: async () => {
      world.checks += 1;
      if (world.down) throw new StoreUnavailable("down");
      return String(world.progress);
    },
    limit,
  });
  const change = (sku: string, price: ProductPrice): void => {
    world.progress += 1;
    world.copy.set(`acme/${sku}`, encodePriceRecord(world.progress, price));
  };
  return { world, book, change };
}

test("a price is read once, and then found without waiting", async () => {
  const { world, book } = shop();
  world.copy.set("acme/A", encodePriceRecord(1, priceOf("A", 5)));
  assert.deepEqual(await book.find("acme", ["A"]), [priceOf("A", 5)]);
  assert.deepEqual(book.find("acme", ["A"]), [priceOf("A", 5)]);
  assert.equal(world.queries.length, 1);
});

test("SKUs that are wanted at the same time share a query, and each is in it once", async () => {
  const { world, book } = shop();
  for (const sku of ["A", "B", "C"])
    world.copy.set(`acme/${sku}`, encodePriceRecord(1, priceOf(sku, 1)));
  await Promise.all([book.find("acme", ["A", "B"]), book.find("acme", ["B", "C"])]);
  assert.deepEqual(world.queries, [["A", "B", "C"]]);
});

test("a price is of its tenant only", async () => {
  const { world, book } = shop();
  world.copy.set("acme/A", encodePriceRecord(1, priceOf("A", 5)));
  await book.find("acme", ["A"]);
  assert.deepEqual(await book.find("other", ["A"]), ["unknown"]);
});

test("a changed price counts after five seconds at the latest", async () => {
  const { world, book, change } = shop();
  change("A", priceOf("A", 5));
  await book.find("acme", ["A"]);
  change("A", priceOf("A", 7));
  world.now = 5_000;
  assert.deepEqual(await book.find("acme", ["A"]), [priceOf("A", 7)]);
});

test("while prices are in use a changed one counts from half a second on, and nobody waits for that", async () => {
  const { world, book, change } = shop();
  change("A", priceOf("A", 5));
  await book.find("acme", ["A"]);
  change("A", priceOf("A", 7));
  world.now = 600;
  assert.deepEqual(book.find("acme", ["A"]), [priceOf("A", 5)]);
  await new Promise(setImmediate);
  assert.deepEqual(await book.find("acme", ["A"]), [priceOf("A", 7)]);
});

test("after the clock was set back it is asked at once whether the copy has changed", async () => {
  const { world, book, change } = shop();
  world.now = 3_600_000;
  change("A", priceOf("A", 5));
  await book.find("acme", ["A"]);
  change("A", priceOf("A", 7));
  world.now = 0;
  assert.deepEqual(await book.find("acme", ["A"]), [priceOf("A", 7)]);
});

test("as long as the copy has not changed no price is read again", async () => {
  const { world, book, change } = shop();
  for (const sku of ["A", "B"]) change(sku, priceOf(sku, 5));
  await book.find("acme", ["A", "B"]);
  for (world.now = 600; world.now < 60_000; world.now += 600) {
    assert.ok(Array.isArray(book.find("acme", ["A", "B"])));
    await new Promise(setImmediate);
  }
  assert.equal(world.queries.length, 1);
  assert.equal(world.checks, 100);
});

test("a price that was read before the copy changed is not kept after it", async () => {
  const { world, book, change } = shop();
  change("A", priceOf("A", 5));
  await book.find("acme", ["B"]);
  world.hold = Promise.withResolvers();
  const early = book.find("acme", ["A"]);
  await new Promise(setImmediate);
  change("A", priceOf("A", 7));
  world.now = 600;
  await Promise.all([book.find("acme", []), new Promise(setImmediate)]);
  world.hold.resolve();
  assert.deepEqual(await early, [priceOf("A", 5)]);
  assert.deepEqual(await book.find("acme", ["A"]), [priceOf("A", 7)]);
});

test("a SKU that the copy does not have is asked for in the catalogue, every time until it is known", async () => {
  const { world, book } = shop();
  assert.deepEqual(await book.find("acme", ["NEW"]), ["unknown"]);
  world.catalog.set("acme/NEW", priceOf("NEW", 9));
  assert.deepEqual(await book.find("acme", ["NEW"]), [priceOf("NEW", 9)]);
  assert.deepEqual(book.find("acme", ["NEW"]), [priceOf("NEW", 9)]);
  assert.deepEqual(world.asked, ["NEW", "NEW"]);
});

test("a deleted product is known to be deleted without asking", async () => {
  const { world, book } = shop();
  const gone: ProductPrice = { ...priceOf("A", 0), status: "deleted" };
  world.copy.set("acme/A", encodePriceRecord(1, gone));
  assert.deepEqual(await book.find("acme", ["A"]), [gone]);
  assert.deepEqual(world.asked, []);
});

test("a SKU that was deleted and has a product again is that product, whatever is repeated of the old one", async () => {
  const { world, book } = shop();
  const gone: ProductPrice = { ...priceOf("A", 0), status: "deleted" };
  world.copy.set("acme/A", encodePriceRecord(1, priceOf("A", 7)));
  world.former.set("acme/A", encodePriceRecord(2, gone));
  assert.deepEqual(await book.find("acme", ["A"]), [priceOf("A", 7)]);
});

test("of two products of a SKU, of which one is not known to be deleted yet, the newer counts", async () => {
  const { world, book } = shop();
  world.copy.set("acme/A", encodePriceRecord(1, priceOf("A", 7)));
  world.former.set("acme/A", encodePriceRecord(8, priceOf("A", 6)));
  assert.deepEqual(await book.find("acme", ["A"]), [priceOf("A", 7)]);
});

test("while the database is away prices in memory still serve, and others say so", async () => {
  const { world, book } = shop();
  world.copy.set("acme/A", encodePriceRecord(1, priceOf("A", 5)));
  await book.find("acme", ["A"]);
  world.down = true;
  world.now = 700;
  assert.deepEqual(book.find("acme", ["A"]), [priceOf("A", 5)]);
  await assert.rejects(async () => await book.find("acme", ["B"]), { code: "store-unavailable" });
  world.down = false;
  assert.deepEqual(await book.find("acme", ["B"]), ["unknown"]);
});

test("memory holds no more prices than its limit", async () => {
  const { world, book } = shop(2);
  for (const sku of ["A", "B", "C"])
    world.copy.set(`acme/${sku}`, encodePriceRecord(1, priceOf(sku, 1)));
  for (const sku of ["A", "B", "C"]) await book.find("acme", [sku]);
  assert.ok(Array.isArray(book.find("acme", ["B", "C"])));
  assert.ok(book.find("acme", ["A"]) instanceof Promise);
  await book.find("acme", ["A"]);
});
