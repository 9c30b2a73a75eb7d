import { join } from "node:path";
import type { ImportProduct } from "../import-source.ts";
import { readTable } from "../table.ts";

const uncategorised = "uncategorised";

interface Traits {
  readonly category: string;
  readonly weightGrams: number;
}

/** The products of the shops. The source has no names and prices: a price is that of the newest sale. */
export class OlistCatalogue {
  readonly #traits = new Map<string, Traits>();
  readonly #sales = new Map<string, { readonly at: string; readonly price: number }>();

  /** Categories in English; one without a translation stays as it is. */
  async read(directory: string): Promise<void> {
    const english = new Map<string, string>();
    const names = ["product_category_name", "product_category_name_english"] as const;
    const translations = join(directory, "product_category_name_translation.csv");
    for await (const row of readTable(translations, { columns: names })) {
      english.set(row.text(names[0]), row.text(names[1]));
    }
    const columns = ["product_id", "product_category_name", "product_weight_g"];
    const products = join(directory, "olist_products_dataset.csv");
    for await (const row of readTable(products, { columns })) {
      const category = row.text("product_category_name");
      const weight = row.text("product_weight_g");
      this.#traits.set(row.filled("product_id"), {
        category: english.get(category) ?? (category === "" ? uncategorised : category),
        // Shops left it out now and then.
        weightGrams: /^\d{1,7}$/.test(weight) ? Number(weight) : 0,
      });
    }
  }

  /** @param at when it was sold; later is greater as text */
  sold(sku: string, price: number, at: string): void {
    const known = this.#sales.get(sku);
    if (known === undefined || known.at < at) this.#sales.set(sku, { at, price });
  }

  nameOf(sku: string): string {
    const { category = uncategorised } = this.#traits.get(sku) ?? {};
    const words = category.replaceAll("_", " ");
    return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${sku.slice(0, 8)}`;
  }

  /** Those that were sold: the source has no price for the others. */
  products(currency: string): readonly ImportProduct[] {
    return [...this.#sales].map(([sku, { price }]) => {
      const traits = this.#traits.get(sku);
      return {
        sku,
        name: this.nameOf(sku),
        category: traits?.category ?? uncategorised,
        price,
        currency,
        weightGrams: traits?.weightGrams ?? 0,
      };
    });
  }

  get unsold(): number {
    let count = 0;
    for (const sku of this.#traits.keys()) if (!this.#sales.has(sku)) count += 1;
    return count;
  }
}
