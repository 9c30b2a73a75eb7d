import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { between, chance, oneOf } from "./chance.ts";
import { eachOf } from "./each-of.ts";
import type { OrderClient } from "./order-client.ts";
import { SentOrder, type OrderBody } from "./sent-order.ts";

export interface LoadOptions {
  readonly client: OrderClient;
  readonly ordersPerSecond: number;
  readonly tokenOf: (number: number) => string;
}

const skus = ["MUG-BLUE", "MUG-RED", "MUG-WHITE"] as const;
/** Customers who would be more than so many at once stay away: an outage must not become a flood. */
const atOnce = 64;
const cancelledShare = 0.05;
/** Of those without a clear answer: they never find out, and the order is there once or not at all. */
const walkAwayShare = 0.2;
const repeatMs = 300;
const patienceMs = 60_000;
const resolveMs = 45_000;

/** Open loop: customers come whether or not the ones before them were served. */
export class Load {
  readonly sent: SentOrder[] = [];
  readonly client: OrderClient;
  readonly #options: LoadOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #walkedAway = new Set<SentOrder>();
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #number = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.client = options.client;
  }

  start(): void {
    const started = performance.now();
    let come = 0;
    this.#timer = setInterval(() => {
      const due = ((performance.now() - started) / 1_000) * this.#options.ordersPerSecond;
      for (; come < due; come++) {
        if (this.#underWay.size >= atOnce) continue;
        const customer = this.#customer().finally(() => this.#underWay.delete(customer));
        this.#underWay.add(customer);
      }
    }, 5);
  }

  /** No more customers; those that are there get an answer of some kind first. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping = true;
    await Promise.all(this.#underWay);
  }

  /** Orders that a fault at this moment meets: being sent, or accepted so lately that they are on their way. */
  inFlight(withinMs = 300): number {
    const since = performance.now() - withinMs;
    return this.sent.slice(-500).filter(({ attempts }) => {
      const last = attempts.at(-1);
      return last === undefined || (last.answer === "ok" && last.endedAt > since);
    }).length;
  }

  /**
   * Waits for the acceptance of an attempt that begins from now on.
   * @returns when it came
   * @throws {Error} when there is none for a long time
   */
  async nextAcceptance(limitMs = 60_000): Promise<number> {
    const from = performance.now();
    while (performance.now() < from + limitMs) {
      for (const { attempts } of this.sent.slice(-1_000)) {
        const found = attempts.find(
          ({ answer, startedAt }) => answer === "ok" && startedAt >= from,
        );
        if (found !== undefined) return found.endedAt;
      }
      await delay(10);
    }
    throw new Error(`no order was accepted within ${limitMs / 1_000} s: ${this.summary()}`);
  }

  /** Acceptances that came since. */
  acceptedSince(time: number): number {
    return this.sent.filter(({ acceptedAt = 0 }) => acceptedAt >= time).length;
  }

  /**
   * Customers who have no clear answer repeat their order, but for those who have walked away.
   * @returns those who have none even so
   */
  async resolve(): Promise<readonly SentOrder[]> {
    const deadline = performance.now() + resolveMs;
    const wanting = this.sent.filter((order) => !order.isSettled && !this.#walkedAway.has(order));
    await eachOf(wanting, async (order) => {
      while (!order.isSettled && performance.now() < deadline) {
        await this.client.send(order);
        if (!order.isSettled) await delay(repeatMs);
      }
    });
    return wanting.filter((order) => !order.isSettled);
  }

  /** Repeats one in so many of the accepted requests: each has to name the same order again. */
  async repeat(every: number): Promise<void> {
    const accepted = this.sent.filter((order) => order.outcome === "accepted");
    await eachOf(
      accepted.filter((_, index) => index % every === 0),
      (order) => this.client.send(order),
    );
  }

  summary(): string {
    const answers = Map.groupBy(this.sent, ({ outcome }) => outcome);
    const troubles = Map.groupBy(
      this.sent.flatMap(({ attempts }) => attempts).filter(({ answer }) => answer !== "ok"),
      ({ status, code }) => `${status} ${code}`.trim(),
    );
    const count = <T>(groups: Map<string, T[]>): string =>
      [...groups].map(([name, { length }]) => `${length} ${name}`).join(", ");
    const late = this.sent.filter(
      ({ attempts, outcome }) =>
        attempts.some(({ answer }) => answer === "unknown") && outcome === "accepted",
    );
    return `${count(answers)}; ${late.length} accepted after an unknown answer; attempts without acceptance: ${count(troubles) || "none"}`;
  }

  async #customer(): Promise<void> {
    const order = new SentOrder(this.#newBody());
    this.sent.push(order);
    await this.client.send(order);
    if (!order.isSettled) await this.#insist(order);
    const [id] = order.ids;
    if (id === undefined || !chance(cancelledShare)) return;
    await delay(between(0, 400));
    order.cancellation = "unknown";
    const { status } = await this.client.call({ method: "DELETE", path: `/v1/orders/${id}` });
    if (status === 202) order.cancellation = "accepted";
  }

  async #insist(order: SentOrder): Promise<void> {
    if (chance(walkAwayShare)) {
      this.#walkedAway.add(order);
      return;
    }
    const until = performance.now() + patienceMs;
    while (!order.isSettled && !this.#stopping && performance.now() < until) {
      await delay(between(repeatMs / 2, repeatMs * 1.5));
      await this.client.send(order);
    }
  }

  #newBody(): OrderBody {
    this.#number += 1;
    const first = { sku: oneOf(skus), quantity: 1 + Math.floor(between(0, 3)) };
    const others = skus.filter((sku) => sku !== first.sku && chance(0.3));
    return orderBody({
      lines: [first, ...others.map((sku) => ({ sku, quantity: 1 }))],
      token: this.#options.tokenOf(this.#number),
    });
  }
}

export function orderBody({
  lines,
  token,
}: {
  readonly lines: OrderBody["lines"];
  readonly token: string;
}): OrderBody {
  return {
    reference: `crash-${randomUUID()}`,
    customer: { email: "ana@example.com", name: "Ana" },
    shippingAddress: {
      name: "Ana",
      line1: "1 Main St",
      city: "Porto",
      postalCode: "4000-001",
      country: "PT",
    },
    currency: "EUR",
    lines,
    payment: { token },
  };
}

/** Mostly payments that go well; the rest are the ways in which they do not. */
export function usualToken(number: number): string {
  const others: Readonly<Record<number, string>> = {
    3: "tok_declined",
    7: "tok_slow",
    11: "tok_timeout_after_success",
    15: "tok_capture_fails_twice",
    19: "tok_unavailable",
  };
  return others[number % 40] ?? "tok_ok";
}

/** Without payments that take seconds, for which a quick run would have to wait. */
export function quickToken(number: number): string {
  const token = usualToken(number);
  return token === "tok_slow" || token === "tok_timeout_after_success" ? "tok_ok" : token;
}

/** As many troubles as payments that go well. */
export function troubledToken(number: number): string {
  const troubles = ["tok_timeout_after_success", "tok_slow", "tok_unavailable", "tok_declined"];
  return number % 2 === 0 ? "tok_ok" : (troubles[Math.floor(number / 2) % troubles.length] ?? "");
}
