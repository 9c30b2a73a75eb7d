import type { Clock, Database } from "@waybill/kit";
import type { PriceAnswer, ProductPrice } from "../domain/pricing.ts";
import { decodePriceRecord } from "./price-record.ts";

/** Asks the catalogue for a SKU that this service's copy does not have (yet). Never throws. */
export type AskCatalog = (tenant: string, sku: string) => Promise<PriceAnswer>;

export interface PriceBookOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly ask: AskCatalog;
  /** How far the copy of the catalogue has got: while it is the same text, no price in it has changed. */
  readonly progress: () => Promise<string>;
  /** Prices kept in memory at most. */
  readonly limit?: number;
}

/** What is in memory counts for this long without asking whether the copy has changed. */
const maxAgeMs = 5_000;
/** From this age on that is asked while the prices still count: an order waits for the answer only after a pause. */
const refreshAgeMs = 500;
const defaultLimit = 50_000;
/** SKUs of one query at most. */
const maxBatch = 2_000;
/** After a query what is wanted gathers for so long: many orders at once would else ask for a SKU or two at a time. */
const restMs = 5;

interface Cached {
  readonly price: ProductPrice;
  /** What the catalogue itself said ends after a while: the copy does not tell when it changes. */
  readonly until: number;
}

interface Wanted {
  readonly tenant: string;
  readonly sku: string;
  readonly resolve: (price: ProductPrice | undefined) => void;
  readonly reject: (error: unknown) => void;
}

interface PriceRow {
  readonly tenant: string;
  readonly sku: string;
  readonly product_id: string;
  readonly latest: string;
}

const bySkus =
  "select tenant, sku, product_id, latest from product_prices where (tenant, sku) in (select * from unnest($1::text[], $2::text[]))";

/**
 * Prices of SKUs: from memory, else from the service's copy of the catalogue, else from the catalogue
 * itself. Each SKU is read once at a time, and what is wanted while a query runs, and shortly after, is
 * the next query. When the copy has changed, nothing in memory counts any more.
 */
export class PriceBook {
  readonly #options: PriceBookOptions;
  /** Oldest first. */
  readonly #cache = new Map<string, Cached>();
  readonly #loading = new Map<string, Promise<PriceAnswer>>();
  readonly #wanted: Wanted[] = [];
  #reading = false;
  /** How far the copy was when the prices in memory were last known to be its own, and when that was. */
  #progress: string | undefined;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #checking: Promise<void> | undefined;
  /** Counts the changes of the copy: a price that was read before one is not kept after it. */
  #generation = 0;

  constructor(options: PriceBookOptions) {
    this.#options = options;
  }

  /**
   * Prices of a tenant's SKUs, in their order; a promise only when some are not in memory.
   * @throws StoreUnavailable when the database is away
   */
  find(
    tenant: string,
    skus: readonly string[],
  ): readonly PriceAnswer[] | Promise<readonly PriceAnswer[]> {
    const ageMs = this.#options.clock.now() - this.#checkedAt;
    // A clock that was set back says nothing of the age.
    if (ageMs >= maxAgeMs || ageMs < 0)
      return this.#check().then(() => this.#findAll(tenant, skus));
    if (ageMs >= refreshAgeMs) this.#check().catch(() => undefined);
    const answers: PriceAnswer[] = [];
    for (const sku of skus) {
      const price = this.#cached(keyOf(tenant, sku));
      if (price === undefined) return this.#findAll(tenant, skus);
      answers.push(price);
    }
    return answers;
  }

  /** Asks whether the copy has changed, and forgets all prices when it has. */
  #check(): Promise<void> {
    this.#checking ??= this.#checkNow().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #checkNow(): Promise<void> {
    const began = this.#options.clock.now();
    const progress = await this.#options.progress();
    if (progress !== this.#progress) {
      this.#cache.clear();
      this.#generation += 1;
      this.#progress = progress;
    }
    this.#checkedAt = began;
  }

  #findAll(tenant: string, skus: readonly string[]): Promise<readonly PriceAnswer[]> {
    return Promise.all(
      skus.map(async (sku) => this.#cached(keyOf(tenant, sku)) ?? this.#load(tenant, sku)),
    );
  }

  #load(tenant: string, sku: string): Promise<PriceAnswer> {
    const key = keyOf(tenant, sku);
    const running = this.#loading.get(key);
    if (running !== undefined) return running;
    const load = this.#loadNow(tenant, sku).finally(() => this.#loading.delete(key));
    this.#loading.set(key, load);
    return load;
  }

  async #loadNow(tenant: string, sku: string): Promise<PriceAnswer> {
    const generation = this.#generation;
    const copy = await new Promise<ProductPrice | undefined>((resolve, reject) => {
      this.#wanted.push({ tenant, sku, resolve, reject });
      this.#read().catch(() => undefined);
    });
    const answer = copy ?? (await this.#options.ask(tenant, sku));
    // What is not known is asked again each time, so that a product just made can be ordered at once.
    if (typeof answer === "object" && generation === this.#generation) {
      const until = copy === undefined ? this.#options.clock.now() + maxAgeMs : Infinity;
      this.#keep(keyOf(tenant, sku), { price: answer, until });
    }
    return answer;
  }

  #cached(key: string): ProductPrice | undefined {
    const cached = this.#cache.get(key);
    if (cached === undefined) return undefined;
    return cached.until > this.#options.clock.now() ? cached.price : undefined;
  }

  #keep(key: string, cached: Cached): void {
    this.#cache.delete(key);
    this.#cache.set(key, cached);
    if (this.#cache.size <= (this.#options.limit ?? defaultLimit)) return;
    const oldest = this.#cache.keys().next();
    if (oldest.done !== true) this.#cache.delete(oldest.value);
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    // What is wanted in this turn of the event loop goes into one query.
    await Promise.resolve();
    while (this.#wanted.length > 0) {
      const batch = this.#wanted.splice(0, maxBatch);
      try {
        const found = await this.#query(batch);
        for (const { tenant, sku, resolve } of batch) resolve(found.get(keyOf(tenant, sku)));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      await this.#rest();
    }
    this.#reading = false;
  }

  #rest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#options.clock.after(restMs, resolve);
    return promise;
  }

  async #query(batch: readonly Wanted[]): Promise<ReadonlyMap<string, ProductPrice>> {
    const rows = await this.#options.database.query<PriceRow>(bySkus, [
      batch.map(({ tenant }) => tenant),
      batch.map(({ sku }) => sku),
    ]);
    const found = new Map<string, Found>();
    for (const { tenant, sku, product_id: product, latest } of rows) {
      const one = { product, price: decodePriceRecord(latest) };
      const key = keyOf(tenant, sku);
      if (isLater(one, found.get(key))) found.set(key, one);
    }
    return new Map([...found].map(([key, { price }]) => [key, price]));
  }
}

interface Found {
  /** Sorts by when it was made. */
  readonly product: string;
  readonly price: ProductPrice;
}

/** A SKU has one product at a time; those before it were deleted, if that is not known of one yet. */
function isLater(one: Found, known: Found | undefined): boolean {
  if (known === undefined) return true;
  const isGone = one.price.status === "deleted";
  if (isGone !== (known.price.status === "deleted")) return !isGone;
  return one.product > known.product;
}

/** A SKU has no slash, so the last one ends the tenant. */
function keyOf(tenant: string, sku: string): string {
  return `${tenant}/${sku}`;
}
