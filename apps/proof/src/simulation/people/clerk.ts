import type { Finding } from "@waybill/checker";
import type { Seed } from "@waybill/simulator";
import type { World } from "../world.ts";
import type { Desk } from "./desk.ts";
import { Wishes } from "./wishes.ts";

/** Of those who want more back than they paid. */
const greedyShare = 0.1;

interface Captured {
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly repeated?: boolean;
}

/** Gives customers back some of what they paid, for instance because a cup was broken: once an order. */
export class Clerk {
  readonly #world: World;
  readonly #seed: Seed;
  readonly #wishes: Wishes;

  /** @param share of the orders that were paid for */
  constructor(world: World, desk: Desk, share: number) {
    this.#world = world;
    this.#seed = world.seed.fork("clerk");
    this.#wishes = new Wishes(world, desk, this.#seed);
    if (share === 0) return;
    world.disks.get("payments")?.watch((_, { events }) => {
      for (const { type, data } of events) {
        const captured = data as Captured;
        if (type !== "PaymentCaptured" || captured.repeated === true || world.faults.isCalm)
          continue;
        if (this.#seed.chance(share)) this.#refundLater(captured);
      }
    });
  }

  get busy(): number {
    return this.#wishes.busy;
  }

  /** C as the clerk saw it. */
  get findings(): readonly Finding[] {
    const own = this.#world.disks.get("payments")?.streams.own ?? [];
    const made = [...own].flatMap(({ type, data }) =>
      type === "RefundRequested" ? [(data as Pick<Captured, "orderId">).orderId] : [],
    );
    const what = "the clerk's wish for a refund";
    return this.#wishes.findings(made, { check: "C", problem: "refund-differs", what });
  }

  #refundLater({ orderId, amount: paid, currency }: Captured): void {
    this.#wishes.later(orderId, orderId, () => {
      const isGreedy = paid === 0 || this.#seed.chance(greedyShare);
      const amount = isGreedy ? paid + 1 : this.#seed.int(1, paid);
      return {
        service: "payments",
        operationId: "refundPayment",
        params: { orderId },
        key: `refund-${orderId}`,
        body: { amount: { amount, currency }, reason: "a cup was broken" },
      };
    });
  }
}
