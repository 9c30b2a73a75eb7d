import type { Seed } from "@waybill/simulator";
import type { Profile } from "../profile.ts";
import type { World } from "../world.ts";
import type { Ask, Desk, Told } from "./desk.ts";

const places = ["lisbon", "porto", "faro"] as const;
/** What an order wants on average, about. */
const unitsOfOrder = 2;
const hotShare = 0.3;

interface Product {
  readonly sku: string;
  id: string | undefined;
  amount: number;
  present: boolean;
}

/** The people of the shop: they fill its shelves, and later receive, reprice and delete. */
export class Shop {
  readonly #world: World;
  readonly #desk: Desk;
  readonly #profile: Profile;
  readonly #seed: Seed;
  readonly #products: Product[];
  #receipts = 0;
  /** Work that they are at. */
  busy = 0;

  constructor(world: World, desk: Desk, profile: Profile) {
    this.#world = world;
    this.#desk = desk;
    this.#profile = profile;
    this.#seed = world.seed.fork("shop");
    this.#products = Array.from({ length: profile.customers.skus }, (_, index) => ({
      sku: `SKU-${index + 1}`,
      id: undefined,
      amount: 100 * (index + 1),
      present: true,
    }));
    world.priceOf = (_, sku) => {
      const found = this.#products.find((each) => each.sku === sku);
      if (found === undefined) return "unknown";
      const { amount, present } = found;
      return { sku, name: sku, amount, currency: "EUR", status: present ? "active" : "deleted" };
    };
  }

  /** The first SKU is the one that everybody wants. */
  anySku(seed: Seed): string {
    const [wanted] = this.#products;
    return wanted !== undefined && seed.chance(hotShare)
      ? wanted.sku
      : seed.pick(this.#products).sku;
  }

  /** Locations, products, and their stock for so many orders. */
  async open(orders: number): Promise<void> {
    const { skus, plenty } = this.#profile.customers;
    const units = Math.ceil((orders * unitsOfOrder * plenty) / skus / places.length);
    for (const [priority, code] of places.entries()) {
      await this.#insist({
        service: "inventory",
        operationId: "putLocation",
        params: { code },
        body: { name: code, priority },
      });
    }
    for (const product of this.#products) await this.#create(product);
    const [hot] = this.#products;
    for (const location of places) {
      await this.#receive(location, this.#products, units);
      if (hot !== undefined)
        await this.#receive(location, [hot], Math.ceil(units * skus * hotShare));
    }
  }

  /** From now on something is done now and then, until the faults end. */
  work(everyMs: number): void {
    const { time, faults } = this.#world;
    time.after(this.#seed.delay(everyMs), () => {
      if (faults.isCalm) return;
      this.busy += 1;
      void this.#something().finally(() => {
        this.busy -= 1;
      });
      this.work(everyMs);
    });
  }

  async #something(): Promise<void> {
    const seed = this.#seed;
    const product = seed.pick(this.#products);
    const what = seed.next();
    if (what < 0.5) await this.#receive(seed.pick(places), [product], seed.int(1, 5));
    else if (what < 0.7) await this.#reprice(product);
    else if (what < 0.8) await this.#replace(product);
    else await this.#adjust(product);
  }

  async #create(product: Product): Promise<void> {
    const { sku, amount } = product;
    const told = await this.#insist({
      service: "catalog",
      operationId: "createProduct",
      key: `create-${sku}-${this.#receipts++}`,
      body: { sku, name: sku, category: "things", price: { amount, currency: "EUR" } },
    });
    if (told?.kind !== "answered") return;
    product.id = (told.reply.body as { readonly id: string }).id;
    product.present = true;
  }

  async #receive(location: string, products: readonly Product[], quantity: number): Promise<void> {
    const number = this.#receipts++;
    await this.#insist({
      service: "inventory",
      operationId: "receiveStock",
      key: `receipt-${number}`,
      body: {
        location,
        reference: `PO-${number}`,
        lines: products.map(({ sku }) => ({ sku, quantity })),
      },
    });
  }

  async #adjust({ sku }: Product): Promise<void> {
    const quantity = this.#seed.int(-2, 2);
    if (quantity === 0) return;
    await this.#insist({
      service: "inventory",
      operationId: "adjustStock",
      key: `adjust-${this.#receipts++}`,
      body: { location: this.#seed.pick(places), reason: "counted", lines: [{ sku, quantity }] },
    });
  }

  async #reprice(product: Product): Promise<void> {
    const { id, present } = product;
    if (id === undefined || !present) return;
    const amount = this.#seed.int(1, 50_000);
    product.amount = amount;
    await this.#insist({
      service: "catalog",
      operationId: "patchProduct",
      params: { id },
      body: { price: { amount, currency: "EUR" } },
    });
  }

  /** Deleted while orders for it are under way, and made anew later. */
  async #replace(product: Product): Promise<void> {
    const { id, present } = product;
    if (id === undefined || !present) return;
    product.present = false;
    await this.#insist({ service: "catalog", operationId: "deleteProduct", params: { id } });
    await this.#desk.wait(this.#seed.delay(2_000));
    await this.#create(product);
  }

  #insist(ask: Ask): Promise<Told | undefined> {
    return this.#desk.insist(ask, this.#seed);
  }
}
