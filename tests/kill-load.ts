import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { anasOrder, type Answer, type Waybill } from "./waybill-process.ts";

const loadedSkus = ["MUG-BLUE", "MUG-RED", "MUG-WHITE"] as const;

/** `unknown`: whatever is neither an acceptance nor a clear refusal; it may have been written. */
export type Outcome = "accepted" | "refused" | "unknown";

/** One order as its customer saw it, from the outside. */
export interface SentOrder {
  /** Idempotency key and reference. */
  readonly key: string;
  readonly token: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly sentAt: number;
  /** When the first answer came; 0 while there is none. */
  answeredAt: number;
  /** Status of the first answer; 0 for none: the connection broke, or there was none to be had. */
  status: number;
  code: string;
  /** Of an answer that is no success: what it says. */
  detail: string;
  outcome: Outcome;
  /** Every id that an acceptance named; more than one is a violation. */
  readonly ids: Set<string>;
  cancellation: "none" | "accepted" | "unknown";
}

const cancelledShare = 0.1;
const answerMs = 20_000;
const sentAgainAtOnce = 16;

export interface Pace {
  readonly ordersPerSecond: number;
  /** Customers who would be more than so many at once stay away. */
  readonly atOnce: number;
}

/** Open loop: customers come whether or not the ones before them were served, up to a number at once. */
export class KillLoad {
  readonly sent: SentOrder[] = [];
  readonly #waybill: Waybill;
  readonly #pace: Pace;
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #number = 0;

  constructor(waybill: Waybill, pace: Pace = { ordersPerSecond: 100, atOnce: 64 }) {
    this.#waybill = waybill;
    this.#pace = pace;
  }

  start(): void {
    const { ordersPerSecond, atOnce } = this.#pace;
    const started = performance.now();
    let come = 0;
    this.#timer = setInterval(() => {
      const due = ((performance.now() - started) / 1_000) * ordersPerSecond;
      for (; come < due; come++) {
        if (this.#underWay.size >= atOnce) continue;
        const customer = this.#customer().finally(() => this.#underWay.delete(customer));
        this.#underWay.add(customer);
      }
    }, 5);
  }

  /** No more customers; those that are there get their answers first. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
  }

  /** Orders that a fault at this moment meets: being sent, or accepted so lately that they are on their way. */
  inFlight(withinMs = 300): number {
    const since = performance.now() - withinMs;
    return this.sent.filter((each) => each.answeredAt === 0 || each.answeredAt > since).length;
  }

  /** Waits for the acceptance of an order that is not sent yet. @returns when it came */
  async nextAcceptance(): Promise<number> {
    const deadline = performance.now() + 30_000;
    const from = this.sent.length;
    for (;;) {
      const next = this.sent.slice(from).find((each) => each.outcome === "accepted");
      if (next !== undefined) return next.answeredAt;
      if (performance.now() > deadline)
        throw new Error(`no order was accepted within 30 s; answers: ${this.summary()}`);
      await delay(10);
    }
  }

  summary(): string {
    const answers = Map.groupBy(this.sent, ({ outcome, status, code }) =>
      outcome === "accepted" ? outcome : `${outcome} ${status} ${code}`.trim(),
    );
    return `${this.sent.length} sent: ${[...answers].map(([answer, orders]) => `${orders.length} ${answer}`).join(", ")}`;
  }

  /**
   * Sends what has no clear answer again, under the same keys, until each has one.
   * @throws {Error} when one still has none after half a minute
   */
  async resolve(): Promise<number> {
    const unknown = this.sent.filter((each) => each.outcome === "unknown");
    const deadline = performance.now() + 30_000;
    await eachOf(unknown, async (order) => {
      for (;;) {
        await this.#send(order);
        if (order.outcome !== "unknown") return;
        if (performance.now() > deadline)
          throw new Error(`no clear answer for ${order.key}: ${order.status} ${order.code}`);
        await delay(100);
      }
    });
    return unknown.length;
  }

  /** Repeats one in so many of the accepted requests: each has to name the same order again. */
  async repeat(every: number): Promise<void> {
    const accepted = this.sent.filter((each) => each.outcome === "accepted");
    await eachOf(
      accepted.filter((_, index) => index % every === 0),
      (order) => this.#send(order),
    );
  }

  async #customer(): Promise<void> {
    const order = this.#newOrder();
    this.sent.push(order);
    await this.#send(order);
    const [id] = order.ids;
    if (id === undefined || Math.random() > cancelledShare) return;
    await delay(Math.random() * 400);
    order.cancellation = "unknown";
    const answer = await this.#ask("DELETE", `/v1/orders/${id}`);
    if (answer?.status === 202) order.cancellation = "accepted";
  }

  #newOrder(): SentOrder {
    this.#number += 1;
    const lines = [...loadedSkus]
      .filter(() => Math.random() < 0.5)
      .map((sku) => ({ sku, quantity: 1 + Math.floor(Math.random() * 3) }));
    return {
      key: `kill-${randomUUID()}`,
      token: tokenOf(this.#number),
      lines: lines.length > 0 ? lines : [{ sku: loadedSkus[0], quantity: 1 }],
      sentAt: performance.now(),
      answeredAt: 0,
      status: 0,
      code: "",
      detail: "",
      outcome: "unknown",
      ids: new Set(),
      cancellation: "none",
    };
  }

  async #send(order: SentOrder): Promise<void> {
    const { key, lines, token } = order;
    const body = { ...anasOrder, reference: key, lines, payment: { token } };
    const answer = await this.#ask("POST", "/v1/orders", {
      body,
      headers: { "idempotency-key": key },
    });
    const document = (answer?.body ?? {}) as { id?: string; code?: string; detail?: string };
    if (order.answeredAt === 0) order.answeredAt = performance.now();
    order.status = answer?.status ?? 0;
    order.code = document.code ?? "";
    order.detail = document.detail ?? "";
    if (order.status === 202 && document.id !== undefined) {
      order.ids.add(document.id);
      order.outcome = "accepted";
    } else if (order.status >= 400 && order.status < 500) {
      order.outcome = "refused";
    }
  }

  async #ask(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer | undefined> {
    try {
      return await this.#waybill.call(method, path, {
        ...options,
        signal: AbortSignal.timeout(answerMs),
      });
    } catch {
      return undefined;
    }
  }
}

async function eachOf<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await action(item);
  };
  await Promise.all(Array.from({ length: sentAgainAtOnce }, worker));
}

/** Mostly payments that go well; the rest are the ways in which they do not. */
function tokenOf(number: number): string {
  switch (number % 20) {
    case 3:
      return "tok_declined";
    case 7:
      return "tok_slow";
    case 11:
      return "tok_timeout_after_success";
    case 15:
      return "tok_capture_fails_twice";
    default:
      return "tok_ok";
  }
}
