import type { Finding } from "@waybill/checker";
import type { Seed } from "@waybill/simulator";
import type { World } from "../world.ts";
import type { Desk } from "./desk.ts";

const meanWaitMs = 3_000;
/** Of those who want more back than they paid. */
const greedyShare = 0.1;

interface Captured {
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly repeated?: boolean;
}

/** One wish for money back. `unknown`: given up, and it may have been carried out. */
interface Wish {
  readonly orderId: string;
  outcome: "answered" | "refused" | "unknown";
}

/** Gives customers back some of what they paid, for instance because a cup was broken: once an order. */
export class Clerk {
  readonly #world: World;
  readonly #desk: Desk;
  readonly #seed: Seed;
  readonly #wishes: Wish[] = [];
  /** Wishes that the clerk is at. */
  busy = 0;

  /** @param share of the orders that were paid for */
  constructor(world: World, desk: Desk, share: number) {
    this.#world = world;
    this.#desk = desk;
    this.#seed = world.seed.fork("clerk");
    if (share === 0) return;
    world.disks.get("payments")?.watch((_, { events }) => {
      for (const { type, data } of events) {
        const captured = data as Captured;
        if (type !== "PaymentCaptured" || captured.repeated === true || world.faults.isCalm)
          continue;
        if (this.#seed.chance(share)) this.#later(captured);
      }
    });
  }

  /** C as the clerk saw it: what was answered is one refund, whatever was repeated; what was refused is none. */
  get findings(): readonly Finding[] {
    const made = new Map<string, number>();
    for (const { type, data } of this.#world.disks.get("payments")?.streams.own ?? []) {
      if (type !== "RefundRequested") continue;
      const { orderId } = data as { readonly orderId: string };
      made.set(orderId, (made.get(orderId) ?? 0) + 1);
    }
    return this.#wishes.flatMap(({ orderId, outcome }): Finding[] => {
      const count = made.get(orderId) ?? 0;
      const isRight =
        outcome === "unknown" ? count <= 1 : count === (outcome === "answered" ? 1 : 0);
      if (isRight) return [];
      const message = `the clerk's wish was ${outcome}, and there are ${count} refunds`;
      return [{ check: "C", problem: "refund-differs", order: orderId, message }];
    });
  }

  #later(captured: Captured): void {
    this.busy += 1;
    this.#world.time.after(this.#seed.delay(meanWaitMs), () => {
      void this.#refund(captured).finally(() => {
        this.busy -= 1;
      });
    });
  }

  async #refund({ orderId, amount: paid, currency }: Captured): Promise<void> {
    const wish: Wish = { orderId, outcome: "unknown" };
    this.#wishes.push(wish);
    const amount = this.#seed.chance(greedyShare) ? paid + 1 : this.#seed.int(1, paid);
    const told = await this.#desk.insist(
      {
        service: "payments",
        operationId: "refundPayment",
        params: { orderId },
        key: `refund-${orderId}`,
        body: { amount: { amount, currency }, reason: "a cup was broken" },
      },
      this.#seed,
    );
    if (told !== undefined) wish.outcome = told.kind === "answered" ? "answered" : "refused";
  }
}
