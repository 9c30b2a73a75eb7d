import { errorCode } from "@waybill/kit";
import { bags } from "./bags.ts";
import { drinkware } from "./drinkware.ts";
import { home } from "./home.ts";
import { kitchen } from "./kitchen.ts";
import { outdoor } from "./outdoor.ts";
import type { SampleProduct } from "./sample-product.ts";
import { stationery } from "./stationery.ts";
import { sampleLocations, unitsEach, type SampleLocation } from "./stock-locations.ts";

/** The whole catalogue of the sample shop. */
export const sampleProducts: readonly SampleProduct[] = [
  ...drinkware,
  ...kitchen,
  ...stationery,
  ...home,
  ...bags,
  ...outdoor,
];

export interface SampleReceipt {
  readonly location: string;
  readonly reference: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

/** How the shop gets into the services: by their commands or by the API, as the caller has them. */
export interface ShopWriter {
  /** Makes the location, or leaves it as it is when it is there. */
  createLocation(location: SampleLocation): Promise<unknown>;
  /** Throws an error with the code `sku-taken` when the product is there. */
  createProduct(product: SampleProduct): Promise<unknown>;
  /** Throws an error with the code `reference-taken` when it was received before. */
  receive(receipt: SampleReceipt): Promise<unknown>;
}

/** What a loading added; all zero when the shop was there already. */
export interface LoadedShop {
  readonly products: number;
  readonly receipts: number;
}

/**
 * Loads the sample shop. May be interrupted and run again: products are told by their SKU and
 * deliveries by their reference, so nothing is there twice.
 * @throws whatever the writer throws other than that something is there already
 */
export async function loadSampleShop(writer: ShopWriter): Promise<LoadedShop> {
  for (const location of sampleLocations) await writer.createLocation(location);
  const products = await Promise.all(
    sampleProducts.map((product) => added("sku-taken", () => writer.createProduct(product))),
  );
  const receipts = await Promise.all(
    sampleReceipts().map((receipt) => added("reference-taken", () => writer.receive(receipt))),
  );
  return { products: countTrue(products), receipts: countTrue(receipts) };
}

/** One delivery for each location, with all products. */
export function sampleReceipts(): SampleReceipt[] {
  return sampleLocations.map(({ code }) => ({
    location: code,
    reference: `sample-shop-${code}`,
    lines: sampleProducts.map(({ sku }) => ({ sku, quantity: unitsEach[code] ?? 0 })),
  }));
}

/** Whether it was added now; false when it was there, which the writer tells by the code. */
async function added(thereCode: string, add: () => Promise<unknown>): Promise<boolean> {
  try {
    await add();
    return true;
  } catch (error) {
    if (errorCode(error) === thereCode) return false;
    throw error;
  }
}

function countTrue(values: readonly boolean[]): number {
  return values.filter(Boolean).length;
}
