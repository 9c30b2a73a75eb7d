import { tokens } from "@waybill/payments";
import type { Seed } from "@waybill/simulator";
import type { Profile } from "../profile.ts";
import type { World } from "../world.ts";
import type { Desk, Told } from "./desk.ts";
import type { Shop } from "./shop.ts";

/** A request for an order as its customer has it: what was asked, and what came of it. */
export interface SentOrder {
  readonly reference: string | undefined;
  readonly key: string;
  /** Of the order, as soon as somebody was told of it. */
  id: string | undefined;
  outcome: "accepted" | "refused" | "unknown";
  /** What came of each attempt, with its time. */
  readonly told: string[];
  /** Ids that answers to this one request have named; more than one is a broken promise. */
  readonly ids: Set<string>;
}

interface Customer {
  readonly index: number;
  readonly sent: SentOrder;
  readonly body: OrderBody;
  readonly seed: Seed;
  readonly isGift: boolean;
}

type OrderBody = ReturnType<Customers["body"]>;

const maxAttempts = 12;
const maxPatienceMs = 8_000;
const tokenMix: readonly (readonly [token: string, share: number])[] = [
  [tokens.ok, 0.86],
  [tokens.declined, 0.05],
  [tokens.slow, 0.02],
  [tokens.unavailable, 0.02],
  [tokens.timeoutAfterSuccess, 0.025],
  [tokens.captureFailsTwice, 0.025],
];

/** Customers who come when they come: they order, ask again when they hear nothing, change their minds. */
export class Customers {
  readonly sent: SentOrder[] = [];
  /** Those who are still there. */
  present = 0;
  readonly #world: World;
  readonly #desk: Desk;
  readonly #shop: Shop;
  readonly #seed: Seed;
  readonly #gifts: Seed;

  constructor(world: World, desk: Desk, shop: Shop) {
    this.#world = world;
    this.#desk = desk;
    this.#shop = shop;
    this.#seed = world.seed.fork("customers");
    this.#gifts = world.seed.fork("gifts");
  }

  /** `rate` customers a second; `free`: of their orders, how many cost nothing */
  arrive(orders: number, { rate, free = 0 }: Profile["customers"]): void {
    let at = 0;
    for (let index = 0; index < orders; index++) {
      at += this.#seed.delay(1_000 / rate);
      this.present += 1;
      const isGift = free > 0 && this.#gifts.chance(free);
      this.#world.time.after(at, () => {
        void this.#visit(index, isGift).finally(() => {
          this.present -= 1;
        });
      });
    }
  }

  body(seed: Seed, index: number, reference: string | undefined) {
    const count = seed.chance(0.7) ? 1 : seed.int(2, 4);
    return {
      ...(reference === undefined ? {} : { reference }),
      customer: { email: `c${index}@example.com`, name: "Ana" },
      shippingAddress: {
        name: "Ana",
        line1: "1 Main St",
        city: "Porto",
        postalCode: "4000-001",
        country: seed.chance(0.02) ? "AQ" : "PT",
      },
      currency: "EUR",
      // Now and then the same SKU twice: what counts is their sum.
      lines: Array.from({ length: count }, () => ({
        sku: this.#shop.anySku(seed),
        quantity: seed.chance(0.8) ? 1 : seed.int(2, 3),
      })),
      payment: { token: drawToken(seed) },
    };
  }

  async #visit(index: number, isGift: boolean): Promise<void> {
    const seed = this.#seed.fork(`customer ${index}`);
    const reference = seed.chance(0.6) ? `ref-${index}` : undefined;
    const sent: SentOrder = {
      reference,
      key: `key-${index}`,
      id: undefined,
      outcome: "unknown",
      told: [],
      ids: new Set(),
    };
    this.sent.push(sent);
    const ordered = this.body(seed, index, reference);
    const body = isGift ? givenAway(ordered) : ordered;
    const customer = { index, sent, body, seed, isGift };
    await this.#order(customer);
    await this.#afterwards(customer);
  }

  /** Asks until there is an answer, or patience is at an end. */
  async #order(customer: Customer): Promise<void> {
    const { seed } = customer;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const told = await this.#place(customer);
      const settled = told.kind === "answered" || (told.kind === "refused" && !told.retryable);
      if (settled) return;
      await this.#desk.wait(seed.delay(100 * attempt));
    }
  }

  /** What is given away an operator enters, as only they may set a price. */
  async #place({ sent, body, isGift }: Customer): Promise<Told> {
    const told = await this.#desk.ask({
      service: "orders",
      operationId: "placeOrder",
      ...(isGift ? {} : { customer: body.customer.email }),
      body,
      key: sent.key,
    });
    sent.told.push(`${this.#world.time.now} ${told.kind === "refused" ? told.code : told.kind}`);
    if (told.kind === "answered") {
      const { id } = told.reply.body as { readonly id: string };
      sent.ids.add(id);
      sent.id = id;
      sent.outcome = "accepted";
    } else if (told.kind === "refused" && !told.retryable && sent.outcome !== "accepted") {
      sent.outcome = "refused";
    }
    return told;
  }

  async #afterwards(customer: Customer): Promise<void> {
    const { sent, body, seed } = customer;
    if (seed.chance(0.1)) {
      await this.#desk.wait(seed.delay(1_000));
      await this.#place(customer);
    }
    const { id } = sent;
    if (id === undefined) return;
    if (seed.chance(0.06)) {
      await this.#desk.wait(seed.delay(300));
      const name = `Ana ${seed.int(1, 9)}`;
      await this.#desk.ask({
        service: "orders",
        operationId: "changeOrder",
        customer: body.customer.email,
        params: { id },
        headers: {},
        body: { shippingAddress: { ...body.shippingAddress, name } },
      });
    }
    if (seed.chance(0.12)) {
      await this.#desk.wait(seed.next() * seed.pick([50, 1_000, maxPatienceMs]));
      await this.#cancel(id, customer);
    }
  }

  async #cancel(id: string, { body, seed }: Customer): Promise<void> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const told = await this.#desk.ask({
        service: "orders",
        operationId: "cancelOrder",
        customer: body.customer.email,
        params: { id },
      });
      if (told.kind === "answered") return;
      await this.#desk.wait(seed.delay(200 * attempt));
    }
  }
}

function givenAway(body: OrderBody): OrderBody {
  const unitPrice = { amount: 0, currency: body.currency };
  return { ...body, lines: body.lines.map((line) => ({ ...line, unitPrice })) };
}

function drawToken(seed: Seed): string {
  let left = seed.next();
  for (const [token, share] of tokenMix) {
    left -= share;
    if (left < 0) return token;
  }
  return tokens.ok;
}
