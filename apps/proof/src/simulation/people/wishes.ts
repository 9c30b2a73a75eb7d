import type { Finding } from "@waybill/checker";
import type { Seed } from "@waybill/simulator";
import type { World } from "../world.ts";
import type { Ask, Desk, Told } from "./desk.ts";

const meanWaitMs = 3_000;

interface Wish {
  readonly orderId: string;
  /** `unknown`: given up, and it may have been carried out. */
  outcome: Told["kind"];
}

/**
 * What people of the shop ask for a while after something has happened, each once, and again until they are answered:
 * what was answered is there once, what was refused is not.
 */
export class Wishes {
  readonly #world: World;
  readonly #desk: Desk;
  readonly #seed: Seed;
  readonly #named = new Map<string, Wish>();
  /** Those that somebody is at. */
  busy = 0;

  constructor(world: World, desk: Desk, seed: Seed) {
    this.#world = world;
    this.#desk = desk;
    this.#seed = seed;
  }

  /** @param name of the wish, as `made` of {@link findings} has it */
  later(name: string, orderId: string, ask: () => Ask): void {
    this.busy += 1;
    this.#world.time.after(this.#seed.delay(meanWaitMs), () => {
      void this.#utter(name, orderId, ask()).finally(() => {
        this.busy -= 1;
      });
    });
  }

  async #utter(name: string, orderId: string, ask: Ask): Promise<void> {
    const wish: Wish = { orderId, outcome: "unknown" };
    this.#named.set(name, wish);
    const told = await this.#desk.insist(ask, this.#seed);
    if (told !== undefined) wish.outcome = told.kind;
  }

  /** @param made names of the wishes that were carried out, each as often as it was */
  findings(
    made: Iterable<string>,
    of: { readonly check: Finding["check"]; readonly problem: string; readonly what: string },
  ): readonly Finding[] {
    const counts = new Map<string, number>();
    for (const name of made) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...this.#named].flatMap(([name, { orderId, outcome }]): Finding[] => {
      const count = counts.get(name) ?? 0;
      const isRight =
        outcome === "unknown" ? count <= 1 : count === (outcome === "answered" ? 1 : 0);
      if (isRight) return [];
      const message = `${of.what} was ${outcome}, and was carried out ${count} times`;
      return [{ check: of.check, problem: of.problem, order: orderId, message }];
    });
  }
}
