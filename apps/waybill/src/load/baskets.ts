import { createHash } from "node:crypto";
import type { Goods } from "./catalogue.ts";
import type { LoadOptions } from "./load-options.ts";
import { zipf, type RandomNumber } from "./random.ts";

/** An order ready to send. */
export interface Basket {
  /** JSON without its first brace, so that a reference can be put before it. */
  readonly rest: string;
  /** Of the body without a reference. */
  readonly hash: string;
}

export interface Baskets {
  readonly list: readonly Basket[];
  /** Units of each SKU in the whole list. */
  readonly units: ReadonlyMap<string, number>;
}

export type BasketMix = Pick<LoadOptions, "hot" | "uniform" | "lines" | "declines">;

/** Enough that no two customers seem alike, few enough to make in a moment. */
const basketCount = 8_192;
const customers = 2_000;
const mostLines = 10;

/** Share of orders with up to so many lines: most have one or two. */
const lineShares = [0.6, 0.82, 0.9, 0.93, 0.95, 0.965, 0.975, 0.985, 0.993, 1];

/**
 * The orders that a run sends, over and over: made before it begins, so that sending one takes the
 * generator next to nothing; it shares the machine with the server it measures.
 * @param domain of the customers' addresses, by which the run's orders are found again
 */
export function makeBaskets(
  goods: Goods,
  mix: BasketMix & { readonly domain: string; readonly count?: number },
  random: RandomNumber,
): Baskets {
  const units = new Map<string, number>();
  const pick = picker(goods.skus, mix, random);
  const list = Array.from({ length: mix.count ?? basketCount }, (): Basket => {
    const lines = linesOf(pick, mix.lines ?? lineCount(random), random);
    for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
    const customer = Math.floor(random() * customers);
    const body = JSON.stringify({
      customer: { email: `c${customer}@${mix.domain}`, name: `Customer ${customer}` },
      shippingAddress: {
        name: `Customer ${customer}`,
        line1: `${1 + Math.floor(random() * 200)} Main Street`,
        city: "Porto",
        postalCode: "4000-001",
        country: "PT",
      },
      currency: goods.currency,
      lines,
      payment: { token: random() < mix.declines ? "tok_declined" : "tok_ok" },
    });
    const hash = createHash("sha256").update(body).digest("hex").slice(0, 16);
    return { rest: body.slice(1), hash };
  });
  return { list, units };
}

/** Units for so many orders, with a fifth more, and a hundred of each: which are sent how often is not known exactly. */
export function unitsNeeded({ list, units }: Baskets, orders: number): ReadonlyMap<string, number> {
  const rounds = orders / list.length;
  return new Map([...units].map(([sku, each]) => [sku, Math.ceil(each * rounds * 1.2) + 100]));
}

function picker(
  skus: readonly string[],
  { hot, uniform }: BasketMix,
  random: RandomNumber,
): () => string {
  const [first = ""] = skus;
  if (hot) return () => first;
  if (uniform) return () => skus[Math.floor(random() * skus.length)] ?? first;
  const rank = zipf(skus.length, random);
  return () => skus[rank()] ?? first;
}

/** Each SKU once in an order, as long as there are enough of them. */
function linesOf(pick: () => string, count: number, random: RandomNumber) {
  const skus = new Set<string>();
  for (let tries = 0; skus.size < count && tries < count * 20; tries += 1) skus.add(pick());
  return [...skus].map((sku) => ({ sku, quantity: quantityOf(random()) }));
}

function lineCount(random: RandomNumber): number {
  const drawn = random();
  const index = lineShares.findIndex((share) => drawn < share);
  return index === -1 ? mostLines : index + 1;
}

function quantityOf(drawn: number): number {
  if (drawn < 0.85) return 1;
  return drawn < 0.97 ? 2 : 3;
}
